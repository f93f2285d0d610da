"""Missed promises, and promises without open time: recorded once, dated when they fell due, told to those who can still help."""

from common.ids import uuid7
from files.models import INTERNAL
from tickets.actions.telling import Telling, tell_once
from tickets.models import Event

WITHDRAWN = "withdrawn"  # said in `fired` of a clock whose breach was none after all
BY_CHANGE = frozenset({"by_reclassification", "by_retarget", "by_recount"})  # missed at the instant of a change (S-31)


def record_breaches(clocks, ticket, *, at):
    """Breaches that a verb came upon before the sweep did, or brought itself: of those only leads are told, once (D-21)."""
    if not clocks:
        return
    Event.objects.bulk_create([breach_of(clock, ticket, at) for clock in clocks], ignore_conflicts=True)
    brought = [clock for clock in clocks if BY_CHANGE & set(clock.flags)]
    found = [clock for clock in clocks if clock not in brought]
    tellings = [Telling("breached_by_change", ticket, facts_of(clock), key_of(clock)) for clock in brought]
    tell_once([Telling("clock_breached", ticket, facts_of(clock), key_of(clock)) for clock in found] + tellings, at=at)


def withdraw_breach(clock, ticket, *, breached_at, at):
    """An answer received in time was stored late: the breach was none. Nothing is erased; reports follow the replay."""
    withdrawal = derived(clock, ticket, "breach_withdrawn", at, at, which=_time_of(clock), breached_at=breached_at.isoformat())
    withdrawal.save(force_insert=True)


def record_lack_of_open_time(clocks, ticket, *, at):
    """A calendar with too little open time leaves promises without a due instant: administrators are alerted once (S-45)."""
    if not clocks:
        return
    Event.objects.bulk_create([derived(clock, ticket, "no_open_time", at, at) for clock in clocks], ignore_conflicts=True)
    tell_once([Telling("no_open_time", ticket, facts_of(clock), str(clock.pk)) for clock in clocks], at=at)


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


def _time_of(clock):
    """Empty the first time; a breach that was withdrawn may come again, at the same instant even."""
    return str(clock.fired.count(WITHDRAWN) or "")


def key_of(clock):
    """What makes the notices of a breach once."""
    return ":".join(filter(None, [str(clock.pk), _time_of(clock)]))


def facts_of(clock):
    """Plain facts of a clock for a notice."""
    due_at = clock.breached_at or clock.due_at
    return {"metric": clock.metric, "clock": str(clock.pk), "due_at": due_at and due_at.isoformat()}
