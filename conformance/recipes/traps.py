"""Cases made to catch one fault each; every case names the fault it is for."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from conformance.recipes.families import Case, changes_near
from conformance.recipes.worlds import ZONES, calendar, written

FAULTS = (
    "wall_clock_pause",
    "last_pause_only",
    "same_zone_subtraction",
    "closing_rolled",
    "holiday_ignored",
    "whole_minutes",
    "restart_on_message",
    "fixed_offset",
)
CHANGING = [zone for zone in ZONES if zone not in ("Asia/Kolkata", "UTC")]


def traps(rng: Random, number: int) -> Case:
    fault = FAULTS[number % len(FAULTS)]
    return globals()[f"_{fault}"](rng) | {"catches": [fault]}


def _monday(rng: Random) -> date:
    """A Monday with a quiet week on both sides: no clock change near in any zone."""
    return date(2026, rng.choice((1, 2, 6, 7, 8)), 1) + timedelta(days=(7 - date(2026, 1, 1).weekday()) % 7) + _to_monday(rng)


def _to_monday(rng: Random) -> timedelta:
    return timedelta(weeks=rng.randint(0, 1))


def _at(zone: str, day: date, hour: float) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(hours=hour)
    return local.astimezone(UTC)


def _ticket(zone: str, shape: str, metric: str, hours: int, events: list[Any], asked: list[datetime], dates: Any = None) -> Case:
    """A ticket with one target on one calendar."""
    row = {"metric": metric, "severity": "major", "hours": "main", "amount": hours, "unit": "hours"}
    told = [{"at": written(at), "kind": kind, **facts} for at, kind, facts in events]
    return {
        "calendars": {"main": [calendar(Random(0), zone, shape, dates)]},
        "policies": {"p": {"hours": {"main": "main"}, "targets": [row]}},
        "events": told,
        "ask": [{"what": "clocks", "as_of": written(at)} for at in asked],
    }


OPENED = {"severity": "major", "policy": "p"}
CLIENT = {"wait": "waiting_client"}


def _week(rng: Random) -> tuple[str, date]:
    day = _monday(rng)
    return rng.choice(ZONES), day - timedelta(days=day.weekday())


def _wall_clock_pause(rng: Random) -> Case:
    zone, monday = _week(rng)
    friday, after = monday + timedelta(days=4), monday + timedelta(days=7)
    paused, resumed = _at(zone, friday, rng.randint(13, 16)), _at(zone, after, rng.randint(9, 12))
    events = [(_at(zone, friday, rng.randint(9, 12)), "opened", OPENED), (paused, "waiting", CLIENT), (resumed, "wait_ended", {})]
    return _ticket(zone, "office", "resolution", rng.randint(9, 30), events, [resumed])


def _last_pause_only(rng: Random) -> Case:
    zone, day = _week(rng)
    moments = [_at(zone, day, 9), _at(zone, day, 10), _at(zone, day, 10 + rng.randint(1, 3)), _at(zone, day, 14)]
    resumed = _at(zone, day + timedelta(days=rng.randint(1, 3)), rng.randint(9, 16))
    kinds = (("opened", OPENED), ("waiting", CLIENT), ("wait_ended", {}), ("waiting", CLIENT))
    events = [(at, kind, facts) for at, (kind, facts) in zip(moments, kinds, strict=True)] + [(resumed, "wait_ended", {})]
    return _ticket(zone, "office", "resolution", rng.randint(8, 30), events, [resumed])


def _same_zone_subtraction(rng: Random) -> Case:
    zone = rng.choice(CHANGING)
    change = rng.choice(changes_near(zone))
    start = change - timedelta(hours=rng.randint(3, 20))
    return _ticket(zone, "round", "resolution", rng.randint(30, 60), [(start, "opened", OPENED)], [change + timedelta(hours=5)])


def _closing_rolled(rng: Random) -> Case:
    zone, day = _week(rng)
    shape, closes = rng.choice((("office", 17), ("long", 20), ("six", 13)))
    hours = rng.randint(1, 4)
    start = _at(zone, day + timedelta(days=rng.randint(0, 4)), closes - hours)
    return _ticket(zone, shape, "resolution", hours, [(start, "opened", OPENED)], [start])


def _holiday_ignored(rng: Random) -> Case:
    zone, monday = _week(rng)
    day = monday + timedelta(days=rng.randint(0, 2))
    start = _at(zone, day, rng.randint(13, 16))
    closed = {(day + timedelta(days=1)).isoformat(): []}
    asked = [start, _at(zone, day + timedelta(days=2), 9)]
    return _ticket(zone, "office", "resolution", rng.randint(5, 12), [(start, "opened", OPENED)], asked, closed)


def _whole_minutes(rng: Random) -> Case:
    zone, day = _week(rng)
    start = _at(zone, day, rng.randint(9, 12)) + timedelta(seconds=rng.choice((7, 29, 31, 59)))
    fraction = timedelta(milliseconds=rng.choice((0, 250, 999)))
    answered = start + timedelta(minutes=59, seconds=rng.choice((58, 59, 61, 62, 75))) + fraction
    events = [(start, "opened", OPENED), (answered, "replied", {})]
    return _ticket(zone, "office", "first_response", 1, events, [answered + timedelta(hours=1)])


def _restart_on_message(rng: Random) -> Case:
    zone, day = _week(rng)
    wrote = [_at(zone, day, 10), _at(zone, day, 10.5), _at(zone, day, 11.25)]
    answered = _at(zone, day, rng.choice((11.75, 12, 13, 15)))
    events = [
        (_at(zone, day, 9), "opened", OPENED | {"first_response": "met_at_once"}),
        *((at, "client_wrote", {}) for at in wrote),
    ]
    return _ticket(zone, "office", "next_response", 2, [*events, (answered, "replied", {})], [wrote[2], answered])


def _fixed_offset(rng: Random) -> Case:
    zone = rng.choice(CHANGING)
    change = rng.choice(changes_near(zone))
    day = (change - timedelta(days=3)).astimezone(ZoneInfo(zone)).date()
    start = _at(zone, day - timedelta(days=max(0, day.weekday() - 4)), 15)
    return _ticket(zone, "office", "resolution", rng.randint(30, 60), [(start, "opened", OPENED)], [start])
