"""What a ticket is about: product, environment, and whether another version is asked for; its cover follows."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.queries import contract_in_force
from files.models import INTERNAL
from tickets.actions.agreements import come_under
from tickets.actions.contract_holds import follow_contract
from tickets.actions.cover import decide_again
from tickets.actions.events import add_event, locked
from tickets.actions.messages import save_after
from tickets.actions.sorting import still_open
from tickets.errors import TicketRefused


@transaction.atomic
def change_subject(*, ticket, by, at, product=None, environment=None, upgrade="", version=None):
    """Say which product and environment a ticket is about; an environment brings its product.

    Another product may mean another contract, whose promises hold from now on (S-38). `upgrade`: minor, major or nothing.
    """
    ticket = still_open(locked(ticket, version))
    product = check_subject(ticket.client_id, product, environment)
    before = {"product": ticket.product_id, "environment": ticket.environment_id, "upgrade": ticket.upgrade}
    after = {"product": product and product.pk, "environment": environment and environment.pk, "upgrade": upgrade}
    if before == after:
        return ticket
    ticket.product, ticket.environment, ticket.upgrade = product, environment, upgrade
    names = {"product": product.name if product else "", "environment": environment.name if environment else ""}
    add_event(ticket, "subject_changed", by=by, at=at, visibility=INTERNAL, **names, upgrade=upgrade)
    if before["product"] != after["product"]:
        _follow_contract(ticket, by, at)
    decide_again(ticket, by=by, at=at)
    save_after(ticket, [], at=at)
    return follow_contract(ticket=ticket, at=at) if ticket.contract_id else ticket


def check_subject(client_id, product, environment):
    """The product that is meant; refuses an environment of another client or of another product."""
    if environment is None:
        return product
    if environment.client_id != client_id:
        raise TicketRefused(_("This environment belongs to another client. Choose one of this client."), field="environment")
    if product is not None and product.pk != environment.product_id:
        words = {"environment": environment.name, "product": product.name}
        raise TicketRefused(
            _("%(environment)s does not run %(product)s. Choose another environment.") % words, field="environment"
        )
    return product or environment.product


def _follow_contract(ticket, by, at):
    """The contract in force for the product at receipt, if it is another one."""
    contract = contract_in_force(ticket.client, ticket.product, ticket.received_at)
    if contract is None or contract.pk == ticket.contract_id:
        return
    come_under(ticket, contract, by=by, at=at)
