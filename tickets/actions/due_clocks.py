"""What the sweep finds due: warnings, missed promises and rules, recorded once, dated when they fell due, told once."""

from django.db import transaction

from slas.plans import DUE, RULE, warnings_in
from tickets.actions.breaches import breach_of, derived, facts_of, key_of
from tickets.actions.escalating import fire, rules_come
from tickets.actions.telling import Telling, tell_once
from tickets.models import Clock, Event
from tickets.queries import tickets_of_clocks

BATCH = 500
EARLY_BELOW = 75  # percent: a warning before that is a line in the bell, no mail


@transaction.atomic
def record_due_clocks(*, tenant_id, at, limit=BATCH):
    """Record the warnings and missed promises of a tenant up to `at`; returns how many clocks were claimed.

    Safe to repeat and to race: a clock is claimed by one conditional UPDATE over rows locked with SKIP LOCKED (S-07), and the
    claim, its events and its notices are one transaction: a process that dies in between leaves the clock due.
    All that came is recorded; of each clock only the gravest is told, and one message of a ticket to each person.
    """
    claimed = Clock.objects.claim_due(tenant_id=tenant_id, at=at, limit=limit)
    if not claimed:
        return 0
    tickets = tickets_of_clocks(claimed)
    Event.objects.bulk_create(
        [
            _fallen(clock, tickets[clock.ticket_id], what, fell_at, at)
            for clock in claimed
            for fell_at, what in zip(clock.fell_at, clock.fell_what, strict=True)
            if not what.startswith(RULE)
        ],
        ignore_conflicts=True,
    )
    tellings = [telling for clock in claimed for telling in _gravest(clock, tickets[clock.ticket_id])]
    tell_once(tellings + _by_rules(claimed, tickets, at), at=at)
    return len(claimed)


def _by_rules(claimed, tickets, at):
    """Let the rules whose instants came do what they say; returns what they have to tell."""
    fired = rules_come(claimed, tickets)
    if not fired:
        return []
    outcomes, tellings = fire(fired, at=at)
    events = []
    for each, came in outcomes:
        facts = {"rule": each.rule.name, "did": [one for one in came if one]}
        events.append(derived(each.clock, each.ticket, "rule_fired", each.at, at, which=each.rule.key, **facts))
    Event.objects.bulk_create(events, ignore_conflicts=True)
    return tellings


def _fallen(clock, ticket, what, fell_at, at):
    if what == DUE:
        return breach_of(clock, ticket, at)
    percent = warnings_in([what])[0]
    return derived(clock, ticket, "warned", fell_at, at, which=what, percent=percent)


def _gravest(clock, ticket):
    if DUE in clock.fell_what:
        return [Telling("clock_breached", ticket, facts_of(clock), key_of(clock))]
    percent = max(warnings_in(clock.fell_what), default=0)
    if not percent:
        return []  # a rule alone
    happened = "clock_warned_early" if percent < EARLY_BELOW else "clock_warned"
    return [Telling(happened, ticket, {**facts_of(clock), "percent": percent}, f"{clock.pk}:{percent}")]
