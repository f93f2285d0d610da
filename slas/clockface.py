"""What can be read off a clock at an instant: time left, percent, and when it next has something to say (S-08, S-09)."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from slas.clockstate import ClockState, State
from slas.openhours import NoOpenTime
from slas.terms import Hours, Terms

WARNING = "warning"
DUE = "due"


class NextInstant(NamedTuple):
    """When a clock has something to say, what, and at which percent of its target."""

    at: datetime
    kind: str
    percent: int


def elapsed_seconds_at(clock: ClockState, hours: Hours, at: datetime) -> int:
    """Open seconds used by `at`."""
    running = hours.elapsed(clock.running_since, at) if clock.running_since is not None else 0
    return clock.elapsed_seconds + running


def remaining_seconds(clock: ClockState, hours: Hours, at: datetime) -> int:
    """Open seconds left at `at`; negative by as much as the target is exceeded."""
    seconds: int = clock.target["seconds"]
    return seconds - elapsed_seconds_at(clock, hours, at)


def percent(clock: ClockState, hours: Hours, at: datetime) -> int:
    """Whole percent of the target used, floored; may exceed 100 (S-08)."""
    used, seconds = elapsed_seconds_at(clock, hours, at), clock.target["seconds"]
    return used * 100 // seconds if seconds else 100


def next_instant(
    clock: ClockState, terms: Terms, warned: Collection[int] = (), *, is_breach_recorded: bool = False
) -> NextInstant | None:
    """The earliest unsent warning or the due instant; none while nothing can come of waiting.

    `warned` are the percents recorded in this cycle. A warning is due at its instant, a breach just after its own:
    at the due instant itself a stop is still in time (S-07). A breach not yet recorded is named even of a stopped clock.
    """
    if clock.breached_at is not None:
        return None if is_breach_recorded else NextInstant(clock.breached_at, DUE, 100)
    if clock.state not in (State.RUNNING, State.NO_OPEN_TIME) or clock.running_since is None:
        return None
    planned = [NextInstant(clock.due_at, DUE, 100)] if clock.due_at is not None else []
    unsent = set(terms.warnings) - set(warned)
    if unsent:  # the lowest comes first
        hours, seconds = terms.hours[clock.target["hours"]], clock.target["seconds"]
        left = -(-seconds * min(unsent) // 100) - clock.elapsed_seconds  # rounded up: never warned too early
        with suppress(NoOpenTime):
            at = hours.add(clock.running_since, left) if left > 0 else clock.running_since
            planned.append(NextInstant(at, WARNING, min(unsent)))
    return min(planned, key=lambda each: (each.at, each.kind == DUE), default=None)
