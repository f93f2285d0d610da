"""Warnings and missed promises: recorded once, dated when they fell due, told to those who can still help."""

from django.db import transaction

from common.ids import uuid7
from files.models import INTERNAL
from slas.plans import DUE, RULE, warnings_in
from tickets.actions.escalating import fire, rules_come
from tickets.actions.telling import Telling, tell_once
from tickets.models import Clock, Event
from tickets.queries import tickets_of_clocks

BATCH = 500
EARLY_BELOW = 75  # percent: a warning before that is a line in the bell, no mail
WITHDRAWN = "withdrawn"  # said in `fired` of a clock whose breach was none after all
BY_CHANGE = frozenset({"by_reclassification", "by_retarget", "by_recount"})  # missed at the instant of a change (S-31)


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
    Event.objects.bulk_create(
        [
            derived(
                each.clock,
                each.ticket,
                "rule_fired",
                each.at,
                at,
                which=each.rule.key,
                rule=each.rule.name,
                did=[did for did in all_did if did],
            )
            for each, all_did in outcomes
        ],
        ignore_conflicts=True,
    )
    return tellings


def record_breaches(clocks, ticket, *, at):
    """Breaches that a verb came upon before the sweep did, or brought itself: of those only leads are told, once (D-21)."""
    if not clocks:
        return
    Event.objects.bulk_create([breach_of(clock, ticket, at) for clock in clocks], ignore_conflicts=True)
    brought = [clock for clock in clocks if BY_CHANGE & set(clock.flags)]
    found = [clock for clock in clocks if clock not in brought]
    tellings = [Telling("breached_by_change", ticket, _facts(clock), _key(clock)) for clock in brought]
    tell_once([Telling("clock_breached", ticket, _facts(clock), _key(clock)) for clock in found] + tellings, at=at)


def withdraw_breach(clock, ticket, *, breached_at, at):
    """An answer received in time was stored late: the breach was none. Nothing is erased; reports follow the replay."""
    withdrawal = derived(clock, ticket, "breach_withdrawn", at, at, which=_time_of(clock), breached_at=breached_at.isoformat())
    withdrawal.save(force_insert=True)


def record_lack_of_open_time(clocks, ticket, *, at):
    """A calendar with too little open time leaves promises without a due instant: administrators are alerted once (S-45)."""
    if not clocks:
        return
    Event.objects.bulk_create([derived(clock, ticket, "no_open_time", at, at) for clock in clocks], ignore_conflicts=True)
    tell_once([Telling("no_open_time", ticket, _facts(clock), str(clock.pk)) for clock in clocks], at=at)


def derived(clock, ticket, kind, happened_at, at, *, which="", **facts):
    """An event that follows from a clock: no sequence, never folded."""
    return Event(
        id=uuid7(),
        tenant_id=clock.tenant_id,
        client_id=ticket.client_id,
        ticket_id=ticket.pk,
        at=happened_at,
        recorded_at=at,
        kind=kind,
        clock_id=clock.pk,
        visibility=INTERNAL,
        which=which,
        facts={"metric": clock.metric, **facts},
    )


def breach_of(clock, ticket, at):
    """The event of a missed promise, dated at its due instant."""
    return derived(clock, ticket, "breached", clock.breached_at, at, which=_time_of(clock))


def _fallen(clock, ticket, what, fell_at, at):
    if what == DUE:
        return breach_of(clock, ticket, at)
    percent = warnings_in([what])[0]
    return derived(clock, ticket, "warned", fell_at, at, which=what, percent=percent)


def _gravest(clock, ticket):
    if DUE in clock.fell_what:
        return [Telling("clock_breached", ticket, _facts(clock), _key(clock))]
    percent = max(warnings_in(clock.fell_what), default=0)
    if not percent:
        return []  # a rule alone
    happened = "clock_warned_early" if percent < EARLY_BELOW else "clock_warned"
    return [Telling(happened, ticket, {**_facts(clock), "percent": percent}, f"{clock.pk}:{percent}")]


def _time_of(clock):
    """Empty the first time; a breach that was withdrawn may come again, at the same instant even."""
    return str(clock.fired.count(WITHDRAWN) or "")


def _key(clock):
    return ":".join(filter(None, [str(clock.pk), _time_of(clock)]))


def _facts(clock):
    due_at = clock.breached_at or clock.due_at
    return {"metric": clock.metric, "clock": str(clock.pk), "due_at": due_at and due_at.isoformat()}
