"""Whole lives of tickets: stints at levels, all metrics at once, years, and several events in one second."""

from datetime import timedelta
from random import Random

from conformance.recipes.families import Case, story, world
from conformance.recipes.stories import Teller, questions, targets
from conformance.recipes.worlds import ZONES, calendar, cut, written


def levels(rng: Random) -> Case:
    """Stints at the levels, each on its team's hours."""
    case, start, step = world(rng, ("resolution",))
    for level in ("l1", "l2", "l3"):
        zone = rng.choice(ZONES)
        case["calendars"][level] = [calendar(rng, zone, rng.choice(("office", "long", "night", "round")))]
        rows = targets(rng, ("ola_accept", "ola_work"), lambda _: "team")
        case["policies"][level] = {"hours": {"team": level}, "targets": rows}
    teller = Teller(rng, start, step, policy="p")
    if rng.random() < 0.2:
        teller.later(1)
        teller.change_severity()
    teller.tell("level_entered", level=1, policy="l1")
    for _ in range(rng.randint(2, 6)):
        teller.later(6)
        move = rng.choice(("accept", "enter", "accept", "wait", "end_wait", "change_severity", "resolve", "reopen"))
        if move == "accept" and teller.is_open():
            teller.tell("accepted")
        elif move == "enter" and teller.is_open():
            number = rng.randint(1, 3)
            teller.tell("level_entered", level=number, policy=f"l{number}")
        elif move not in ("accept", "enter"):
            teller.choose((move,))
    return case | {"events": teller.events, "ask": questions(rng, teller.events, teller.at, step)}


def mixtures(rng: Random) -> Case:
    """Everything at once, the way tickets are."""
    metrics = ("first_response", "next_response", "update_cadence", "workaround", "hotfix", "resolution")
    case, start, step = world(rng, metrics, round_for=rng.choice(((), ("critical",))))
    teller = Teller(rng, start, step, policy="p", type=rng.choice(("incident", "request")))
    moves = (
        "reply",
        "write",
        "wait",
        "end_wait",
        "hold",
        "release",
        "resolve",
        "reopen",
        "change_severity",
        "work_around",
        "confirm",
        "deploy",
    )
    return story(rng, case, teller, (*moves, "cancel") if rng.random() < 0.3 else moves, rng.randint(5, 9), 8)


def years(rng: Random) -> Case:
    """Events a year or two apart."""
    case, start, step = world(rng, ("resolution",), shapes=("office", "sunday", "small", "six"))
    start = cut(start - timedelta(days=rng.randint(200, 700)), step)
    teller = Teller(rng, start, step, policy="p")
    for move in ("wait", "end_wait", "resolve", "reopen")[: rng.choice((2, 2, 4))]:
        teller.at = cut(teller.at + timedelta(days=rng.uniform(60, 420)), step)
        teller.choose((move,))
    return case | {"events": teller.events, "ask": [{"what": "clocks", "as_of": written(teller.at)}]}


def moments(rng: Random) -> Case:
    """Several events in one second (S-29)."""
    case, start, step = world(rng, ("first_response", "next_response", "update_cadence", "resolution"))
    teller = Teller(rng, start, step, policy="p")
    pairs = (
        ("replied", "resolved"),
        ("client_wrote", "replied"),
        ("waiting", "client_wrote"),
        ("waiting", "resolved"),
        ("replied", "waiting"),
        ("severity_changed", "resolved"),
        ("hold_opened", "hold_closed"),
        ("severity_changed", "client_wrote"),
        ("severity_changed", "replied"),
        ("hold_opened", "resolved"),
        ("no_reply_needed", "client_wrote"),
        ("cancelled", "waiting"),
    )
    facts = {"waiting": {"wait": "waiting_client"}, "hold_opened": {"hold": "suspended"}, "hold_closed": {"hold": "suspended"}}
    for _ in range(rng.randint(2, 4)):
        teller.later(5)
        pair = list(rng.choice(pairs))
        rng.shuffle(pair)
        for kind in pair:
            severity = {"severity": rng.choice(("critical", "major", "minor"))} if kind == "severity_changed" else {}
            teller.tell(kind, **facts.get(kind, {}), **severity)
        if {"resolved", "cancelled"} & set(pair):
            break
    return case | {"events": teller.events, "ask": questions(rng, teller.events, teller.at, step)}
