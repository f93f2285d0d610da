"""When a clock will have something to say, and what: its warnings, its due instant, the rules of its tier (S-09)."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from slas.clockstate import ClockState, State
from slas.hours import HORIZON, SECOND, Hours
from slas.openhours import NoOpenTime
from slas.rules import ANY_HOURS, EscalationRule
from slas.terms import Terms

DUE = "due"
WARNING, RULE = "w", "r:"  # followed by a percent, by a rule's key
RUNNING = (State.RUNNING, State.BREACHED_RUNNING, State.NO_OPEN_TIME)
AFTER_ALL = 2000  # the place of rules among what comes at one instant; of warnings it is their percent


class Plan(NamedTuple):
    """Instants in order, and what each stands for: `due`, `w75` for the warning at 75 percent, `r:` and the key of a rule."""

    at: tuple[datetime, ...] = ()
    what: tuple[str, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """When the first of them is."""
        return self.at[0] if self.at else None

    def before(self, instant: datetime) -> tuple[str, ...]:
        """What has come by then; at the due instant itself a stop is still in time (S-07)."""
        return tuple(what for at, what in zip(self.at, self.what, strict=True) if at < instant)


def plan_of(
    clock: ClockState, terms: Terms, fired: Collection[str] = (), *, severity: str = "", since: datetime | None = None
) -> Plan:
    """What a clock has still to say; nothing while it does not run.

    `fired` is what it has said in this cycle: no warning is given twice, nor after a higher one, and each rule that fits the
    ticket's severity fires once, also after the due instant. Nothing but the due instant is
    planned before `since`, the instant of the deed that plans: what a new target has moved into the past falls due with it.
    The breach is the message at 100 percent; a warning of that height or above is none (a rule may come later).
    """
    if clock.state not in RUNNING or clock.running_since is None:
        return Plan()
    hours, seconds, earliest = terms.hours[clock.target["hours"]], clock.target["seconds"], since or clock.running_since
    planned: list[tuple[datetime, int, str]] = []
    if clock.state != State.BREACHED_RUNNING:
        told = max(warnings_in(fired), default=0)
        for percent in terms.warnings:
            at = reached_at(clock, hours, -(-seconds * percent // 100)) if told < percent < 100 else None
            if at is not None:
                planned.append((max(at, earliest), percent, f"{WARNING}{percent}"))
        if clock.due_at is not None:
            planned.append((clock.due_at, 100, DUE))
    for rule in terms.rules:
        at = fires_at(rule, clock, terms, earliest) if rule.fits(clock.metric, severity) and code_of(rule) not in fired else None
        if at is not None:
            planned.append((at, AFTER_ALL, code_of(rule)))
    planned.sort()
    return Plan(tuple(at for at, _, _ in planned), tuple(what for _, _, what in planned))


def reached_at(clock: ClockState, hours: Hours, seconds: int) -> datetime | None:
    """When a running clock comes to so many open seconds.

    What is behind it already is dated at the start of the present stretch; none where no open time is left to come.
    """
    assert clock.running_since is not None
    left = seconds - clock.elapsed_seconds
    with suppress(NoOpenTime):
        return hours.add(clock.running_since, left) if left > 0 else clock.running_since
    return None


def fires_at(rule: EscalationRule, clock: ClockState, terms: Terms, earliest: datetime) -> datetime | None:
    """When a rule fires on a running clock: no sooner than `earliest`, and in the rule's hours.

    A kind of hours that the ticket's contract does not know is taken for the clock's own.
    """
    hours = terms.hours[clock.target["hours"]]
    seconds = rule.seconds_of(clock.target["seconds"])
    at = reached_at(clock, hours, seconds) if seconds is not None else None
    if at is None or rule.hours == ANY_HOURS:
        return at and max(at, earliest)
    at, working = max(at, earliest), terms.hours.get(terms.kinds.get(rule.hours, ""), hours)
    if working.is_open(at) or working.is_open(at - SECOND):  # what runs out at closing time is said then (S-05)
        return at
    return next((opening for opening, _ in working.open_stretches(at, at + HORIZON)), None)


def code_of(rule: EscalationRule) -> str:
    """How a plan calls a rule."""
    return f"{RULE}{rule.key}"


def warnings_in(fired: Collection[str]) -> list[int]:
    """The percents of which a clock has warned."""
    return [int(what[1:]) for what in fired if what[0] == WARNING and what[1:].isdecimal()]
