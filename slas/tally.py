"""What may be done to one clock: run, pause, stop, resume, promise anew (S-23, S-25, S-28, S-30 to S-32)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from slas.clockstate import ClockState, State, Stretch, Tally
from slas.openhours import NoOpenTime
from slas.reckoning import HistoryNeeded, NeedsReplay, reached, require_history, seconds_of
from slas.terms import Hours, Target, Unit

__all__ = ["HistoryNeeded", "NeedsReplay"]

NO_TARGET = "no_target"


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


def stop(tally: Tally, at: datetime, hours: Hours | None, *, is_final: bool = False) -> None:
    """Met if by the due instant, which was looked at before (S-07)."""
    _close_stretch(tally, at, hours)
    tally.stopped_at, tally.is_final = at, is_final


def cancel(tally: Tally, at: datetime, hours: Hours | None) -> None:
    """Take the clock out; what it missed before stays."""
    _close_stretch(tally, at, hours)
    tally.cancelled_at, tally.is_final = at, True


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
        _count_history(tally, new, every=True, key=target.hours)
    else:
        if tally.running_since is not None and tally.is_promised and old != new:
            _close_stretch(tally, at, old)
            tally.running_since = at.replace(microsecond=0)
        if tally.uncounted:
            _count_history(tally, new, every=False, key=target.hours)
    tally.lapsed_at = None
    tally.flags = tuple(each for each in tally.flags if each != NO_TARGET)
    _aim(tally, at, target, new, flag)


def _aim(tally: Tally, at: datetime, target: Target, new: Hours, flag: str) -> None:
    """Set the target and what follows from it: a breach that lies behind already, the due instant, or none while paused."""
    used = tally.elapsed + (new.elapsed(tally.running_since, at) if tally.running_since is not None else 0)
    seconds = seconds_of(tally, at, target, new, used)
    tally.target = {"amount": target.amount, "unit": str(target.unit), "seconds": seconds, "hours": target.hours}
    if tally.breached_at is not None:
        return
    if used > seconds:
        tally.breached_at = tally.due = reached(tally, at, seconds, new)
        tally.flags = tuple(sorted({*tally.flags, flag}))
    elif tally.running_since is not None:
        _plan(tally, at, new)
    else:
        tally.due = None


def recount(tally: Tally, at: datetime, old: Hours | None, all_hours: Mapping[str, Hours]) -> None:
    """Count every stretch again, each on the calendar it was counted on, as that calendar has since been corrected (S-34)."""
    if tally.running_since is not None:
        _close_stretch(tally, at, old)
        tally.running_since = at.replace(microsecond=0)
    require_history(tally)
    corrected = [each._replace(hours=all_hours.get(each.key, each.hours)) if each.hours else each for each in tally.history]
    _count(tally, corrected)


def antedate(tally: Tally, at: datetime, received: datetime, opened: datetime, hours: Hours | None, *, flag: str) -> None:
    """Count from an earlier receipt, that of a ticket merged in, for a clock still running (S-36)."""
    tally.history.insert(0, Stretch(received, opened, hours, tally.target["hours"] if tally.target and hours else ""))
    tally.stretches += 1
    tally.since, tally.begun_at = min(tally.since, received), received
    if hours is None or tally.target is None:
        tally.uncounted += 1
        return
    tally.elapsed += hours.elapsed(received, opened)
    promised = tally.target
    _aim(tally, at, Target(promised["amount"], promised["unit"], promised["hours"]), hours, flag)


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
        started_at=tally.begun_at,
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
    tally.history.append(Stretch(start, end, hours, tally.target["hours"] if tally.target and hours else ""))
    if hours is None:
        tally.uncounted += 1
    else:
        tally.elapsed += hours.elapsed(start, end)


def _count_history(tally: Tally, hours: Hours, *, every: bool, key: str) -> None:
    """Count closed stretches on `hours`: those that had none, or every one."""
    require_history(tally)
    _count(tally, [each._replace(hours=hours, key=key) if every or each.hours is None else each for each in tally.history])


def _count(tally: Tally, history: list[Stretch]) -> None:
    tally.history = history
    tally.elapsed = sum(each.hours.elapsed(each.start, each.end) for each in history if each.hours is not None)
    tally.uncounted = sum(each.hours is None for each in history)


def _is_same(tally: Tally, target: Target) -> bool:
    """Whether the clock counts towards that very target already; a fixed instant is sought anew."""
    mine = tally.target
    if mine is None or not tally.is_promised or target.unit == Unit.END_OF_NEXT_BUSINESS_DAY:
        return False
    return (mine["amount"], mine["unit"], mine["hours"]) == (target.amount, target.unit, target.hours)


def is_pausable(tally: Tally) -> bool:
    """A fixed instant is not (S-04)."""
    return not (tally.is_promised and tally.target is not None and tally.target["unit"] == Unit.END_OF_NEXT_BUSINESS_DAY)
