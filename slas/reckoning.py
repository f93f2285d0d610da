"""What is looked up in the stretches of one clock: when time came to a length, and what a target comes to in seconds (S-31)."""

from __future__ import annotations

from datetime import datetime

from slas.clockstate import Tally
from slas.openhours import NoOpenTime
from slas.terms import Hours, Target


class NeedsReplay(Exception):
    """The stored state does not suffice: fold every happening of the ticket from empty."""


class HistoryNeeded(NeedsReplay):
    """An instant inside stretches that were counted in an earlier fold is asked for."""


def reached(tally: Tally, at: datetime, seconds: int, hours: Hours) -> datetime:
    """The instant, before `at`, at which elapsed time came to `seconds`."""
    if tally.running_since is not None and tally.elapsed < seconds:
        return _within(tally.running_since, at, seconds - tally.elapsed, hours)
    require_history(tally)
    left = seconds
    for start, end, theirs, _key in tally.history:
        here = theirs.elapsed(start, end) if theirs is not None else 0
        if theirs is not None and here >= left:
            return _within(start, end, left, theirs)
        left -= here
    raise AssertionError("Time that was used lies in no stretch.")


def _within(start: datetime, end: datetime, seconds: int, hours: Hours) -> datetime:
    try:
        return hours.add(start, seconds)
    except NoOpenTime:  # the stretch is longer than the horizon: dated at its end
        return end.replace(microsecond=0)


def require_history(tally: Tally) -> None:
    """Refuse with HistoryNeeded where stretches were counted in an earlier fold, of which only their sum is kept."""
    if len(tally.history) != tally.stretches:
        raise HistoryNeeded(f"The earlier stretches of {tally.metric} are needed.")


def seconds_of(tally: Tally, at: datetime, target: Target, hours: Hours, used: int) -> int:
    """Open seconds promised; a fixed instant is turned into the open time until then."""
    seconds = target.seconds(hours, at)
    if seconds is not None:
        return seconds
    try:
        due = hours.end_of_next_business_day(tally.since)
    except NoOpenTime:
        return used + 1  # which no calendar without open time will ever let pass
    return max(used + hours.elapsed(at, due) - hours.elapsed(due, at), 0)
