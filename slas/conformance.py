"""Our engine behind the conformance suite: a case a line in, its answers a line out (`python -m slas.conformance`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from slas.clockface import elapsed_seconds_at
from slas.clockstate import ClockState, State
from slas.hours import Hours
from slas.metrics import PROMISES, STINTS, Pause, Rules
from slas.openhours import NoOpenTime, zone_named
from slas.replay import EMPTY, Happening, fold
from slas.terms import Terms, Unit

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def answers(case: Mapping[str, Any]) -> list[Any]:
    """One answer for each question of a case."""
    calendars = {name: _hours(versions) for name, versions in case["calendars"].items()}
    terms = {name: _terms(policy, calendars) for name, policy in case.get("policies", {}).items()}
    return [_answer(case, question, calendars, terms) for question in case["ask"]]


def main() -> None:
    """Answer what comes in until it ends; a case that is refused says why."""
    for line in sys.stdin:
        case = json.loads(line)
        try:
            said: dict[str, Any] = {"answers": answers(case)}
        except Exception as wrong:  # the runner shows it beside the case; the others still want their answers
            said = {"error": f"{type(wrong).__name__}: {wrong}"}
        print(json.dumps({"id": case["id"], **said}), flush=True)


def _answer(case: Mapping[str, Any], asked: Mapping[str, str], calendars: Mapping[str, Hours], terms: Mapping[str, Terms]) -> Any:
    match asked["what"]:
        case "clocks":
            return _clocks(case, terms, datetime.fromisoformat(asked["as_of"]))
        case "open_seconds":
            return calendars[asked["calendar"]].elapsed(
                datetime.fromisoformat(asked["from"]), datetime.fromisoformat(asked["to"])
            )
        case "add_open_time":
            try:
                return _text(calendars[asked["calendar"]].add(datetime.fromisoformat(asked["start"]), int(asked["seconds"])))
            except NoOpenTime:
                return None
        case "open_spans":
            return _spans(calendars[asked["calendar"]], date.fromisoformat(asked["date"]))
        case "instant_of":
            local = datetime.fromisoformat(asked["local"]).replace(tzinfo=zone_named(asked["zone"]))
            return _text(local.astimezone(UTC))
        case "local_date":
            return datetime.fromisoformat(asked["at"]).astimezone(zone_named(asked["zone"])).date().isoformat()
    raise ValueError(f"No such question: {asked['what']}")


def _clocks(case: Mapping[str, Any], terms: Mapping[str, Terms], as_of: datetime) -> list[dict[str, Any]]:
    happenings = [_happening(number, event) for number, event in enumerate(case["events"])]
    past = [each for each in happenings if each.at <= as_of]
    if not past:
        return []
    kinds: tuple[Rules, ...] = (PROMISES, STINTS)
    states = [fold(EMPTY, past, as_of, terms, rules) for rules in kinds]
    return [_shown(clock, terms[state.terms].hours, as_of) for state in states for clock in state.clocks]


def _happening(number: int, event: Mapping[str, Any]) -> Happening:
    facts = {name: value for name, value in event.items() if name not in ("at", "kind", "policy")}
    if "policy" in event:
        facts["terms"] = event["policy"]
    return Happening(datetime.fromisoformat(event["at"]), event["kind"], number, facts)


def _shown(clock: ClockState, hours: Mapping[str, Hours], as_of: datetime) -> dict[str, Any]:
    is_cancelled, runs = clock.state == State.CANCELLED, clock.running_since is not None
    return {
        "metric": clock.metric,
        "cycle": clock.cycle,
        "state": clock.state,
        "target": None if clock.target["unit"] == Unit.END_OF_NEXT_BUSINESS_DAY else clock.target["seconds"],
        "elapsed": elapsed_seconds_at(clock, hours[clock.target["hours"]], as_of) if runs else clock.elapsed_seconds,
        "due": None if is_cancelled else _text(clock.due_at),
        "breached_at": _text(clock.breached_at),
        "stopped_at": _text(clock.stopped_at),
        "flags": list(clock.flags),
    }


def _spans(hours: Hours, on: date) -> list[list[str | None]]:
    """What is open on one local date alone, as instants."""
    calendar = hours.newest.calendar
    alone = Hours.from_json({"zone": calendar.zone, "exceptions": [[on.isoformat(), calendar.day(on)]]})
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return [[_text(opens), _text(closes)] for opens, closes in alone.open_stretches(noon - 2 * DAY, noon + 2 * DAY)]


DAY = timedelta(days=1)


def _terms(policy: Mapping[str, Any], calendars: Mapping[str, Hours]) -> Terms:
    reasons = policy.get("pauses")
    return Terms.from_json(
        {
            "targets": policy["targets"],
            "hours": {key: calendars[name].as_json() for key, name in policy["hours"].items()},
            "pauses": {
                "reasons": [*reasons, Pause.DEPLOY_SLOT] if reasons is not None else [*Pause],
                "critical_updates": policy.get("pauses_cadence_of_critical", False),
            },
            "hotfix_from": policy.get("hotfix_from", "confirmed"),
            "hotfix_to": policy.get("hotfix_to", "production"),
        }
    )


def _hours(versions: list[Mapping[str, Any]]) -> Hours:
    rows = [
        {
            "zone": plain["zone"],
            "weekly": [[_interval(span) for span in plain.get("week", {}).get(day, ())] for day in DAYS],
            "exceptions": [[on, [_interval(span) for span in spans]] for on, spans in plain.get("dates", {}).items()],
            "always_open": plain.get("always_open", False),
            "holidays_apply": plain.get("dates_apply", False),
            "nominal_day_minutes": plain.get("nominal_day_minutes", 480),
            "since": plain.get("since"),
        }
        for plain in versions
    ]
    return Hours.from_json({"versions": rows})


def _interval(span: str) -> list[int]:
    return [int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-")]


def _text(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None


if __name__ == "__main__":
    main()
