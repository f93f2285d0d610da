"""Emergencies: work that the contract has authorised beforehand, up to an amount (C-23)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from billing.actions.locking import hold_client
from billing.actions.quote_telling import approvers_of
from billing.errors import QuoteRefused
from common import money
from contracts import actions as contracts
from contracts.models import SpendingCap
from contracts.queries import version_on
from contracts.spans import day_of
from notifications.actions import notify
from tickets import actions as tickets

EMERGENCY = "critical"  # the severity at which work may begin before anybody approved it


@transaction.atomic
def use_preauthorisation(*, ticket, reason, by, at):
    """Let work on a Critical ticket begin before anybody could approve it, up to what the contract allows; approvers are told.

    Once a ticket. Refuses without a contract that allows it (0 is off), on tickets that are not Critical, and without a reason.
    """
    hold_client(ticket.client_id, ticket.tenant_id)
    contract = ticket.contract
    allowed = version_on(contract, day_of(at, contract.time_zone)).agreed.preauthorised if contract else money.ZERO
    if not allowed:
        raise QuoteRefused(_("No contract of this ticket authorises emergency work beforehand. Send a quote."))
    if ticket.severity != EMERGENCY:
        raise QuoteRefused(_("Only Critical tickets are emergencies. Send a quote."))
    if not reason.strip():
        raise QuoteRefused(_("Say what the emergency is."), field="reason")
    used = SpendingCap.objects.filter(tenant_id=ticket.tenant_id, ticket_id=ticket.pk, source_kind="preauthorised")
    if used.exists():
        raise QuoteRefused(_("What is authorised for emergencies is used on this ticket already."))
    cap = contracts.open_cap(
        client=ticket.client,
        contract=contract,
        ticket_id=ticket.pk,
        source_kind="preauthorised",
        source_id=ticket.pk,
        amount=allowed,
        currency=contract.currency,
        at=at,
    )
    tickets.release_held(client=ticket.client, contract=contract, ticket_id=ticket.pk, by=by, at=at)
    facts = {"amount": str(allowed), "currency": contract.currency, "reason": reason}
    record(
        tenant_id=ticket.tenant_id, kind="ticket.preauthorised", subject=ticket, client_id=ticket.client_id, at=at, by=by, **facts
    )
    told = {
        "number": ticket.number,
        "title": ticket.title,
        "reason": reason,
        "amount_words": money.in_words(allowed, contract.currency),
    }
    link = f"/{ticket.client.tenant.slug}/portal/tickets/{ticket.pk}/"
    people = approvers_of(ticket.client_id, ticket.tenant_id)
    notify(people, key=f"preauthorised:{cap.pk}", template="work_preauthorised", facts=told, link=link, at=at, tone="warn")
    return cap
