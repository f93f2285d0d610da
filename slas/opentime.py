"""Open-time arithmetic: what a number of open seconds comes to on a calendar (S-02, S-05, S-06, S-41 to S-45).

Every instant is aware, results are UTC. Time is counted in whole seconds: an instant counts as the second in which it lies.
A calendar is compiled, a year at a time as far as it is asked for, into UTC intervals with running totals, so that the cost
of a question does not depend on the length it spans.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from slas.openhours import (
    BadException,
    BadInterval,
    HoursError,
    NoOpenTime,
    OpenHours,
    OverlappingIntervals,
    UnknownZone,
    zone_named,
)

__all__ = [
    "BadException", "BadInterval", "HoursError", "NoOpenTime", "OddBoundary", "OpenHours", "OverlappingIntervals", "UnknownZone",
    "add_open_time", "check_has_open_time", "elapsed", "end_of_next_business_day", "is_open", "next_opening", "odd_boundaries",
    "open_stretches",
]  # fmt: skip

HORIZON_DAYS = 800  # S-45: no deadline is sought further away
CHECKED_DAYS = 366  # S-45: within these a calendar must open at least once
KEPT_YEARS = 30  # a calendar asked about a longer span is compiled for that question only
KEPT_CALENDARS = 128

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HORIZON = HORIZON_DAYS * 86_400


def add_open_time(hours: OpenHours, start: datetime, seconds: int) -> datetime:
    """The earliest instant by which `seconds` of open time have passed since `start`; a closing instant stays one (S-05).

    Nothing to add gives `start` itself when open, else the next opening. Past 800 days: NoOpenTime (S-45).
    """
    if seconds < 0:
        raise ValueError("Open time is added forwards only.")
    since = start - EPOCH
    second = since.days * 86_400 + since.seconds
    book = _book_of(hours)
    table = book.table
    if not table.first <= second < table.last:
        table = book.covering(second, second)
    while True:
        place = bisect_right(table.closes, second)
        if place < len(table.closes):
            passed = second - table.opens[place]
            goal = table.before[place] + seconds + (passed if passed > 0 else 0)
            if goal <= table.before[-1]:
                # Sought from `place` on, lest nothing to add be found at the closing before.
                place = bisect_left(table.before, goal, place + 1) - 1
                due = table.opens[place] + goal - table.before[place]
                if due - second > HORIZON:
                    break
                return EPOCH + timedelta(seconds=due)
        if table.last - second > HORIZON:
            break
        table = book.covering(second, table.last)
    raise NoOpenTime("too_little_open_time", days=HORIZON_DAYS, on=start.date().isoformat())


def elapsed(hours: OpenHours, start: datetime, end: datetime) -> int:
    """Open seconds between two instants; none when `end` is not after `start`."""
    since, until = start - EPOCH, end - EPOCH
    first, last = since.days * 86_400 + since.seconds, until.days * 86_400 + until.seconds
    if last <= first:
        return 0
    book = _book_of(hours)
    table = book.table
    if first < table.first or last >= table.last:
        table = book.covering(first, last)
    return table.open_until(last) - table.open_until(first)


def is_open(hours: OpenHours, at: datetime) -> bool:
    """Whether the calendar is open in that second; the closing instant is closed (S-06)."""
    second = _second(at)
    table = _book_of(hours).covering(second, second)
    place = bisect_right(table.closes, second)
    return place < len(table.closes) and table.opens[place] <= second


def next_opening(hours: OpenHours, at: datetime) -> datetime:
    """The first open instant not before `at`: that very second when open."""
    return add_open_time(hours, at, 0)


def open_stretches(hours: OpenHours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches between two instants, in order, none touching the next, cut at both ends."""
    first, last = _second(start), _second(end)
    if last <= first:
        return
    table = _book_of(hours).covering(first, last)
    place = bisect_right(table.closes, first)
    while place < len(table.closes) and table.opens[place] < last:
        opening, closing = max(table.opens[place], first), min(table.closes[place], last)
        yield EPOCH + timedelta(seconds=opening), EPOCH + timedelta(seconds=closing)
        place += 1


def end_of_next_business_day(hours: OpenHours, start: datetime) -> datetime:
    """The last closing of the first local date after that of `start` on which the calendar opens (S-04)."""
    on = start.astimezone(zone_named(hours.zone)).date()
    for _ in range(HORIZON_DAYS):
        on += timedelta(days=1)
        closings = [closing for opening, closing in _intervals_of(hours, on) if opening < closing]
        if closings:
            return EPOCH + timedelta(seconds=max(closings))
    raise NoOpenTime("no_business_day", days=HORIZON_DAYS, on=start.date().isoformat())


def check_has_open_time(hours: OpenHours, at: datetime) -> None:
    """Refuse a calendar without an open minute in the 366 days from `at` (S-45)."""
    if elapsed(hours, at, at + timedelta(days=CHECKED_DAYS)) < 60:
        raise NoOpenTime("no_open_minute", days=CHECKED_DAYS)


@dataclass(frozen=True)
class OddBoundary:
    """A boundary inside a clock change: a wall time that does not exist (`skipped`) or comes twice (`repeated`) (S-43)."""

    on: date
    minute: int
    kind: str
    instant: datetime  # what we take it for


def odd_boundaries(hours: OpenHours, first: date, last: date) -> list[OddBoundary]:
    """Boundaries inside a clock change between two dates, both included, for the editor's warning (S-43)."""
    if hours.is_unbroken:
        return []
    found = []
    for days in range((last - first).days + 1):
        on = first + timedelta(days=days)
        for minute in sorted({minute for interval in hours.day(on) for minute in interval}):
            local = _local(hours, on, minute)
            before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
            if before is not None and after is not None and before != after:
                kind = "skipped" if before < after else "repeated"
                found.append(OddBoundary(on, minute, kind, local.astimezone(UTC)))
    return found


def _second(at: datetime) -> int:
    since = at - EPOCH
    return since.days * 86_400 + since.seconds


def _local(hours: OpenHours, on: date, minute: int) -> datetime:
    if minute == 1440:
        on, minute = on + timedelta(days=1), 0
    return datetime.combine(on, time(minute // 60, minute % 60), zone_named(hours.zone))


def _intervals_of(hours: OpenHours, on: date) -> list[tuple[int, int]]:
    """One date's intervals in UTC seconds. `fold=0` is the rule of S-43: offset before a gap, first of two occurrences."""
    return [(_second(_local(hours, on, start)), _second(_local(hours, on, end))) for start, end in hours.day(on)]


class _Table:
    """UTC intervals of some whole years: `before[n]` open seconds lie before interval n, `before[-1]` in all."""

    __slots__ = ("before", "closes", "first", "last", "opens", "years")

    def __init__(self, hours: OpenHours, years: range) -> None:
        self.years = years
        self.first = _second(datetime(years.start, 1, 1, tzinfo=UTC))
        self.last = _second(datetime(years.stop, 1, 1, tzinfo=UTC))
        self.opens: list[int] = []
        self.closes: list[int] = []
        for opening, closing in sorted(self._uncut(hours)):
            opening, closing = max(opening, self.first), min(closing, self.last)
            # A boundary in a gap may pass its neighbour: what touches is united, what is turned inside out dropped.
            if opening < closing and self.closes and opening <= self.closes[-1]:
                self.closes[-1] = max(self.closes[-1], closing)
            elif opening < closing:
                self.opens.append(opening)
                self.closes.append(closing)
        self.before = [0]
        for opening, closing in zip(self.opens, self.closes, strict=True):
            self.before.append(self.before[-1] + closing - opening)

    def _uncut(self, hours: OpenHours) -> Iterator[tuple[int, int]]:
        if hours.is_unbroken:
            yield self.first, self.last
            return
        on, end = date(self.years.start, 1, 1) - timedelta(days=2), date(self.years.stop, 1, 2)  # zones reach over midnight
        while on <= end:
            yield from _intervals_of(hours, on)
            on += timedelta(days=1)

    def open_until(self, second: int) -> int:
        place = bisect_right(self.opens, second) - 1
        if place < 0:
            return 0
        closing = self.closes[place]
        return self.before[place] + (second if second < closing else closing) - self.opens[place]


class _Book:
    """What is compiled of one calendar; a table is never changed, only replaced, so threads may share it."""

    __slots__ = ("hours", "table")

    def __init__(self, hours: OpenHours) -> None:
        self.hours = hours
        self.table = _Table(hours, range(1970, 1970))  # nothing yet

    def covering(self, first: int, last: int) -> _Table:
        """A table that holds both seconds."""
        table = self.table
        if table.first <= first and last < table.last:
            return table
        asked = range((EPOCH + timedelta(seconds=first)).year, (EPOCH + timedelta(seconds=last)).year + 1)
        both = range(min(asked.start, table.years.start), max(asked.stop, table.years.stop))
        if len(asked) > KEPT_YEARS:
            return _Table(self.hours, asked)
        self.table = table = _Table(self.hours, both if table.years and len(both) <= KEPT_YEARS else asked)
        return table


@lru_cache(maxsize=KEPT_CALENDARS)
def _book_of(hours: OpenHours) -> _Book:
    return _Book(hours)
