"""What a ticket is and whose it is: severity, type, level, assignee."""

from django.db import transaction
from django.utils.translation import gettext as _

from files.models import INTERNAL
from slas.happenings import Kind
from tickets.actions.cover import decide_again
from tickets.actions.events import add_event, locked
from tickets.actions.messages import save_after
from tickets.actions.stints import accept_stint
from tickets.actions.telling import tell
from tickets.errors import NothingToTake, TicketIsOver, TicketRefused
from tickets.models import Ticket
from tickets.transitions import NEW, OPEN


@transaction.atomic
def change_severity(*, ticket, severity, by, at, version=None):
    """Elapsed time is kept, the new target replaces the old one (S-30); what exceeds it is breached and flagged (S-31)."""
    ticket = still_open(locked(ticket, version))
    if ticket.severity == severity:
        return ticket
    before, ticket.severity = ticket.severity, severity
    changed = add_event(ticket, Kind.SEVERITY_CHANGED, by=by, at=at, severity=severity, before=before)
    decide_again(ticket, by=by, at=at)
    save_after(ticket, [changed], at=at)
    return ticket


@transaction.atomic
def change_type(*, ticket, type, by, at, version=None):
    """As a change of severity (S-30)."""
    ticket = still_open(locked(ticket, version))
    if ticket.type_id == type.pk:
        return ticket
    before, ticket.type = ticket.type.code, type
    changed = add_event(ticket, Kind.TYPE_CHANGED, by=by, at=at, type=type.code, before=before)
    decide_again(ticket, by=by, at=at)
    save_after(ticket, [changed], at=at)
    return ticket


@transaction.atomic
def assign_ticket(*, ticket, assignee, by, at, version=None):
    """Give the ticket to an engineer, or to nobody; no promise minds (S-35). The first to have it accepts it for its level."""
    ticket = still_open(locked(ticket, version))
    check_assignee(assignee)
    if ticket.assignee_id == (assignee.pk if assignee else None):
        return ticket
    before, ticket.assignee = ticket.assignee, assignee
    if assignee is not None and ticket.status == NEW:
        ticket.status = OPEN
    add_event(
        ticket,
        "assigned",
        by=by,
        at=at,
        visibility=INTERNAL,
        to=assignee.name if assignee else "",
        before=before.name if before else "",
    )
    accepted = accept_stint(ticket, by=assignee, at=at) if assignee is not None else None
    save_after(ticket, [accepted] if accepted else [], at=at)
    tell("assigned", [(ticket, {"author": by.name})], by=by, at=at)
    return ticket


@transaction.atomic
def take_next(*, by, at):
    """The most urgent open ticket that nobody has, at the member's level or without one at any; two who ask get two tickets."""
    free = Ticket.objects.visible_to(by).filter(assignee=None, status__in=(NEW, OPEN)).in_order_of_urgency()
    if by.level_id:
        free = free.filter(level_id=by.level_id)
    ticket = free.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if ticket is None:
        raise NothingToTake(_("No ticket at your level waits for somebody. Well done."))
    return assign_ticket(ticket=ticket, assignee=by, by=by, at=at)


@transaction.atomic
def return_tickets_of(*, member, by, at):
    """Somebody leaves: their open tickets go back to the queue."""
    for ticket in Ticket.objects.visible_to(by).open().filter(assignee=member):
        assign_ticket(ticket=ticket, assignee=None, by=by, at=at)


def check_assignee(assignee):
    """Refuse who cannot be given tickets."""
    if assignee is not None and (assignee.client_id or assignee.ended_at):
        raise TicketRefused(_("%(name)s cannot be given tickets. Choose an engineer.") % {"name": assignee.name})


def still_open(ticket):
    """The ticket, unless it is over."""
    if not ticket.is_open:
        raise TicketIsOver(_("This ticket is over; reopen it first."))
    return ticket
