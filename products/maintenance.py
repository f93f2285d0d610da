"""Maintenance windows: the slots in which planned work on an environment is announced beforehand; plain values, no database.

They do not pause clocks (S-39); they say when planned work is to be expected, and are left out of availability (K-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from slas.openhours import DAY_MINUTES, Day, OpenHours
from slas.opentime import open_stretches

PRODUCTION = "production"
USUAL, NEVER, DAILY = "usual", "never", "daily"
AHEAD = timedelta(days=15)  # no window is further away than a week and a change of clocks


@dataclass(frozen=True)
class Window:
    """A slot of every week: weekday 0 (Monday) to 6, none for every day; wall minutes; an end before the start is next day."""

    weekday: int | None
    opens: int
    closes: int


SUNDAY_NIGHT, EVERY_NIGHT = Window(6, 120, 360), Window(None, 60, 300)


def usual_window(kind: str) -> Window:
    """Production Sundays 02:00 to 06:00, everything else daily 01:00 to 05:00 (the defaults of section 8)."""
    return SUNDAY_NIGHT if kind == PRODUCTION else EVERY_NIGHT


def window_of(kind: str, day: str, opens: int | None, closes: int | None) -> Window | None:
    """The window of an environment of that kind, or none; `day` is usual, never, daily or a weekday's number."""
    if day == USUAL or opens is None or closes is None:
        return usual_window(kind) if day != NEVER else None
    return None if day == NEVER else Window(None if day == DAILY else int(day), opens, closes)


def calendar_of(window: Window, zone: str) -> OpenHours:
    """The window as a calendar of its zone, in which clock changes count as they do in support hours (S-41)."""
    days: list[Day] = [()] * 7
    for weekday in range(7) if window.weekday is None else (window.weekday,):
        if window.opens < window.closes:
            days[weekday] = _with(days[weekday], window.opens, window.closes)
        else:
            days[weekday] = _with(days[weekday], window.opens, DAY_MINUTES)
            following = (weekday + 1) % 7
            days[following] = _with(days[following], 0, window.closes)
    return OpenHours(zone=zone, weekly=tuple(days))


def next_slot(window: Window, zone: str, at: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of the slot that is open at `at`, or of the next one; in UTC."""
    since = at - timedelta(days=1)  # so that an open slot is seen whole
    stretches = open_stretches(calendar_of(window, zone), since, at + AHEAD)
    return next((start, end) for start, end in stretches if end > at)


def _with(day: Day, opens: int, closes: int) -> Day:
    return tuple(sorted((*day, (opens, closes)))) if opens < closes else day
