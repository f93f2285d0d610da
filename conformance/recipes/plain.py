"""Groups about calendars alone, and about one clock that only runs."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from conformance.recipes.families import Case, changes_near
from conformance.recipes.stories import targets
from conformance.recipes.worlds import SHAPES, WORKDAYS, ZONES, calendar, cut, grain, holidays, opening, written

MIDNIGHT = time()


def clock_changes(rng: Random, number: int) -> Case:
    """One clock that runs through a clock change, for each zone and both changes."""
    zone = ZONES[number % len(ZONES)]
    near = changes_near(zone)[number // len(ZONES) % 2]
    shape = [*SHAPES, "round"][number // (2 * len(ZONES)) % (len(SHAPES) + 1)]
    step = grain(rng)
    start = opening(rng, near, step)
    row = {"metric": "resolution", "severity": "major", "hours": "main", "amount": rng.randint(1, 30), "unit": "hours"}
    asked = sorted({written(cut(start + timedelta(hours=rng.uniform(0, 90)), step)), written(start)})
    return {
        "calendars": {"main": [calendar(rng, zone, shape)]},
        "policies": {"p": {"hours": {"main": "main"}, "targets": [row]}},
        "events": [{"at": written(start), "kind": "opened", "severity": "major", "policy": "p"}],
        "ask": [{"what": "clocks", "as_of": at} for at in asked],
    }


def calendars(rng: Random, number: int) -> Case:
    """Questions to a calendar around a clock change: what is open, for how long, when so much has passed."""
    zone = ZONES[number % len(ZONES)]
    near = changes_near(zone)[number // len(ZONES) % 2]
    dates = holidays(rng, near.date(), 4) if rng.random() < 0.4 else None
    plain = calendar(rng, zone, rng.choice([*SHAPES, "round", "round_with_holidays"]), dates)
    start = opening(rng, near, grain(rng))
    end = start + timedelta(minutes=rng.randint(0, 90 * 60))
    day = (near + timedelta(hours=rng.choice((-20, 0, 0, 6)))).astimezone(ZoneInfo(zone)).date()
    return {
        "calendars": {"main": [plain]},
        "ask": [
            {"what": "open_seconds", "calendar": "main", "from": written(start), "to": written(end)},
            {
                "what": "add_open_time",
                "calendar": "main",
                "start": written(start),
                "seconds": rng.randint(1, 30) * rng.choice((900, 3600)),
            },
            {"what": "open_spans", "calendar": "main", "date": day.isoformat()},
            {"what": "local_date", "zone": zone, "at": written(start)},
        ],
    }


def gaps_and_folds(rng: Random, number: int) -> Case:
    """Boundaries written in the hour that is skipped or comes twice, and starts in it."""
    changing = [zone for zone in ZONES if zone not in ("Asia/Kolkata", "UTC")]
    zone = changing[number % len(changing)]
    near = changes_near(zone)[number // len(changing) % 2]
    wall = near.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    before = (near - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = before.date() if rng.random() < 0.5 else wall.date()
    marks = sorted({max(0, min(1440, _minutes(wall, day) + 15 * rng.randint(-7, 7))) for _ in range(4)} | {0, 1440})
    spans = [f"{_clock(a)}-{_clock(b)}" for a, b in zip(marks, marks[1:], strict=False) if rng.random() < 0.6]
    plain = calendar(rng, zone, "office", {day.isoformat(): spans})
    start = cut(near + timedelta(minutes=rng.uniform(-120, 120)), grain(rng))
    local = datetime.combine(day, MIDNIGHT) + timedelta(minutes=max(0, min(1439, _minutes(wall, day) + rng.randint(-75, 75))))
    return {
        "calendars": {"main": [plain]},
        "ask": [
            {"what": "open_spans", "calendar": "main", "date": day.isoformat()},
            {"what": "open_seconds", "calendar": "main", "from": written(start - timedelta(hours=3)), "to": written(start)},
            {"what": "add_open_time", "calendar": "main", "start": written(start), "seconds": 60 * rng.randint(1, 700)},
            {"what": "instant_of", "zone": zone, "local": local.isoformat(timespec="minutes")},
        ],
    }


def _minutes(wall: datetime, day: date) -> int:
    return int((wall - datetime.combine(day, MIDNIGHT)).total_seconds()) // 60


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def units(rng: Random, number: int) -> Case:
    """Business days, the end of the next business day, minutes and hours, by ticket type."""
    zone = rng.choice(ZONES)
    step = grain(rng)
    start = opening(rng, rng.choice(changes_near(zone)), step)
    plain = calendar(
        rng, zone, rng.choice(("office", "split", "three", "long", "six", "weekdays")), holidays(rng, start.date(), 6)
    )
    unit = ("end_of_next_business_day", "business_days", "minutes")[number % 3]
    amount = {"end_of_next_business_day": 1, "business_days": rng.randint(1, 12), "minutes": rng.randint(1, 2000)}[unit]
    rows: list[dict[str, Any]] = [{"metric": "resolution", "severity": "major", "hours": "main", "amount": amount, "unit": unit}]
    rows += targets(rng, ("first_response",), lambda _: "main")
    answered = cut(start + timedelta(hours=rng.uniform(0, 60)), step)
    events = [{"at": written(start), "kind": "opened", "severity": "major", "policy": "p"}]
    if rng.random() < 0.5 and answered > start:
        events.append({"at": written(answered), "kind": "resolved"})
    return {
        "calendars": {"main": [plain]},
        "policies": {"p": {"hours": {"main": "main"}, "targets": rows}},
        "events": events,
        "ask": [{"what": "clocks", "as_of": written(at)} for at in (start, start + timedelta(hours=rng.randint(30, 90)))],
    }


def empties(rng: Random, number: int) -> Case:
    """Calendars without an open minute, and with one only after months or years."""
    zone = ZONES[number % len(ZONES)]
    start = opening(rng, rng.choice(changes_near(zone)), grain(rng))
    kind = ("never", "once", "too_late", "no_more", "closed_days")[number % 5]
    plain: dict[str, Any] = {"zone": zone, "week": {}}
    versions = [plain]
    if kind in ("once", "too_late"):
        day = start.date() + timedelta(days=rng.randint(100, 700) if kind == "once" else rng.randint(830, 1200))
        plain["dates"] = {day.isoformat(): ["10:00-18:00"]}
    if kind == "no_more":
        versions = [calendar(rng, zone, "office"), {"since": written(start + timedelta(hours=rng.randint(1, 40))), **plain}]
    if kind == "closed_days":
        days = [start.date() + timedelta(days=n) for n in range(-2, rng.randint(10, 40))]
        versions = [{"zone": zone, "week": {d: ["09:00-17:00"] for d in WORKDAYS}, "dates": {d.isoformat(): [] for d in days}}]
    seconds = {"amount": 90, "unit": "hours"} if kind == "no_more" else {"amount": rng.randint(1, 7), "unit": "hours"}
    row = {"metric": "resolution", "severity": "major", "hours": "main", **seconds}
    events = [{"at": written(start), "kind": "opened", "severity": "major", "policy": "p"}]
    asked = [start + timedelta(hours=rng.randint(0, 48))]
    return {
        "calendars": {"main": versions},
        "policies": {"p": {"hours": {"main": "main"}, "targets": [row]}},
        "events": events,
        "ask": [{"what": "clocks", "as_of": written(at)} for at in asked],
    }
