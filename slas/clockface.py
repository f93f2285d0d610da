"""What can be read off a clock at an instant: time left and percent (S-08)."""

from __future__ import annotations

from datetime import datetime

from slas.clockstate import ClockState
from slas.terms import Hours


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
