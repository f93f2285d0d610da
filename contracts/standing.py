"""Where an agreement stands at an instant: from what was said, its days, suspensions and notices (C-07, C-58). Pure.

Nothing that runs at night decides it, so a job that did not run extends no cover. Days are local to the contract's zone, both
ends inclusive (C-05); intervals of suspension and notice are half-open, an end of None is still to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.spans import day_end, day_of

Interval = tuple[datetime, datetime | None]


class State(StrEnum):
    """The states of 2.2, and `declined`, which an offer can end in."""

    DRAFT = "draft"
    OFFERED = "offered"
    DECLINED = "declined"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    NOTICE_GIVEN = "notice_given"
    RUN_OFF = "run_off"
    ENDED = "ended"


COVERED = frozenset({State.ACTIVE, State.NOTICE_GIVEN})  # new tickets are covered, as far as the coverage test goes
UNDER_WAY = COVERED | {State.SUSPENDED}  # it holds; suspended, tickets wait (C-62)


@dataclass(frozen=True)
class Course:
    """What decides the state: `stage` is what was said (draft, offered, accepted, declined)."""

    stage: str
    time_zone: str
    starts_on: date
    ends_on: date | None = None
    suspensions: tuple[Interval, ...] = ()
    notices: tuple[Interval, ...] = ()  # from when one was recorded until it was withdrawn
    run_off_days: int = 30


def state_at(course: Course, at: datetime) -> State:
    """The state at an instant (C-07). An accepted agreement in its days that is suspended is that, whatever notice was given."""
    if course.stage != "accepted":
        return State(course.stage)
    today = day_of(at, course.time_zone)
    if today < course.starts_on:
        return State.SCHEDULED
    if course.ends_on is not None and today > course.ends_on:
        return State.RUN_OFF if today <= last_day_of_run_off(course.ends_on, course.run_off_days) else State.ENDED
    if _within(course.suspensions, at):
        return State.SUSPENDED
    return State.NOTICE_GIVEN if _within(course.notices, at) else State.ACTIVE


def last_day_of_run_off(ends_on: date, run_off_days: int) -> date:
    """The last local day on which tickets accepted before the end keep their promises (C-58, EX-C38)."""
    return ends_on + timedelta(days=run_off_days)


def cover_ends_at(ends_on: date, run_off_days: int, time_zone: str) -> datetime:
    """The UTC instant at which clocks of tickets still open pause for want of cover (C-58, EX-C38)."""
    return day_end(last_day_of_run_off(ends_on, run_off_days), time_zone)


def _within(intervals: tuple[Interval, ...], at: datetime) -> bool:
    return any(since <= at and (until is None or at < until) for since, until in intervals)
