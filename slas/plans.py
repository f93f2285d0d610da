"""When a clock will have something to say, and what: its warnings and its due instant (S-09)."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from slas.clockstate import ClockState, State
from slas.hours import Hours
from slas.openhours import NoOpenTime
from slas.terms import Terms

DUE = "due"
WARNING = "w"  # followed by its percent


class Plan(NamedTuple):
    """Instants in order, and what each stands for: `due`, or `w75` for the warning at 75 percent."""

    at: tuple[datetime, ...] = ()
    what: tuple[str, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """When the first of them is."""
        return self.at[0] if self.at else None

    def before(self, instant: datetime) -> tuple[str, ...]:
        """What has come by then; at the due instant itself a stop is still in time (S-07)."""
        return tuple(what for at, what in zip(self.at, self.what, strict=True) if at < instant)


def plan_of(clock: ClockState, terms: Terms, fired: Collection[str] = (), *, since: datetime | None = None) -> Plan:
    """What a clock has still to say; nothing while it does not run.

    `fired` is what it has said in this cycle: no warning is given twice, nor after a higher one. Nothing but the due instant is
    planned before `since`, the instant of the deed that plans: what a new target has moved into the past falls due with it.
    The breach is the message at 100 percent; a warning of that height or above is none (a rule may come later).
    """
    if clock.state not in (State.RUNNING, State.NO_OPEN_TIME) or clock.running_since is None:
        return Plan()
    planned = [(clock.due_at, 100, DUE)] if clock.due_at is not None else []
    hours, told = terms.hours[clock.target["hours"]], max(warnings_in(fired), default=0)
    for percent in terms.warnings:
        at = reached_at(clock, hours, percent) if told < percent < 100 else None
        if at is not None:
            planned.append((max(at, since) if since else at, percent, f"{WARNING}{percent}"))
    planned.sort()
    return Plan(tuple(at for at, _, _ in planned), tuple(what for _, _, what in planned))


def reached_at(clock: ClockState, hours: Hours, percent: int) -> datetime | None:
    """When a running clock comes to that percent of its target, rounded up to the second: never too early.

    What is behind it already is dated at the start of the present stretch; none where no open time is left to come.
    """
    assert clock.running_since is not None
    left = -(-clock.target["seconds"] * percent // 100) - clock.elapsed_seconds
    with suppress(NoOpenTime):
        return hours.add(clock.running_since, left) if left > 0 else clock.running_since
    return None


def warnings_in(fired: Collection[str]) -> list[int]:
    """The percents of which a clock has warned."""
    return [int(what[1:]) for what in fired if what[0] == WARNING and what[1:].isdecimal()]
