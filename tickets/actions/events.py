"""The lock that every verb takes, and the events that it leaves."""

from accounts.log import record
from slas.happenings import PUBLIC_KINDS
from tickets.errors import TicketChanged
from tickets.models import Event, Ticket

# What turns clocks is public, every kind of it: a contact's deed may fold the whole history, and reads what contacts may read.
# What is for staff alone (the reason for a cancellation, say) is an event of its own.
CLOCK_KINDS = PUBLIC_KINDS


def locked(ticket, version=None):
    """The ticket, locked until the transaction ends; refuses when it is no longer at the version that the person read."""
    fresh = lock_by_id(ticket.pk)
    if version is not None and fresh.version != version:
        raise TicketChanged
    return fresh


def lock_by_id(pk):
    """As `locked`. Waiting for somebody who gives the ticket another type, level or assignee, PostgreSQL finds the new row beside
    what was joined to the old: then none, or one without its assignee, comes back. The lock is ours by then, so we read again.
    """
    fresh = lockable().filter(pk=pk).order_by().first()
    if fresh is None or (fresh.assignee_id is not None and fresh.assignee is None):
        fresh = lockable().get(pk=pk)
    return fresh


def lockable(*, skip_locked=False):
    """Tickets with all that verbs read of them, each locked when it is read."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return rows.select_related("client", "assignee", "requester", "level", "type", "tenant")


def add_event(ticket, kind, *, by, at, recorded_at=None, visibility=None, clock=None, **facts):
    """One more thing that happened; the caller saves the ticket, whose `event_count` has grown.

    Nothing happens to a ticket before it was received: the clock of another machine may be behind the one that filed it.
    """
    ticket.event_count += 1
    recorded_at, at = recorded_at or at, max(at, ticket.received_at)
    event = Event.objects.create(
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        sequence=ticket.event_count,
        at=at,
        recorded_at=recorded_at,
        kind=kind,
        by=by,
        clock=clock,
        visibility=visibility or ("public" if kind in CLOCK_KINDS else "internal"),
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
