"""The common ticket moved to other terms without unfolding its state: what `fold` would give, for a fraction of its time (T14).

Most tickets of a large edit have clocks that run or stand still under a promise, and nothing else of note. For these a
retarget touches few fields of the stored state. Whatever is less common is left to the fold; a property holds the two equal.
"""

from datetime import datetime
from typing import Any, NamedTuple

from slas.clockstate import AT_FIRST, ENGINE, ClockState, State
from slas.happenings import RANKS, Kind
from slas.hours import Hours
from slas.openhours import NoOpenTime
from slas.terms import Terms, Unit

RANK = RANKS[Kind.RETARGETED]
Plain = dict[str, Any]
instant = datetime.fromisoformat


class LeftToTheFold(Exception):
    """Something here is not common."""


class Aim(NamedTuple):
    """What a clock of some kind is promised after the move, and the hours before and after it."""

    target: Plain
    seconds: int
    old: Hours
    new: Hours
    is_other_hours: bool


class Swift:
    """Moves tickets from one key of terms to another at one instant; what tickets of a kind share is found once."""

    def __init__(self, old: Terms, new: Terms, new_key: str, at: datetime, flag: str = "by_retarget"):
        self.old, self.new, self.new_key, self.at, self.flag = old, new, new_key, at, flag
        self.second = at.replace(microsecond=0)
        self.at_text, self.second_text = at.isoformat(), self.second.isoformat()
        self.same_pauses = old.pauses == new.pauses
        self.aims: dict[tuple[str, str, str | None, str], Aim | None] = {}

    def standing(self, plain: Plain, seq: int, as_of: datetime) -> list[ClockState]:
        """The clocks that `moved` would give, as they are without the move."""
        self._check(plain, seq)
        about = (plain["severity"], plain["ticket_type"])
        return [_shown(tally, as_of) for tally in plain["tallies"] if self._is_promised(tally, *about)]

    def moved(self, plain: Plain, seq: int, as_of: datetime) -> tuple[list[ClockState], set[int]]:
        """Change a stored state in place; the clocks that are not over, as of an instant, and which of them changed.

        Raises LeftToTheFold, with the state as it was.
        """
        self._check(plain, seq)
        about = (plain["severity"], plain["ticket_type"])
        open_ = [tally for tally in plain["tallies"] if self._is_promised(tally, *about)]
        aims = [self._aim(tally, *about) for tally in open_]
        after = [self._aimed(tally, aim) for tally, aim in zip(open_, aims, strict=True)]
        changed = set()
        for place, (tally, changes) in enumerate(zip(open_, after, strict=True)):
            if changes:
                _change(tally, changes)
                changed.add(place)
        plain["terms"], plain["last_key"] = self.new_key, [self.at_text, RANK, seq]
        return [_shown(tally, as_of) for tally in open_], changed

    def _check(self, plain: Plain, seq: int) -> None:
        wait = plain.get("wait")
        if plain.get("engine") != ENGINE or plain["phase"] != "open" or (wait and wait["until"]):
            raise LeftToTheFold
        if not self.same_pauses and (wait or plain["holds"]):
            raise LeftToTheFold
        last = plain["last_key"]
        if (instant(last[0]), last[1], last[2]) >= (self.at, RANK, seq):
            raise LeftToTheFold

    def _is_promised(self, tally: Plain, severity: str, ticket_type: str | None) -> bool:
        """Whether it is open and promised; a clock for which nothing was promised and nothing is, only goes on noting time."""
        if tally.get("stopped_at") is not None or tally.get("cancelled_at") is not None:
            return False
        is_promised = tally.get("target") is not None
        if not is_promised and self.new.target_for(tally["metric"], severity, ticket_type) is not None:
            raise LeftToTheFold
        return is_promised

    def _aim(self, tally: Plain, severity: str, ticket_type: str | None) -> Aim:
        target = tally["target"]
        if tally.get("lapsed_at") is not None or tally.get("uncounted") or target["unit"] == FIXED:
            raise LeftToTheFold
        about = (tally["metric"], severity, ticket_type, target["hours"])
        if about not in self.aims:
            self.aims[about] = self._aim_of(*about)
        aim = self.aims[about]
        if aim is None:
            raise LeftToTheFold
        return aim

    def _aim_of(self, metric: str, severity: str, ticket_type: str | None, hours: str) -> Aim | None:
        target, old = self.new.target_for(metric, severity, ticket_type), self.old.hours.get(hours)
        if target is None or old is None or target.unit == FIXED:
            return None
        new = self.new.hours[target.hours]
        seconds = target.seconds(new, self.at)
        assert seconds is not None
        plain = {"amount": target.amount, "unit": str(target.unit), "seconds": seconds, "hours": target.hours}
        return Aim(plain, seconds, old, new, old != new)

    def _aimed(self, tally: Plain, aim: Aim) -> Plain:
        """What changes of a tally: as `Docket.notice_breaches` and `tally.promise` do."""
        changes: Plain = {}
        since, due, breached = tally.get("running_since"), tally.get("due"), tally.get("breached_at")
        if since is not None and due is not None and breached is None and instant(due) < self.at:
            changes["breached_at"] = breached = due
        mine = tally["target"]
        is_same = (mine["amount"], mine["unit"], mine["hours"]) == (aim.target["amount"], aim.target["unit"], aim.target["hours"])
        if is_same and not aim.is_other_hours:
            return changes
        elapsed, start = tally.get("elapsed", 0), since and instant(since)
        if start is not None and aim.is_other_hours:
            if start != self.second:
                elapsed += aim.old.elapsed(start, self.second)
                changes["stretches"], changes["elapsed"] = tally.get("stretches", 0) + 1, elapsed
            start, changes["running_since"], changes["has_no_open_time"] = self.second, self.second_text, False
        used = elapsed + (aim.new.elapsed(start, self.at) if start is not None and start != self.second else 0)
        changes["target"] = aim.target
        if breached is not None:
            return changes
        if used > aim.seconds:
            return changes | self._missed(tally, aim, elapsed, start)
        if start is None:
            changes["due"] = None
            return changes
        try:
            changes["due"], changes["has_no_open_time"] = aim.new.add(self.at, aim.seconds - used).isoformat(), False
        except NoOpenTime:
            changes["due"], changes["has_no_open_time"] = None, True
        return changes

    def _missed(self, tally: Plain, aim: Aim, elapsed: int, start: datetime | None) -> Plain:
        """Missed at once: dated within the present stretch; what lies in an earlier one is left to the fold (S-31)."""
        if start is None or elapsed >= aim.seconds:
            raise LeftToTheFold
        try:
            missed = aim.new.add(start, aim.seconds - elapsed).isoformat()
        except NoOpenTime:
            raise LeftToTheFold from None
        return {"breached_at": missed, "due": missed, "flags": sorted({*tally.get("flags", ()), self.flag})}


FIXED = str(Unit.END_OF_NEXT_BUSINESS_DAY)


def _change(tally: Plain, changes: Plain) -> None:
    """What is again as it was at the beginning is left out, as `Tally.as_json` does."""
    for name, value in changes.items():
        if value == AT_FIRST[name]:
            tally.pop(name, None)
        else:
            tally[name] = value


def _shown(tally: Plain, as_of: datetime) -> ClockState:
    """As `slas.tally.shown`, for a tally that is promised and not over."""
    said = tally.get
    running, due, breached, begun = [
        text and instant(text) for text in (said("running_since"), said("due"), said("breached_at"), said("begun_at"))
    ]
    if running is not None and due is not None and due < as_of:
        breached = due
    if running is None:
        state = State.PAUSED if said("stretches") or breached else State.NOT_STARTED
    elif breached is not None:
        state = State.BREACHED_RUNNING
    else:
        state = State.NO_OPEN_TIME if said("has_no_open_time") else State.RUNNING
    return ClockState(
        metric=tally["metric"],
        cycle=tally["cycle"],
        state=str(state),
        target=tally["target"],
        elapsed_seconds=said("elapsed", 0),
        running_since=running,
        due_at=due,
        stopped_at=None,
        breached_at=breached,
        flags=tuple(said("flags", ())),
        started_at=begun,
    )
