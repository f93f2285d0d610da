"""The answers to a case's questions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from conformance.oracle.calendars import Calendar
from conformance.oracle.clocks import Clock, Doubtful
from conformance.oracle.instants import local_date, of_wall_time, second, text
from conformance.oracle.ticket import RANK, Ticket


def answer(
    case: dict[str, Any], calendar: type[Calendar] = Calendar, ticket: Callable[[dict[str, Any]], Ticket] = Ticket
) -> list[Any]:
    """One answer for each question."""
    return [_answer_one(case, question, calendar, ticket) for question in case["ask"]]


def _answer_one(
    case: dict[str, Any], question: dict[str, Any], calendar: type[Calendar], ticket: Callable[[dict[str, Any]], Ticket]
) -> Any:
    what = question["what"]
    if what == "clocks":
        return clocks_at(case, question["as_of"], ticket)
    if what == "instant_of":
        day, clock = question["local"].split("T")
        return text(of_wall_time(question["zone"], date.fromisoformat(day), clock))
    if what == "local_date":
        return local_date(question["zone"], second(question["at"])).isoformat()
    hours = calendar(case["calendars"][question["calendar"]])
    if what == "open_seconds":
        return hours.open_seconds(second(question["from"]), second(question["to"]))
    if what == "open_spans":
        day = date.fromisoformat(question["date"])
        return [[text(opens), text(closes)] for opens, closes in hours.versions[-1].joined_spans_of(day)]
    if what == "add_open_time":
        return text(hours.add(second(question["start"]), question["seconds"]))
    raise ValueError(f"no such question: {what}")


def clocks_at(case: dict[str, Any], asked: str, ticket: Callable[[dict[str, Any]], Ticket] = Ticket) -> list[dict[str, Any]]:
    """Every clock as it stands when the events up to an instant have happened."""
    story, as_of, instant = ticket(case), second(asked), datetime.fromisoformat
    events = [(second(event["at"]), RANK[event["kind"]], number, event) for number, event in enumerate(case["events"])]
    past = sorted((event for event in events if instant(event[3]["at"]) <= instant(asked)), key=lambda event: event[:3])
    for at, _, _, event in past:
        if not story.clocks:
            story.now = at
        story.advance(at)
        _refuse_silence(story, event, [other for when, _, _, other in sorted(past, key=_as_told) if when == at])
        story.happen(event)
    if past and not story.is_cancelled:
        story.advance(as_of)
    shown = [clock.shown(as_of, _is_paused(story, clock)) for clock in story.clocks if clock.promise]
    return sorted(shown, key=lambda row: (row["metric"], row["cycle"]))


def _is_paused(story: Ticket, clock: Clock) -> bool:
    return story.is_live(clock) and story.is_paused(clock)


def _as_told(event: tuple[int, int, int, Any]) -> int:
    return event[2]


def _refuse_silence(story: Ticket, event: dict[str, Any], now: list[Any]) -> None:
    """Stories that the rules leave open: written to while resolved, or an end told before its beginning in one second."""
    kinds = [other["kind"] for other in now]
    if event["kind"] == "client_wrote" and story.is_resolved and "reopened" not in kinds:
        raise Doubtful("written to while resolved")
    for ends, begins in (("client_wrote", "waiting"), ("wait_ended", "waiting"), ("hold_closed", "hold_opened")):
        if {ends, begins} <= set(kinds) and kinds.index(ends) < kinds.index(begins):
            raise Doubtful("ended before it began")
    if "reopened" in kinds and {"resolved", "closed"} & set(kinds):
        raise Doubtful("reopened in the second it was resolved")
