"""Whether the levels can keep what a tier promises: their hours beside the promised ones, their targets summed (S-10, EX-S24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from slas.openhours import DAY_MINUTES, OpenHours, zone_named
from slas.opentime import open_stretches
from slas.summaries import DAYS, clock

WEEK_DAYS = 7
MINUTE = timedelta(minutes=1)
USUAL_PATH = (1, 2, 3)  # levels that a ticket usually climbs; L4 is the exception


class Uncovered(NamedTuple):
    """Promised minutes of a local day, in the zone of the promise, in which a level is closed."""

    weekday: int  # 0 is Monday
    start: int
    end: int


def uncovered(promised: OpenHours, kept: OpenHours, at: datetime) -> list[Uncovered]:
    """The hours of an ordinary week (that of `at`; no exceptions) that `promised` counts and `kept` is closed in."""
    zone = zone_named(promised.zone)
    local = at.astimezone(zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    found: list[Uncovered] = []
    ours, theirs = (replace(hours, exceptions=()) for hours in (promised, kept))
    for weekday in range(WEEK_DAYS):
        first, after = monday + timedelta(days=weekday), monday + timedelta(days=weekday + 1)
        for start, end in open_stretches(ours, first, after):
            found += [_local(weekday, first, gap, zone) for gap in _without(start, end, open_stretches(theirs, start, end))]
    return found


def _without(start, end, stretches):
    """The parts of a stretch that the others leave out."""
    for begin, until in stretches:
        if begin > start:
            yield start, begin
        start = max(start, until)
    if start < end:
        yield start, end


def _local(weekday, midnight, gap, zone):
    start, end = (instant.astimezone(zone) for instant in gap)
    last = DAY_MINUTES if end.date() > midnight.date() else end.hour * 60 + end.minute
    return Uncovered(weekday, start.hour * 60 + start.minute, last)


def in_words(gaps: Sequence[Uncovered]) -> str:
    """`Monday to Friday 00:00–08:00, 20:00–24:00; Saturday and Sunday all day`."""
    days: dict[int, list[tuple[int, int]]] = {}
    for gap in gaps:
        days.setdefault(gap.weekday, []).append((gap.start, gap.end))
    groups: list[tuple[list[int], list[tuple[int, int]]]] = []
    for weekday, intervals in days.items():
        if groups and groups[-1][1] == intervals and groups[-1][0][-1] == weekday - 1:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], intervals))
    return "; ".join(f"{_days(weekdays)} {_intervals(intervals)}" for weekdays, intervals in groups)


def _days(weekdays):
    words = {"first": DAYS[weekdays[0]], "last": DAYS[weekdays[-1]]}
    if len(weekdays) == 1:
        return str(words["first"])
    return (_("%(first)s and %(last)s") if len(weekdays) == 2 else _("%(first)s to %(last)s")) % words  # noqa: PLR2004


def _intervals(intervals):
    if intervals == [(0, DAY_MINUTES)]:
        return _("all day")
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in intervals)


def too_long_between(levels: Mapping[int, int], promised_minutes: int) -> int | None:
    """The minutes that the levels of the usual path may take together, where that is more than was promised (S-10).

    `levels` maps a level's number to its minutes to accept and to work.
    """
    together = sum(minutes for number, minutes in levels.items() if number in USUAL_PATH)
    return together if together > promised_minutes else None
