"""Lengths and spans of work as people type them: `1h 20m`, `80`, `1.5h`, `16:20-18:35`. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

DAY_MINUTES = 24 * 60
BEGIN = time(9)  # where work of an earlier day is put when only its length is known
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|—|to|bis)\s*(\d{1,2})[:.](\d{2})", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DECIMAL = re.compile(r"(\d{1,3})[.,](\d{1,2})\s*(?:h|hrs?|hours?|std)?", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:(\d{1,3})\s*(?:h|hrs?|hours?|std)\.?)?\s*(?:(\d{1,4})\s*(?:m|min|mins|minutes?|minuten)?\.?)?", re.IGNORECASE
)


class Worked(NamedTuple):
    """Whole minutes, and from when to when if that was said."""

    minutes: int
    begin: time | None = None
    end: time | None = None


def read_length(text: str) -> Worked | None:
    """What was typed, or None when it is nothing of the kind; `16:20-01:05` goes past midnight."""
    text = " ".join(text.split())
    if found := _SPAN.fullmatch(text):
        begin, end = _time(found[1], found[2]), _time(found[3], found[4])
        if begin is None or end is None:
            return None
        minutes = (_minute(end) - _minute(begin)) % DAY_MINUTES
        return Worked(minutes or DAY_MINUTES, begin, end)
    if found := _CLOCK.fullmatch(text):
        return Worked(int(found[1]) * 60 + int(found[2])) if int(found[2]) < 60 else None
    if found := _DECIMAL.fullmatch(text):
        return Worked(round(float(f"{found[1]}.{found[2]}") * 60))
    if (found := _PARTS.fullmatch(text)) and (found[1] or found[2]):
        return Worked(int(found[1] or 0) * 60 + int(found[2] or 0))
    return None


def instants(worked: Worked, on: date, zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """From when to when, in UTC, that work was done on a day of the reader's wall.

    A mere length ended now, if the day is today's; on another day it is put at 09:00, which the page shows before it is saved.
    """
    minute = timedelta(minutes=worked.minutes)
    if worked.begin is not None and worked.end is not None:
        after = on + timedelta(days=1) if worked.end <= worked.begin else on
        return (
            datetime.combine(on, worked.begin, zone).astimezone(UTC),
            datetime.combine(after, worked.end, zone).astimezone(UTC),
        )
    if on == now.astimezone(zone).date():
        end = now.astimezone(UTC).replace(second=0, microsecond=0)
        return end - minute, end
    start = datetime.combine(on, BEGIN, zone).astimezone(UTC)
    return start, start + minute


def _time(hour: str, minute: str) -> time | None:
    if int(hour) == 24 and int(minute) == 0:
        return time()
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
