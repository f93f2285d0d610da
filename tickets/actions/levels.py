"""A ticket moves from level to level: the client's clocks do not mind, the levels' own begin anew (S-35)."""

from django.db import transaction
from django.utils.translation import gettext as _

from files.models import INTERNAL
from slas.happenings import Kind
from tickets.actions.events import add_event, locked
from tickets.actions.messages import add_message, save_after
from tickets.actions.sorting import check_assignee, still_open
from tickets.actions.stints import AN_INSTANT, book_of, enter_level
from tickets.actions.telling import tell
from tickets.errors import TicketRefused


@transaction.atomic
def move_level(*, ticket, level, by, at, note="", assignee=None, version=None):
    """Hand the ticket to another level, up or down; its assignee goes unless one is given. `by` is none where a rule does it.

    The note says what is known to whoever takes over; no client sees it. Refuses the level that it is at.
    """
    ticket = still_open(locked(ticket, version))
    if ticket.level_id == level.pk:
        raise TicketRefused(_("This ticket is at %(level)s already. Choose another level.") % {"level": level}, field="level")
    check_assignee(assignee)
    return hand_over(ticket, level, by=by, at=at, note=note, assignee=assignee)


def hand_over(ticket, level, *, by, at, note="", assignee=None):
    """Move a locked, open ticket to another level and begin its stint there."""
    book_of(ticket, at=at)  # the stint that ends began before
    before, had = ticket.level, ticket.assignee
    ticket.level, ticket.assignee = level, assignee
    facts = {"before": before.number, "from": had.name if had else "", "to": assignee.name if assignee else ""}
    events = [enter_level(ticket, by=by, at=at, **facts, **_handover(ticket, note, by, at))]
    if assignee is not None:
        events.append(add_event(ticket, Kind.ACCEPTED, by=assignee, at=at + AN_INSTANT, recorded_at=at))
    save_after(ticket, events, at=at)
    facts = {"author": by.name if by else "", "level": level.number}
    tell("level_entered", [(ticket, facts)], by=by, at=at, key=str(events[0].pk))
    return ticket


def _handover(ticket, note, by, at):
    """A note is a message for colleagues; where a rule moves the ticket, nobody wrote it, and it stands in the event."""
    if not note:
        return {}
    if by is None:
        return {"note": note}
    return {"message": str(add_message(ticket, body=note, by=by, at=at, side="staff", visibility=INTERNAL).pk)}
