"""Zones, calendars and instants worth asking about."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Europe/Madrid",
    "Pacific/Auckland",
    "UTC",
)
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
EVERY_DAY = (*WORKDAYS, "sat", "sun")
SHAPES: dict[str, tuple[tuple[str, ...], list[str], int]] = {
    "office": (WORKDAYS, ["09:00-17:00"], 480),
    "long": (WORKDAYS, ["08:00-20:00"], 720),
    "split": (WORKDAYS, ["09:00-14:00", "16:00-19:00"], 480),
    "three": (WORKDAYS, ["07:30-11:15", "12:00-15:45", "17:10-18:50"], 555),
    "night": (EVERY_DAY, ["00:00-06:00", "22:00-24:00"], 480),
    "weekdays": (WORKDAYS, ["00:00-24:00"], 1440),
    "six": ((*WORKDAYS, "sat"), ["08:30-13:00"], 270),
    "small": (EVERY_DAY, ["01:00-03:00"], 120),
    "touching": (EVERY_DAY, ["00:00-01:30", "01:30-02:45", "02:45-09:00"], 540),
    "sunday": (("sun",), ["00:00-04:00"], 240),
}


@cache
def changes(zone: str, year: int = 2026) -> tuple[datetime, ...]:
    """The instants of a year at which a zone's offset changes."""
    first, there = datetime(year, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    hours = [first + timedelta(minutes=30 * n) for n in range(365 * 48)]
    return tuple(b for a, b in zip(hours, hours[1:], strict=False) if offset(there, a) != offset(there, b))


def offset(there: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(there).utcoffset() or timedelta()


def written(at: datetime) -> str:
    plain = at.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat() + "Z"


def calendar(rng: Random, zone: str, shape: str = "", exceptions: Any = None) -> dict[str, Any]:
    """One version of a calendar."""
    shape = shape or rng.choice([*SHAPES, "office", "office", "split"])
    if shape == "round":
        plain: dict[str, Any] = {"zone": zone, "always_open": True, "nominal_day_minutes": 1440}
    elif shape == "round_with_holidays":
        plain = {"zone": zone, "always_open": True, "dates_apply": True, "nominal_day_minutes": 1440}
    else:
        days, spans, nominal = SHAPES[shape]
        plain = {"zone": zone, "week": {day: spans for day in days}, "nominal_day_minutes": nominal}
    if exceptions:
        plain["dates"] = exceptions
    return plain


def holidays(rng: Random, around: date, days: int = 12, most: int = 4) -> dict[str, list[str]]:
    """Closed days, half days and days open by exception near a date."""
    kinds = ([], [], ["09:00-12:30"], ["10:00-11:00", "13:00-13:45"], ["00:00-24:00"])
    chosen = {around + timedelta(days=rng.randint(-2, days)) for _ in range(rng.randint(1, most))}
    return {day.isoformat(): rng.choice(kinds) for day in sorted(chosen)}


def anchor(rng: Random, zone: str) -> datetime:
    """A moment near a clock change of the zone, else of London, else anywhere in the year."""
    near = changes(zone) or changes("Europe/London")
    if rng.random() < 0.75:
        return rng.choice(near)
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=rng.randint(0, 364 * 24))


def grain(rng: Random) -> int:
    """How finely a story's instants are cut: mostly quarter hours, sometimes minutes, sometimes seconds."""
    return rng.choices((900, 60, 1), (70, 12, 18))[0]


def cut(at: datetime, seconds: int) -> datetime:
    stamp = int(at.timestamp())
    return datetime.fromtimestamp(stamp - stamp % seconds, UTC)


def opening(rng: Random, near: datetime, step: int) -> datetime:
    """Up to four days before a moment, or in the hours around it: starts fall into gaps and folds too."""
    hours = rng.choice((rng.uniform(-96, -4), rng.uniform(-30, 10), rng.uniform(-2.5, 2.5)))
    return cut(near + timedelta(hours=hours), step)
