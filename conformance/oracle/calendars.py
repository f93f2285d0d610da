"""Which seconds are open: a set of minutes for each day, asked minute by minute."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from conformance.oracle.instants import DAY, local_date, of_wall_time, second

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = 800 * DAY  # S-45


class Version:
    """A calendar as it stands from an instant on."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self.plain = plain
        self.since = second(plain["since"]) if plain.get("since") else None
        self.zone = plain["zone"]
        self.minutes: dict[int, set[int]] = {}

    def spans_of(self, day: date) -> list[tuple[int, int]]:
        """The open spans of a local date; an exception replaces the week's (S-41)."""
        plain, dates = self.plain, self.plain.get("dates", {})
        if plain.get("always_open"):
            written = dates.get(day.isoformat(), ["00:00-24:00"]) if plain.get("dates_apply") else ["00:00-24:00"]
        else:
            written = dates.get(day.isoformat(), plain.get("week", {}).get(WEEKDAYS[day.weekday()], []))
        spans = [tuple(of_wall_time(self.zone, day, end) for end in span.split("-")) for span in written]
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def joined_spans_of(self, day: date) -> list[tuple[int, int]]:
        """The same without overlaps: the minutes that they cover, as runs."""
        minutes = {minute for opens, closes in self.spans_of(day) for minute in range(opens // 60, closes // 60)}
        starts = sorted(minute for minute in minutes if minute - 1 not in minutes)
        ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
        return [(start * 60, end * 60) for start, end in zip(starts, ends, strict=True)]

    def is_open(self, instant: int) -> bool:
        day = instant // DAY
        if day not in self.minutes:  # the minutes of a day in UTC lie on at most three local dates
            middle = local_date(self.zone, day * DAY + DAY // 2)
            self.minutes[day] = {
                minute
                for near in (-1, 0, 1)
                for opens, closes in self.spans_of(middle + timedelta(days=near))
                for minute in range(opens // 60, closes // 60)
                if minute * 60 // DAY == day
            }
        return instant // 60 in self.minutes[day]


class Calendar:
    """Versions in order, each counting until the next one begins (S-34)."""

    version = Version

    def __init__(self, versions: list[dict[str, Any]]) -> None:
        self.versions = [self.version(plain) for plain in versions]
        self.changes = {version.since // 60 for version in self.versions if version.since is not None}

    def version_at(self, instant: int) -> Version:
        return [v for v in self.versions if v.since is None or v.since <= instant][-1]

    def walk(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Open pieces as (second, length): whole minutes, and single seconds at the ends and where a version begins."""
        at = start
        while at < end:
            length = 60 if at % 60 == 0 and at + 60 <= end and at // 60 not in self.changes else 1
            if self.version_at(at).is_open(at):
                yield at, length
            at += length

    def open_seconds(self, start: int, end: int) -> int:
        return sum(length for _, length in self.walk(start, end))

    def add(self, start: int, seconds: int) -> int | None:
        """The instant at which so many open seconds have passed; none when the horizon comes first (S-05, S-45)."""
        left = seconds
        for at, length in self.walk(start, start + HORIZON):
            if left <= length:
                return at + left
            left -= length
        return None

    def end_of_next_business_day(self, start: int) -> int | None:
        """The last closing of the first later local date that opens at all."""
        version = self.version_at(start)
        today = local_date(version.zone, start)
        for later in range(1, 801):
            spans = version.spans_of(today + timedelta(days=later))
            if spans:
                return max(closes for _, closes in spans)
        return None

    def nominal_day(self, instant: int) -> int:
        return int(self.version_at(instant).plain.get("nominal_day_minutes", 480))
