"""The lock that every verb takes, and the events that it leaves."""

from accounts.log import record
from slas.happenings import RANKS, Kind
from tickets.errors import TicketChanged
from tickets.models import Event, Ticket

CLOCK_KINDS = frozenset(str(kind) for kind in RANKS)
TOLD_TO_CLIENTS = CLOCK_KINDS - {Kind.HOLD_OPENED, Kind.HOLD_CLOSED, Kind.RETARGETED}


def locked(ticket, version=None):
    """The ticket, locked until the transaction ends; refuses when it is no longer at the version that the person read."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("client", "assignee", "requester", "level", "type", "tenant").get(pk=ticket.pk)
    if version is not None and fresh.version != version:
        raise TicketChanged
    return fresh


def add_event(ticket, kind, *, by, at, recorded_at=None, visibility=None, clock=None, **facts):
    """One more thing that happened; the caller saves the ticket, whose `event_count` has grown."""
    ticket.event_count += 1
    event = Event.objects.create(
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        sequence=ticket.event_count,
        at=at,
        recorded_at=recorded_at or at,
        kind=kind,
        by=by,
        clock=clock,
        visibility=visibility or ("public" if kind in TOLD_TO_CLIENTS else "internal"),
        facts=facts,
    )
    record(
        tenant_id=ticket.tenant_id,
        kind=f"ticket.{kind}",
        subject=ticket,
        client_id=ticket.client_id,
        at=at,
        by=by,
        visibility=event.visibility,
        **facts,
    )
    return event
