"""What tickets do by themselves when their hour comes: remind, resolve, wake, close (S-26, S-27)."""

from django.db import transaction

from slas.happenings import Kind
from tickets.actions.events import add_event, lockable
from tickets.actions.messages import save_after
from tickets.actions.planning import OBJECTION, UNANSWERED, plan_closing
from tickets.actions.telling import tell
from tickets.models import Timer
from tickets.models.timer import AUTO_CLOSE, AUTO_RESOLVE, FIRST_REMINDER, SECOND_REMINDER, WAKE
from tickets.transitions import CLOSED, OPEN, RESOLVED, SCHEDULED, WAITING_CLIENT


@transaction.atomic
def ring_timers(*, ticket_id, tenant_id, at):
    """Do what a ticket's timers say that rang by `at`, in their order, and drop what no longer holds; returns how many rang.

    The lock on the ticket is the claim, and a ticket that somebody else holds is left to the next round. What rang and its
    row go in one transaction: a process that dies in between leaves the timer due. After days of standstill a client is
    reminded once, of the latest, and not of each.
    """
    ticket = lockable(skip_locked=True).filter(tenant_id=tenant_id, pk=ticket_id).first()
    if ticket is None:
        return 0
    rang = list(Timer.objects.filter(tenant_id=tenant_id, ticket=ticket, due_at__lte=at).order_by("due_at", "id"))
    asked = [timer for timer in rang if timer.kind in UNANSWERED]
    for timer in rang:
        if timer not in asked[:-1] and _still_holds(ticket, timer):
            DEEDS[timer.kind](ticket, timer, at)
    Timer.objects.filter(tenant_id=tenant_id, pk__in=[timer.pk for timer in rang]).delete()
    return len(rang)


def _still_holds(ticket, timer):
    """A contact's deed outdates timers without touching them; staff's verbs plan anew what begins anew."""
    if timer.kind == WAKE:
        return ticket.status == SCHEDULED and ticket.scheduled_until == timer.due_at
    if timer.kind == AUTO_CLOSE:
        return ticket.status == RESOLVED and ticket.resolved_at + OBJECTION <= timer.due_at
    return ticket.status == WAITING_CLIENT


def _remind(ticket, timer, at):
    """No clock minds, and nobody's open form is outdated by it."""
    reminded = add_event(ticket, "reminded", by=None, at=at, days=UNANSWERED[timer.kind])
    ticket.save(update_fields=["event_count"])
    tell("client_reminded", [(ticket, {"days": UNANSWERED[AUTO_RESOLVE]})], at=at, key=str(reminded.pk))


def _resolve(ticket, timer, at):
    """Dated when it is done, so that the client has all the days in which to object."""
    resolved = add_event(ticket, Kind.RESOLVED, by=None, at=at, unanswered=True)
    ticket.status, ticket.resolved_at = RESOLVED, at
    save_after(ticket, [resolved], at=at)
    plan_closing(ticket)
    tell("resolved_unanswered", [(ticket, {"days": UNANSWERED[AUTO_RESOLVE]})], at=at, key=str(resolved.pk))


def _wake(ticket, timer, at):
    """Dated at the instant that was agreed, from which the clocks run, however late this comes (S-20)."""
    ended = add_event(ticket, Kind.WAIT_ENDED, by=None, at=timer.due_at, recorded_at=at)
    ticket.status = OPEN
    save_after(ticket, [ended], at=at)
    tell("schedule_came", [(ticket, {"until_at": timer.due_at.isoformat()})], at=at, key=str(ended.pk))


def _close(ticket, timer, at):
    """Dated at the end of the days for objecting (S-27)."""
    closed = add_event(ticket, Kind.CLOSED, by=None, at=timer.due_at, recorded_at=at)
    ticket.status, ticket.closed_at = CLOSED, timer.due_at
    save_after(ticket, [closed], at=at)


DEEDS = {FIRST_REMINDER: _remind, SECOND_REMINDER: _remind, AUTO_RESOLVE: _resolve, WAKE: _wake, AUTO_CLOSE: _close}
