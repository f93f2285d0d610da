"""What leads and account managers settle beside the clocks: a breach that counts for nothing, a date, another contract."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import actions as contracts
from contracts.queries import holds
from files.models import INTERNAL, PUBLIC
from tickets.actions.contract_holds import follow_contract
from tickets.actions.cover import decide_again
from tickets.actions.events import add_event, locked
from tickets.actions.messages import save_after
from tickets.actions.retargets import retarget_ticket
from tickets.actions.sorting import still_open
from tickets.errors import TicketRefused
from tickets.models import Clock
from tickets.queries import cover_under


@transaction.atomic
def void_breach(*, clock, reason, by, at, version=None):
    """A missed promise is excused: it stays, is counted as voided and shown as such; the reason is internal (S-32)."""
    ticket = locked(clock.ticket, version)
    clock = Clock.objects.select_for_update(of=("self",), no_key=True).get(pk=clock.pk)
    if clock.breached_at is None:
        raise TicketRefused(_("This promise was not missed."))
    if clock.voided_at is not None:
        raise TicketRefused(_("This breach was voided already."))
    clock.voided_at = at
    clock.save(update_fields=["voided_at"])
    facts = {"metric": clock.metric, "cycle": clock.cycle, "breached_at": clock.breached_at.isoformat(), "reason": reason}
    add_event(ticket, "breach_voided", by=by, at=at, visibility=INTERNAL, clock=clock, **facts)
    save_after(ticket, [], at=at)
    return clock


@transaction.atomic
def agree_date(*, ticket, on, by, at, version=None):
    """A date that was agreed with the client, beside what the clocks compute and never instead of it (D-18); none: no longer."""
    ticket = still_open(locked(ticket, version))
    if on is not None and on < at.date():
        raise TicketRefused(_("This day is over. Choose a later one."), field="on")
    if on == ticket.agreed_on:
        return ticket
    before, ticket.agreed_on = ticket.agreed_on, on
    facts = {"on": on and on.isoformat(), "before": before and before.isoformat()}
    add_event(ticket, "date_agreed", by=by, at=at, visibility=PUBLIC, **facts)
    save_after(ticket, [], at=at)
    return ticket


@transaction.atomic
def move_to_contract(*, ticket, contract, by, at, version=None):
    """The ticket falls under another contract of its client, and its clocks get that one's promises from now on (S-38)."""
    ticket = still_open(locked(ticket, version))
    if contract.client_id != ticket.client_id:
        raise TicketRefused(_("This contract belongs to another client. Choose one of this client."), field="contract")
    if contract.pk == ticket.contract_id:
        raise TicketRefused(_("The ticket is under this contract already."), field="contract")
    if not holds(contract, at):
        raise TicketRefused(_("This contract does not hold today. Choose one that does."), field="contract")
    come_under(ticket, contract, by=by, at=at)
    decide_again(ticket, by=by, at=at)
    save_after(ticket, [], at=at)
    return follow_contract(ticket=ticket, at=at)


def come_under(ticket, contract, *, by, at):
    """A locked ticket falls under another contract, whose promises hold from now on (S-38); the caller saves it."""
    before, ticket.contract = ticket.contract, contract
    if before is not None:
        contracts.release_unit(contract=before, ticket_id=ticket.pk, reason="moved", at=at)
    facts = {"contract": str(contract.pk), "name": contract.name, "before": before.name if before else ""}
    add_event(ticket, "contract_changed", by=by, at=at, visibility=INTERNAL, **facts)
    retarget_ticket(ticket, cover_under(contract, ticket, at).terms_key, by=by, at=at)
