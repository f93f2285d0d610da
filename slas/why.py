"""Why a clock is due when it is: every stretch that counted, every stretch that did not and why, adding up to its elapsed time.

The ledger is a pure function of the ticket's history, as the clock itself is (S-01). Instants are UTC, lengths whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from slas.clockstate import ClockState, Tally
from slas.docket import Docket
from slas.happenings import Happening
from slas.hours import Hours
from slas.metrics import PROMISES, Rules
from slas.openhours import ALL_DAY, zone_named
from slas.replay import EMPTY, fold
from slas.terms import Terms

COUNTED = "counted"
CLOSED = "closed"  # outside the calendar: why is break, night, weekend or holiday
PAUSED = "paused"  # why is the reasons, such as waiting_client
RESTED = "resolved"  # between resolving and reopening (S-28)
UNPROMISED = "unpromised"  # no target then


class Line(NamedTuple):
    """One stretch. `seq` is the happening that began it, 0 for the calendar; `total` the open seconds by its end."""

    start: datetime
    end: datetime
    kind: str
    seconds: int
    total: int
    why: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of the holidays in a closed stretch
    seq: int = 0
    hours: str = ""  # key of the calendar that it counted on
    version: int = 0  # of that calendar


class Change(NamedTuple):
    """Another target from an instant on: the happening that brought it, and both targets as clocks store them."""

    at: datetime
    seq: int
    kind: str
    severity: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    terms: str


@dataclass(frozen=True)
class Ledger:
    """Everything that led to where one clock stands at `as_of`. `remaining` is negative by what the target is exceeded."""

    clock: ClockState
    as_of: datetime
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    counted: int
    remaining: int
    terms: str
    zone: str


def ledger(
    happenings: Iterable[Happening],
    as_of: datetime,
    terms: Mapping[str, Terms],
    metric: str,
    cycle: int = 1,
    rules: Rules = PROMISES,
) -> Ledger | None:
    """The ledger of one cycle of one metric at `as_of`, from the whole history; none if there is no such clock then.

    What has not happened by `as_of` is left out, so that any earlier instant can be asked about.
    """
    witness = _Witness(metric, cycle)
    known = [each for each in happenings if each.at <= as_of]
    state = fold(EMPTY, known, as_of, terms, rules, watch=witness)
    clock = next((each for each in state.clocks if (each.metric, each.cycle) == (metric, cycle)), None)
    if clock is None or witness.tally is None:
        return None
    promised = witness.promised()
    current = terms[promised.terms].hours[clock.target["hours"]]
    lines = tuple(_summed(_lines(witness, clock, as_of, current)))
    counted = lines[-1].total if lines else 0
    return Ledger(
        clock=clock,
        as_of=as_of,
        lines=lines,
        changes=tuple(witness.changes()),
        counted=counted,
        remaining=clock.target["seconds"] - counted,
        terms=promised.terms,
        zone=current.at(as_of).calendar.zone,
    )


class _Mark(NamedTuple):
    at: datetime
    seq: int
    kind: str
    reasons: tuple[str, ...]
    is_resting: bool
    is_over: bool
    severity: str
    target: dict[str, Any] | None
    terms: str


@dataclass
class _Witness:
    """Notes how one clock stood after each happening."""

    metric: str
    cycle: int
    tally: Tally | None = None
    marks: list[_Mark] = field(default_factory=list)

    def __call__(self, docket: Docket, at: datetime, happening: Happening | None) -> None:
        tally = next((each for each in docket.tallies if (each.metric, each.cycle) == (self.metric, self.cycle)), None)
        if tally is None:
            return
        if self.tally is None or tally.history or not self.tally.history:
            self.tally = tally
        reasons = tuple(str(reason) for reason in docket.reasons_for(tally, docket.reasons))
        resting = docket.phase != "open" or tally.is_over
        seq, kind = (happening.seq, str(happening.kind)) if happening else (0, "wait_ended")
        target = tally.target if tally.is_promised else None
        self.marks.append(_Mark(at, seq, kind, reasons, resting, tally.is_over, docket.severity, target, docket.terms_key))

    def promised(self) -> _Mark:
        """What was promised last while the clock was not over: what comes after its stop is no promise of its."""
        with_target = [mark for mark in self.marks if mark.target is not None]
        return next((mark for mark in reversed(with_target) if not mark.is_over), with_target[0])

    def changes(self) -> Iterator[Change]:
        for before, after in pairwise(self.marks):
            if before.target != after.target:
                yield Change(after.at, after.seq, after.kind, after.severity, before.target, after.target, after.terms)

    def standing(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, _Mark]]:
        """The parts of a stretch in which the clock did not run, each with what then held it."""
        marks = sorted(self.marks, key=lambda mark: mark.at)
        held = next((mark for mark in reversed(marks) if _whole(mark.at) <= start), marks[0])
        for mark in (mark for mark in marks if start < _whole(mark.at) < end):
            if (mark.reasons, mark.is_resting, mark.target is None) != (held.reasons, held.is_resting, held.target is None):
                if start < _whole(mark.at):
                    yield start, _whole(mark.at), held
                start, held = _whole(mark.at), mark
        yield start, end, held


def _lines(witness: _Witness, clock: ClockState, as_of: datetime, current: Hours) -> Iterator[Line]:
    """Stretches that ran and the gaps between them, from the beginning to where the clock stopped or `as_of`."""
    tally = witness.tally
    assert tally is not None
    ran = [(each.start, each.end, each.hours, each.key) for each in tally.history]
    until = _whole(clock.stopped_at or as_of)
    if clock.running_since is not None and clock.running_since < until:
        ran.append((clock.running_since, until, current, clock.target["hours"]))
    reached = _whole(tally.begun_at or tally.since)
    for start, end, hours, key in ran:
        if reached < start:
            yield from _stood(witness, reached, start)
        if hours is None:
            yield Line(start, end, UNPROMISED, 0, 0)
        else:
            yield from _counted(start, end, hours, key)
        reached = end
    if reached < until:
        yield from _stood(witness, reached, until)


def _stood(witness: _Witness, start: datetime, end: datetime) -> Iterator[Line]:
    for begin, until, mark in witness.standing(start, end):
        if mark.is_resting:
            yield Line(begin, until, RESTED, 0, 0, seq=mark.seq)
        elif mark.reasons:
            yield Line(begin, until, PAUSED, 0, 0, why=mark.reasons, seq=mark.seq)
        else:
            yield Line(begin, until, UNPROMISED, 0, 0, seq=mark.seq)


def _counted(start: datetime, end: datetime, hours: Hours, key: str) -> Iterator[Line]:
    """Open stretches, cut where the calendar has a new version, and what is closed between them."""
    cuts = [start, *(version.since for version in hours.later if start < version.since < end), end]
    for begin, until in pairwise(cuts):
        version, reached = hours.number_at(begin), begin
        for opening, closing in hours.open_stretches(begin, until):
            if reached < opening:
                yield _closed(reached, opening, hours, key, version)
            seconds = int((closing - opening).total_seconds())
            yield Line(opening, closing, COUNTED, seconds, 0, hours=key, version=version)
            reached = closing
        if reached < until:
            yield _closed(reached, until, hours, key, version)


def _closed(start: datetime, end: datetime, hours: Hours, key: str, version: int) -> Line:
    """A stretch outside the calendar, and what made it one: a break, a night, a weekend, named holidays."""
    calendar = hours.at(start).calendar
    zone = zone_named(calendar.zone)
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    exceptions = dict(calendar.exceptions)
    holidays = [on for on in days if on in exceptions and _usual(calendar, on) != exceptions[on]]
    why = []
    if holidays:
        why.append("holiday")
    if any(not _usual(calendar, on) and on not in exceptions for on in days):
        why.append("weekend")
    if not why:
        why.append("break" if first == last and _opened_before(hours, start, first) else "night")
    names = tuple(hours.name_of(on) or on.isoformat() for on in holidays)
    return Line(start, end, CLOSED, 0, 0, why=tuple(why), names=names, hours=key, version=version)


def _usual(calendar: Any, on: date) -> Any:
    return ALL_DAY if calendar.always_open else calendar.weekly[on.weekday()]


def _opened_before(hours: Hours, at: datetime, on: date) -> bool:
    """Whether it was open on that local date before `at` and opens again on it: then the time between is a break."""
    calendar = hours.at(at).calendar
    local = at.astimezone(zone_named(calendar.zone))
    minute = local.hour * 60 + local.minute
    day = calendar.day(on)
    return any(end <= minute for _, end in day) and any(begin >= minute for begin, _ in day)


def _summed(lines: Iterable[Line]) -> Iterator[Line]:
    total = 0
    for line in lines:
        total += line.seconds
        yield line._replace(total=total)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
