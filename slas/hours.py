"""The hours that a promise counts on: a calendar in its versions, one after the other (S-34).

Every instant is aware, results are UTC, lengths are whole seconds; a second belongs to the version in force in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Self

from slas.openhours import HoursError, NoOpenTime, OpenHours, zone_named
from slas.opentime import HORIZON_DAYS, add_open_time, elapsed, end_of_next_business_day, is_open, open_stretches

HORIZON = timedelta(days=HORIZON_DAYS)
SECOND = timedelta(seconds=1)
EVER = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)

Names = tuple[tuple[date, str], ...]


class HoursVersion(NamedTuple):
    """What a calendar says from an instant on; `names` are those of its exceptions, such as of holidays."""

    since: datetime
    calendar: OpenHours
    nominal_day_minutes: int = 480  # one business day of a target (S-04)
    number: int = 1
    names: Names = ()


@dataclass(frozen=True)
class Hours:
    """A calendar's first version, in force from ever, and the later ones. One that never changed is counted without detour."""

    calendar: OpenHours
    nominal_day_minutes: int = 480
    number: int = 1
    names: Names = ()
    later: tuple[HoursVersion, ...] = ()

    def __post_init__(self) -> None:
        first = HoursVersion(EVER, self.calendar, self.nominal_day_minutes, self.number, self.names)
        versions = (first, *self.later)
        if any(before.since >= after.since for before, after in pairwise(versions)):
            raise HoursError
        object.__setattr__(self, "_versions", versions)

    @classmethod
    def of(cls, versions: Iterable[HoursVersion]) -> Self:
        """The timeline of versions given by ascending number: from its instant on, a version replaces all before it."""
        kept: list[HoursVersion] = []
        for version in versions:
            version = version._replace(since=version.since.replace(microsecond=0))
            while kept and kept[-1].since >= version.since:
                kept.pop()  # never in force, or corrected
            kept.append(version)
        first, *later = kept
        return cls(first.calendar, first.nominal_day_minutes, first.number, first.names, tuple(later))

    @property
    def versions(self) -> tuple[HoursVersion, ...]:
        """In the order in which they come into force."""
        return self._versions  # type: ignore[attr-defined, no-any-return]

    @property
    def newest(self) -> HoursVersion:
        """The last to come into force."""
        return self.versions[-1]

    def add(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant by which `seconds` of open time have passed; past 800 days NoOpenTime (S-05, S-45)."""
        if start >= (last := self.versions[-1]).since:
            return add_open_time(last.calendar, start, seconds)
        if seconds < 0:
            raise ValueError("Open time is added forwards only.")
        horizon, left = start.replace(microsecond=0) + HORIZON, seconds
        for version, begin, end in self._pieces(start, END):
            if begin > horizon:
                break
            due = None
            if end is END or (left and elapsed(version.calendar, begin, end) >= left):
                due = add_open_time(version.calendar, begin, left)
            elif not left:
                due = next((opening for opening, _ in open_stretches(version.calendar, begin, min(end, horizon + SECOND))), None)
            if due is not None:
                if due > horizon:
                    break
                return due
            left -= elapsed(version.calendar, begin, end)
        raise NoOpenTime("too_little_open_time", days=HORIZON_DAYS, on=start.date().isoformat())

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Open seconds between two instants; none when `end` is not after `start`."""
        if start >= (last := self.versions[-1]).since:
            return elapsed(last.calendar, start, end)
        return sum(elapsed(version.calendar, begin, until) for version, begin, until in self._pieces(start, end))

    def is_open(self, at: datetime) -> bool:
        """Whether it is open in that second; the closing instant is closed (S-06)."""
        return is_open(self.at(at).calendar, at)

    def open_stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches between two instants, in order, none touching the next, cut at both ends."""
        last: tuple[datetime, datetime] | None = None
        for version, begin, until in self._pieces(start, end):
            for opening, closing in open_stretches(version.calendar, begin, until):
                if last is not None and last[1] < opening:
                    yield last
                    last = None
                last = (last[0], closing) if last is not None else (opening, closing)
        if last is not None:
            yield last

    def end_of_next_business_day(self, start: datetime) -> datetime:
        """The last closing of the first later date on which it opens; dates are those of the zone in force at `start` (S-04)."""
        if not self.later:
            return end_of_next_business_day(self.calendar, start)
        zone = zone_named(self.at(start).calendar.zone)
        on = start.astimezone(zone).date()
        for _ in range(HORIZON_DAYS):
            on += timedelta(days=1)
            midnights = (datetime.combine(on + timedelta(days=more), time(), zone).astimezone(UTC) for more in (0, 1))
            closings = [closing for _, closing in self.open_stretches(*midnights)]
            if closings:
                return closings[-1]
        raise NoOpenTime("no_business_day", days=HORIZON_DAYS, on=start.date().isoformat())

    def at(self, at: datetime) -> HoursVersion:
        """The version in force at an instant."""
        at = at.replace(microsecond=0)
        return next(version for version in reversed(self.versions) if version.since <= at)

    def number_at(self, at: datetime) -> int:
        """The number of the version in force at an instant."""
        return self.at(at).number

    def nominal_day_minutes_at(self, at: datetime) -> int:
        """What one business day counts as, in minutes, at an instant (S-04)."""
        return self.at(at).nominal_day_minutes

    def on(self, on: date) -> HoursVersion:
        """The version in force at the end of a local date."""
        for version in reversed(self.later):
            if version.since < datetime.combine(on + timedelta(days=1), time(), zone_named(version.calendar.zone)):
                return version
        return self.versions[0]

    def name_of(self, on: date) -> str:
        """What the version in force at the end of that date calls it, such as its holiday; else nothing."""
        return dict(self.on(on).names).get(on, "")

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` takes back; a single version stays a plain calendar."""
        versions = [_plain(version) for version in self.versions]
        return {"versions": versions} if self.later else versions[0]

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Hours from plain values: a calendar, or `versions` of it; anything malformed is a HoursError."""
        try:
            return cls.of(_version(row) for row in plain["versions"]) if "versions" in plain else cls.of([_version(plain)])
        except HoursError:
            raise
        except (KeyError, TypeError, ValueError) as wrong:
            raise HoursError from wrong

    def _pieces(self, start: datetime, end: datetime) -> Iterator[tuple[HoursVersion, datetime, datetime]]:
        """The versions in force between two instants, each with its part of that time."""
        since = [version.since for version in self.versions]
        for version, begin, until in zip(self.versions, since, [*since[1:], END], strict=True):
            begin, until = max(begin, start), min(until, end)
            if begin < until:
                yield version, begin, until


def _plain(version: HoursVersion) -> dict[str, Any]:
    said = {**version.calendar.as_json(), "nominal_day_minutes": version.nominal_day_minutes}
    if version.number != 1:
        said["number"] = version.number
    if version.names:
        said["names"] = {on.isoformat(): name for on, name in version.names}
    if version.since != EVER:
        said["since"] = version.since.isoformat()
    return said


def _version(plain: Mapping[str, Any]) -> HoursVersion:
    since = datetime.fromisoformat(plain["since"]).astimezone(UTC) if plain.get("since") else EVER
    names = tuple((date.fromisoformat(on), str(name)) for on, name in sorted(dict(plain.get("names") or {}).items()))
    calendar = OpenHours.from_json(plain)
    return HoursVersion(since, calendar, int(plain.get("nominal_day_minutes", 480)), int(plain.get("number", 1)), names)
