"""The groups of generated cases: what each is about and how one of its cases is made."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from conformance.recipes.stories import Teller, questions, targets
from conformance.recipes.worlds import SHAPES, ZONES, anchor, calendar, changes, cut, grain, holidays, opening, written

Case = dict[str, Any]
PAUSES = ("waiting_client", "waiting_approval", "clients_vendor", "scheduled", "consent")


def world(rng: Random, metrics: Sequence[str], shapes: Sequence[str] = (), round_for: Sequence[str] = (), **policy: Any) -> Any:
    """A zone, its calendars with holidays near a moment, and one policy; returns also where and how finely it plays."""
    zone = rng.choice(ZONES)
    near = anchor(rng, zone)
    dates = holidays(rng, near.date()) if rng.random() < 0.5 else None
    calendars = {"main": [calendar(rng, zone, rng.choice(shapes) if shapes else "", dates)]}
    hours = {"main": "main"}
    if round_for:
        calendars["round"] = [calendar(rng, zone, rng.choice(("round", "round", "round_with_holidays")), dates)]
        hours["round"] = "round"
    kinds = rng.random() < 0.5
    rows = targets(rng, metrics, lambda severity: "round" if severity in round_for else "main", kinds)
    case: Case = {"calendars": calendars, "policies": {"p": {"hours": hours, "targets": rows} | policy}}
    step = grain(rng)
    return case, opening(rng, near, step), step


def story(rng: Random, case: Case, teller: Teller, moves: Sequence[str], count: int, hours: float, many: int = 2) -> Case:
    """Let `count` moves happen, some hours apart on average, then ask."""
    for _ in range(count):
        teller.later(hours)
        teller.choose(moves)
    return case | {"events": teller.events, "ask": questions(rng, teller.events, teller.at, teller.step, many)}


def pauses(rng: Random) -> Case:
    """Several waits and holds, over nights, weekends and holidays."""
    switched = {"pauses": sorted(rng.sample(PAUSES, 4))} if rng.random() < 0.2 else {}
    case, start, step = world(rng, ("resolution",), **switched)
    teller = Teller(rng, start, step, policy="p")
    return story(
        rng, case, teller, ("wait", "end_wait", "end_wait", "hold", "release", "release", "write"), rng.randint(3, 9), 14
    )


def reopenings(rng: Random) -> Case:
    """Resolved and reopened, by the client or by an engineer, now and then closed."""
    case, start, step = world(rng, ("first_response", "next_response", "resolution"))
    teller = Teller(rng, start, step, policy="p")
    moves = ("resolve", "resolve", "reopen", "reopen", "reopen", "wait", "end_wait", "reply", "close")
    return story(rng, case, teller, moves, rng.randint(3, 8), 12)


def severities(rng: Random) -> Case:
    """Severity and type change, between calendars too."""
    case, start, step = world(
        rng, ("first_response", "resolution"), round_for=rng.choice(((), ("critical",), ("critical", "major")))
    )
    teller = Teller(rng, start, step, policy="p", type=rng.choice(("incident", "request")))
    moves = ("change_severity", "change_severity", "change_type", "wait", "end_wait", "reply")
    return story(rng, case, teller, moves, rng.randint(2, 6), 8)


def versions(rng: Random) -> Case:
    """A calendar changes while clocks run on it: new holidays, other hours, even another zone."""
    case, start, step = world(rng, ("first_response", "resolution"), shapes=("office", "split", "night", "long"))
    first = case["calendars"]["main"][0]
    since = start
    for _ in range(rng.randint(1, 3)):
        since = cut(since + timedelta(hours=rng.uniform(2, 60)), step)
        zone = rng.choice(ZONES) if rng.random() < 0.15 else first["zone"]
        shape = rng.choice(("office", "split", "night", "long"))
        newer = calendar(rng, zone, shape, holidays(rng, since.date())) if rng.random() < 0.5 else dict(first)
        newer |= {"dates": holidays(rng, since.date(), 5), "nominal_day_minutes": first["nominal_day_minutes"]}
        case["calendars"]["main"].append({"since": written(since), **newer})
    teller = Teller(rng, start, step, policy="p")
    return story(rng, case, teller, ("wait", "end_wait", "hold", "release", "reply", "resolve"), rng.randint(0, 5), 14)


def conversations(rng: Random) -> Case:
    """Question and answer: next responses, updates due, and messages that ask for no reply."""
    critical = {"pauses_cadence_of_critical": True} if rng.random() < 0.3 else {}
    case, start, step = world(rng, ("first_response", "next_response", "update_cadence"), round_for=("critical",), **critical)
    mode = rng.choice(("runs", "runs", "met_at_once", "none"))
    teller = Teller(rng, start, step, policy="p", first_response=mode)
    moves = (
        "write",
        "write",
        "write",
        "reply",
        "reply",
        "need_no_reply",
        "wait",
        "end_wait",
        "hold",
        "release",
        "resolve",
        "reopen",
    )
    return story(rng, case, teller, moves, rng.randint(4, 9), 6)


def repairs(rng: Random) -> Case:
    """Workaround, defect confirmed, hotfix deployed, with waits for a slot."""
    started = {"hotfix_from": rng.choice(("received", "confirmed")), "hotfix_to": rng.choice(("production", "staging"))}
    case, start, step = world(rng, ("workaround", "hotfix", "resolution"), **started)
    teller = Teller(rng, start, step, policy="p")
    moves = (
        "work_around",
        "confirm",
        "confirm",
        "deploy",
        "wait",
        "end_wait",
        "hold",
        "release",
        "resolve",
        "reopen",
        "change_severity",
    )
    return story(rng, case, teller, moves, rng.randint(3, 8), 9)


def merges(rng: Random) -> Case:
    """A ticket received earlier, now and then later, is merged in."""
    case, start, step = world(rng, ("first_response", "resolution"))
    teller = Teller(rng, start, step, policy="p")
    for _ in range(rng.randint(0, 3)):
        teller.later(2)
        teller.choose(("wait", "end_wait", "hold", "release", "reply"))
    teller.later(1)
    received = cut(start + timedelta(hours=rng.choice((rng.uniform(-30, -0.3), rng.uniform(-3, 0), rng.uniform(0, 1)))), step)
    teller.tell("merged_in", received=written(received))
    return story(rng, case, teller, ("wait", "end_wait", "reply", "resolve"), rng.randint(0, 3), 9)


def retargets(rng: Random) -> Case:
    """Another policy from an instant on, from receipt, or a corrected calendar counted again."""
    case, start, step = world(rng, ("first_response", "resolution"), shapes=("office", "split", "long"))
    zone, way = case["calendars"]["main"][0]["zone"], rng.choice(("", "", "from_receipt", "recount"))
    other = calendar(rng, zone, rng.choice((*SHAPES, "round")), holidays(rng, start.date()))
    case["calendars"]["other"] = [other]
    rows = targets(rng, ("first_response", "resolution"), lambda _: "main")
    for row in rows if rng.random() < 0.4 else ():  # promised tighter than what has passed already
        row |= {"amount": rng.randint(10, 300), "unit": "minutes"}
    if way == "from_receipt" and rng.random() < 0.6:  # best effort promises a first response only
        case["policies"]["p"]["targets"] = [row for row in case["policies"]["p"]["targets"] if row["metric"] != "resolution"]
    if way == "recount":
        rows = case["policies"]["p"]["targets"]
    case["policies"]["q"] = {"hours": {"main": "other"}, "targets": rows}
    teller = Teller(rng, start, step, policy="p")
    for _ in range(rng.randint(0, 3)):
        teller.later(8)
        teller.choose(("wait", "end_wait", "end_wait", "hold", "release", "release"))
    teller.later(8)
    teller.tell("retargeted", policy="q", **({way: True} if way else {}))
    return story(rng, case, teller, ("wait", "end_wait", "reply", "resolve", "change_severity"), rng.randint(0, 3), 12)


def changes_near(zone: str) -> Any:
    """The clock changes of a zone, or London's for a zone that has none."""
    return changes(zone) or changes("Europe/London")
