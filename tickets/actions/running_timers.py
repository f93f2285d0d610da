"""Timers that people start on tickets; stopped, they wait to be logged or thrown away. They outlive the session."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tickets.errors import TimeRefused
from tickets.models import RunningTimer

MINUTE = timedelta(minutes=1)


@transaction.atomic
def start_timer(*, ticket, by, at):
    """Begin to count, or go on after a stop that was not logged; started twice it runs since the first time."""
    try:
        with transaction.atomic():
            return RunningTimer.objects.create(tenant_id=ticket.tenant_id, ticket=ticket, member=by, started_at=at)
    except IntegrityError:
        timer = _mine(ticket, by)
        if timer is not None and timer.stopped_at is not None:
            timer.started_at, timer.stopped_at = at - (timer.stopped_at - timer.started_at), None
            timer.save(update_fields=["started_at", "stopped_at"])
        return timer


@transaction.atomic
def stop_timer(*, ticket, by, at):
    """The timer stands still; its time waits to be logged. Refuses where none was started."""
    timer = _mine(ticket, by)
    if timer is None:
        raise TimeRefused(_("No timer of yours runs on this ticket."))
    if timer.stopped_at is None:
        timer.stopped_at = max(at, timer.started_at + MINUTE)
        timer.save(update_fields=["stopped_at"])
    return timer


@transaction.atomic
def discard_timer(*, ticket, by, at):
    """Throw away what a timer counted."""
    RunningTimer.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket, member=by).delete()


def _mine(ticket, by):
    rows = RunningTimer.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(tenant_id=ticket.tenant_id, ticket=ticket, member=by).first()
