"""What may be done to one clock: run, pause, stop, resume, promise anew (S-23, S-25, S-28, S-30 to S-32)."""

from __future__ import annotations

from datetime import datetime

from slas.clockstate import ClockState, State, Stretch, Tally
from slas.openhours import NoOpenTime
from slas.terms import Hours, Target, Unit

NO_TARGET = "no_target"


class NeedsReplay(Exception):
    """The stored state does not suffice: fold every happening of the ticket from empty."""


class HistoryNeeded(NeedsReplay):
    """An instant inside stretches that were counted in an earlier fold is asked for."""


def run(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Count from `at` on."""
    tally.running_since = at.replace(microsecond=0)
    _plan(tally, at, hours)


def pause(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Stop counting for a while. Time that is used up by then is missed, for nothing stopped the clock in time."""
    if tally.breached_at is None and tally.due is not None:
        if tally.due <= at:
            tally.breached_at = tally.due
        else:
            tally.due = None
    _close_stretch(tally, at, hours)


def stop(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Met if by the due instant, which was looked at before (S-07)."""
    _close_stretch(tally, at, hours)
    tally.stopped_at = at


def cancel(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Take the clock out; what it missed before stays."""
    _close_stretch(tally, at, hours)
    tally.cancelled_at = at


def resume(tally: Tally, at: datetime) -> None:
    """Make a stopped clock one that stands still, its elapsed time kept (S-28)."""
    tally.since, tally.stopped_at = at, None
    if tally.breached_at is None:
        tally.due = None


def notice_breach(tally: Tally, at: datetime) -> None:
    """A due instant before `at` was missed if the clock ran until then (S-07)."""
    if tally.running_since is not None and tally.due is not None and tally.due < at:
        tally.breached_at = tally.breached_at or tally.due


def lapse(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Nothing is promised any more; time is still noted, in case something will be."""
    if not tally.is_promised:
        return
    was_running = tally.running_since is not None
    _close_stretch(tally, at, hours)
    tally.lapsed_at = at
    tally.flags = tuple(sorted({*tally.flags, NO_TARGET}))
    if tally.breached_at is None:
        tally.due = None
    if was_running:
        run(tally, at, None)


def promise(
    tally: Tally, at: datetime, target: Target, old: Hours | None, new: Hours, *, flag: str, from_receipt: bool = False
) -> None:
    """Replace the target, elapsed time kept: each stretch counts on the hours in force during it (S-30).

    `old` are the hours counted on so far. `from_receipt` counts every stretch anew (decision 12). Time that exceeds
    the new target already is a breach, dated when it did and flagged (S-31); a breach before stays what it is (S-32).
    """
    if not from_receipt and old == new and _is_same(tally, target):
        return
    if from_receipt:
        _count_history(tally, new, every=True)
    else:
        if tally.running_since is not None and tally.is_promised and old != new:
            _close_stretch(tally, at, old)
            tally.running_since = at.replace(microsecond=0)
        if tally.uncounted:
            _count_history(tally, new, every=False)
    tally.lapsed_at = None
    tally.flags = tuple(each for each in tally.flags if each != NO_TARGET)
    used = tally.elapsed + (new.elapsed(tally.running_since, at) if tally.running_since is not None else 0)
    seconds = _seconds_of(tally, at, target, new, used)
    tally.target = {"amount": target.amount, "unit": str(target.unit), "seconds": seconds, "hours": target.hours}
    if tally.breached_at is not None:
        return
    if used > seconds:
        tally.breached_at = tally.due = _reached(tally, at, seconds, new)
        tally.flags = tuple(sorted({*tally.flags, flag}))
    elif tally.running_since is not None:
        _plan(tally, at, new)
    else:
        tally.due = None


def shown(tally: Tally, as_of: datetime) -> ClockState | None:
    """The clock as its row shows it; none while nothing was ever promised."""
    if tally.target is None:
        return None
    breached_at, running = tally.breached_at, tally.running_since is not None
    if running and tally.is_promised and tally.due is not None and tally.due < as_of:
        breached_at = tally.due
    return ClockState(
        metric=tally.metric,
        cycle=tally.cycle,
        state=str(_state(tally, breached_at)),
        target=tally.target,
        elapsed_seconds=tally.elapsed,
        running_since=tally.running_since if tally.is_promised else None,
        due_at=tally.due,
        stopped_at=tally.lapsed_at or tally.stopped_at or tally.cancelled_at,
        breached_at=breached_at,
        flags=tally.flags,
    )


def _state(tally: Tally, breached_at: datetime | None) -> State:
    if tally.cancelled_at is not None or tally.lapsed_at is not None:
        return State.CANCELLED
    if tally.stopped_at is not None:
        return State.BREACHED_STOPPED if breached_at else State.MET
    if tally.running_since is None:
        return State.PAUSED if tally.stretches or breached_at else State.NOT_STARTED
    if breached_at is not None:
        return State.BREACHED_RUNNING
    return State.NO_OPEN_TIME if tally.has_no_open_time else State.RUNNING


def _plan(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """The instant by which the time left has passed, counted from `at` (S-23)."""
    tally.has_no_open_time = False
    if tally.breached_at is not None or tally.target is None or hours is None or tally.running_since is None:
        return
    left = tally.target["seconds"] - tally.elapsed - hours.elapsed(tally.running_since, at)
    try:
        tally.due = hours.add(at, left)
    except NoOpenTime:
        tally.due, tally.has_no_open_time = None, True


def _close_stretch(tally: Tally, at: datetime, hours: Hours | None) -> None:
    start, end = tally.running_since, at.replace(microsecond=0)
    tally.running_since, tally.has_no_open_time = None, False
    if start is None or start == end:
        return
    tally.stretches += 1
    tally.history.append(Stretch(start, end, hours))
    if hours is None:
        tally.uncounted += 1
    else:
        tally.elapsed += hours.elapsed(start, end)


def _count_history(tally: Tally, hours: Hours, *, every: bool) -> None:
    """Count closed stretches on `hours`: those that had none, or every one."""
    _require_history(tally)
    tally.history = [each._replace(hours=hours) if every or each.hours is None else each for each in tally.history]
    tally.elapsed = sum(each.hours.elapsed(each.start, each.end) for each in tally.history if each.hours is not None)
    tally.uncounted = 0


def _reached(tally: Tally, at: datetime, seconds: int, hours: Hours) -> datetime:
    """The instant, before `at`, at which elapsed time came to `seconds`."""
    if tally.running_since is not None and tally.elapsed < seconds:
        return _within(tally.running_since, at, seconds - tally.elapsed, hours)
    _require_history(tally)
    left = seconds
    for start, end, theirs in tally.history:
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


def _require_history(tally: Tally) -> None:
    if len(tally.history) != tally.stretches:
        raise HistoryNeeded(f"The earlier stretches of {tally.metric} are needed.")


def _seconds_of(tally: Tally, at: datetime, target: Target, hours: Hours, used: int) -> int:
    """Open seconds promised; a fixed instant is turned into the open time until then."""
    seconds = target.seconds(hours, at)
    if seconds is not None:
        return seconds
    try:
        due = hours.end_of_next_business_day(tally.since)
    except NoOpenTime:
        return used + 1  # which no calendar without open time will ever let pass
    return max(used + hours.elapsed(at, due) - hours.elapsed(due, at), 0)


def _is_same(tally: Tally, target: Target) -> bool:
    """Whether the clock counts towards that very target already; a fixed instant is sought anew."""
    mine = tally.target
    if mine is None or not tally.is_promised or target.unit == Unit.END_OF_NEXT_BUSINESS_DAY:
        return False
    return (mine["amount"], mine["unit"], mine["hours"]) == (target.amount, target.unit, target.hours)


def is_pausable(tally: Tally) -> bool:
    """A fixed instant is not (S-04)."""
    return not (tally.is_promised and tally.target is not None and tally.target["unit"] == Unit.END_OF_NEXT_BUSINESS_DAY)
