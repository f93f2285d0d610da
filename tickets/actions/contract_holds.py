"""What a contract's suspension, reinstatement, end and renewal do to its open tickets: holds, dated as the contract says
(C-58, C-61, C-62, `decisions.md` 5 and 26)."""

from django.db import transaction
from django.db.models import Subquery

from contracts.models import CoverChange
from contracts.queries import holds, suspension_at
from slas.happenings import Kind
from tickets.actions.events import add_event
from tickets.actions.holds import close_hold, open_hold, open_holds
from tickets.holds import NO_COVER, SUSPENDED
from tickets.models import Ticket
from tickets.transitions import CANCELLED, CLOSED

CRITICAL = "critical"
OVER = (CLOSED, CANCELLED)


@transaction.atomic
def work_off_cover_change(*, tenant_id, at):
    """Work off the tenant's earliest change of cover that has come: hold or release its contract's tickets as of that instant.

    Returns the change, or None when none is due or another worker is at it. Safe to repeat: what is held already is left so.
    """
    due = CoverChange.objects.filter(tenant_id=tenant_id, worked_at=None, at__lte=at)
    earliest = due.filter(pk=Subquery(due.order_by("at", "id").values("pk")[:1]))  # never the one after while that is worked at
    rows = earliest.select_for_update(of=("self",), no_key=True, skip_locked=True)
    change = rows.select_related("suspension", "contract").first()
    if change is None:
        return None
    tickets = Ticket.objects.filter(tenant_id=tenant_id, contract=change.contract).exclude(status__in=OVER)
    for ticket in tickets.filter(received_at__lte=at).order_by("id"):
        WORK[change.kind](ticket, change, at)
    change.worked_at = at
    change.save(update_fields=["worked_at"])
    return change


def hold_if_suspended(ticket, contract, *, at):
    """The event that keeps the clocks of a ticket filed during a suspension from running in it, or None (C-62)."""
    suspension = suspension_at(contract, at) if contract is not None else None
    if suspension is None or _goes_through(ticket, suspension):
        return None
    since = max(ticket.received_at, suspension.from_at)
    return add_event(ticket, Kind.HOLD_OPENED, by=None, at=since, recorded_at=at, hold=SUSPENDED, name=str(suspension.pk))


@transaction.atomic
def follow_contract(*, ticket, at):
    """A ticket that came under another contract is held as that one is, and no longer as the former was; returns the ticket."""
    if ticket.contract.suspended_from is None and not ticket.replay_state.get("holds"):
        return ticket
    suspension = suspension_at(ticket.contract, at)
    wanted = str(suspension.pk) if suspension and not _goes_through(ticket, suspension) else None
    for hold, name in open_holds(ticket, at=at):
        if (hold == SUSPENDED and name != wanted) or hold == NO_COVER:
            ticket = close_hold(ticket=ticket, hold=hold, name=name, by=None, at=at)
    if wanted and (SUSPENDED, wanted) not in open_holds(ticket, at=at):
        ticket = open_hold(ticket=ticket, hold=SUSPENDED, name=wanted, by=None, at=at)
    return ticket


def _goes_through(ticket, suspension):
    return suspension.lets_critical_through and ticket.severity == CRITICAL


def _suspend(ticket, change, at):
    if not _goes_through(ticket, change.suspension):
        _open(ticket, SUSPENDED, str(change.suspension_id), change.at, at)


def _let_through(ticket, change, at):
    if ticket.severity == CRITICAL:
        _close(ticket, SUSPENDED, str(change.suspension_id), change.at, at)


def _reinstate(ticket, change, at):
    _close(ticket, SUSPENDED, str(change.suspension_id), change.at, at)


def _end_run_off(ticket, change, at):
    if not holds(change.contract, at):
        _open(ticket, NO_COVER, "", change.at, at)


def _cover_again(ticket, change, at):
    _close(ticket, NO_COVER, "", change.at, at)


def _open(ticket, hold, name, since, at):
    if (hold, name) not in open_holds(ticket, at=at):
        open_hold(ticket=ticket, hold=hold, name=name, since=max(since, ticket.received_at), by=None, at=at)


def _close(ticket, hold, name, until, at):
    if (hold, name) in open_holds(ticket, at=at):
        close_hold(ticket=ticket, hold=hold, name=name, until=max(until, ticket.received_at), by=None, at=at)


WORK = {
    "suspended": _suspend,
    "critical_through": _let_through,
    "reinstated": _reinstate,
    "run_off_ended": _end_run_off,
    "covered_again": _cover_again,
}
