"""When a ticket will do something by itself (S-26, S-27): rows that `tickets.actions.timers` finds when their hour has come."""

from datetime import timedelta

from slas.metrics import Metric
from slas.openhours import NoOpenTime
from slas.queries import load_terms
from tickets.actions.clocks import standing
from tickets.models import Timer
from tickets.models.timer import AUTO_CLOSE, AUTO_RESOLVE, FIRST_REMINDER, SECOND_REMINDER, WAKE

# Business days of the calendar that the resolution counts on (S-26).
UNANSWERED = {FIRST_REMINDER: 2, SECOND_REMINDER: 5, AUTO_RESOLVE: 10}
OBJECTION = timedelta(days=7)  # in which the client may say that it is not resolved (S-27)


def plan_reminders(ticket, *, at):
    """The client was asked at `at`: remind twice, then resolve. A calendar without open time plans nothing."""
    hours = _hours_of(ticket, at)
    try:
        day = hours.nominal_day_minutes_at(at) * 60
        dues = {kind: hours.add(at, days * day) for kind, days in UNANSWERED.items()}
    except NoOpenTime:
        dues = {}
    _plan(ticket, dues)


def plan_waking(ticket):
    """A scheduled wait ends at its instant."""
    _plan(ticket, {WAKE: ticket.scheduled_until})


def plan_closing(ticket):
    """A resolved ticket closes when the days for objecting have passed."""
    _plan(ticket, {AUTO_CLOSE: ticket.resolved_at + OBJECTION})


def _plan(ticket, dues):
    """These, instead of whatever was planned for the ticket before."""
    Timer.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket).delete()
    Timer.objects.bulk_create(
        Timer(tenant_id=ticket.tenant_id, ticket=ticket, kind=kind, due_at=due_at) for kind, due_at in dues.items()
    )


def _hours_of(ticket, at):
    """What the ticket's resolution counts on; where none is promised, what any of its promises counts on."""
    state = standing(ticket, at=at)
    terms = load_terms(ticket.tenant_id, [state.terms])[state.terms]
    keys = {tally.metric: tally.target["hours"] for tally in state.tallies if tally.target is not None}
    return terms.hours[keys.get(Metric.RESOLUTION) or next(iter(keys.values()), min(terms.hours))]
