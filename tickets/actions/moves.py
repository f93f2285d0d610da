"""The verbs that move a ticket from status to status."""

from django.db import transaction

from files.models import INTERNAL
from slas.happenings import Kind
from tickets.actions.events import add_event, locked
from tickets.actions.messages import add_message, save_after
from tickets.actions.planning import plan_closing
from tickets.actions.support_hours import newest_hours
from tickets.actions.telling import said, tell
from tickets.transitions import CANCELLED, CLOSED, OPEN, RESOLVED, check_move


@transaction.atomic
def resolve_ticket(*, ticket, body, by, at, files=(), version=None, pk=None):
    """Say what was done and resolve: the public message answers, the resolution clock stops (S-14); closing is planned (S-27)."""
    ticket = locked(ticket, version)
    check_move(ticket.status, RESOLVED)
    message = add_message(ticket, body=body, by=by, at=at, files=files, side="staff", pk=pk)
    events = [
        add_event(ticket, Kind.REPLIED, by=by, at=at, message=str(message.pk)),
        add_event(ticket, Kind.RESOLVED, by=by, at=at),
    ]
    ticket.status, ticket.resolved_at = RESOLVED, at
    save_after(ticket, events, at=at)
    plan_closing(ticket)
    tell("resolved", [(ticket, said(message))], by=by, at=at, key=str(message.pk))
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket, body, by, at, files=(), version=None, pk=None):
    """Not resolved after all: the resolution clock goes on with the time it had used (S-28). `by` may be contact or staff."""
    ticket = locked(ticket, version)
    check_move(ticket.status, OPEN)
    side = "client" if by.client_id else "staff"
    message = add_message(ticket, body=body, by=by, at=at, files=files, side=side, pk=pk)
    spoke = Kind.CLIENT_WROTE if by.client_id else Kind.REPLIED
    events = [
        add_event(ticket, spoke, by=by, at=at, message=str(message.pk)),
        *newest_hours(ticket, by=by, at=at),
        add_event(ticket, Kind.REOPENED, by=by, at=at),
    ]
    ticket.status, ticket.resolved_at = OPEN, None
    save_after(ticket, events, at=at)
    tell("reopened", [(ticket, said(message))], by=by, at=at, key=str(message.pk))
    return ticket


@transaction.atomic
def close_ticket(*, ticket, by, at, version=None):
    """Final: the client confirms, or the days for objecting have passed (S-27)."""
    ticket = locked(ticket, version)
    check_move(ticket.status, CLOSED)
    closed = add_event(ticket, Kind.CLOSED, by=by, at=at)
    ticket.status, ticket.closed_at = CLOSED, at
    save_after(ticket, [closed], at=at)
    return ticket


@transaction.atomic
def confirm_resolved(*, ticket, by, at):
    """ "This is resolved, thank you": the client ends the ticket, whether or not staff had resolved it."""
    ticket = locked(ticket)
    if ticket.status != RESOLVED:
        check_move(ticket.status, RESOLVED)
        ticket.status, ticket.resolved_at = RESOLVED, at
        resolved = add_event(ticket, Kind.RESOLVED, by=by, at=at, confirmed=True)
        save_after(ticket, [resolved], at=at)
        tell("client_confirmed", [(ticket, {"author": by.name})], by=by, at=at, key=str(resolved.pk))
    return close_ticket(ticket=ticket, by=by, at=at)


@transaction.atomic
def cancel_ticket(*, ticket, reason, by, at, version=None):
    """Spam, a duplicate, a mistake: clocks are cancelled and count nowhere (S-14)."""
    ticket = locked(ticket, version)
    check_move(ticket.status, CANCELLED)
    cancelled = add_event(ticket, Kind.CANCELLED, by=by, at=at)
    add_event(ticket, "cancel_explained", by=by, at=at, visibility=INTERNAL, reason=reason)
    ticket.status, ticket.closed_at = CANCELLED, at
    save_after(ticket, [cancelled], at=at)
    return ticket
