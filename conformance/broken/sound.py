"""An engine without a fault, quick where the oracle is slow: the same story, open time span by span.

The broken ones differ from it in one place each.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

from conformance.oracle.answers import answer
from conformance.oracle.calendars import HORIZON, Calendar, Version
from conformance.oracle.clocks import Clock
from conformance.oracle.instants import local_date
from conformance.oracle.ticket import Ticket
from conformance.serve import serve

Case = dict[str, Any]


@lru_cache(maxsize=50_000)
def spans_of(written: str, day: date) -> list[tuple[int, int]]:
    """The spans of a date on a calendar written as JSON, looked up once."""
    return sorted(Version(json.loads(written)).spans_of(day))


class Dates(Version):
    """Goes from date to date."""

    def __init__(self, plain: dict[str, Any]) -> None:
        super().__init__(plain)
        self.written = json.dumps(plain)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        day: date = local_date(self.zone, start) - timedelta(days=1)
        last = local_date(self.zone, end) + timedelta(days=1)
        while day <= last:
            for opens, closes in spans_of(self.written, day):
                opens, closes = max(opens, start), min(closes, end)
                if opens < closes:
                    yield opens, closes
                    start = closes
            day += timedelta(days=1)


class Spans(Calendar):
    """Open pieces are whole spans, not minutes."""

    version = Dates

    def walk(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for number, version in enumerate(self.versions):
            later = [v.since for v in self.versions[number + 1 :] if v.since is not None]
            since = start if version.since is None else version.since
            for opens, closes in version.spans(max(start, since), min([end, *later])):  # type: ignore[attr-defined]
                yield opens, self.length(opens, closes)

    def length(self, opens: int, closes: int) -> int:
        return closes - opens

    def after(self, at: int, seconds: int) -> int:
        return at + seconds

    def add(self, start: int, seconds: int) -> int | None:
        left = seconds
        for at, length in self.walk(start, start + HORIZON):
            if self.runs_out(left, length):
                return self.after(at, left)
            left -= length
        return None

    def runs_out(self, left: int, length: int) -> bool:
        return left <= length


def engine(
    calendar: type[Calendar] = Spans,
    clock: type[Clock] = Clock,
    ticket: type[Ticket] = Ticket,
    read: Callable[[Case], Case] = lambda case: case,
) -> Callable[[Case], list[Any]]:
    """An engine made of these parts."""
    return lambda case: answer(read(case), calendar, partial(ticket, calendar=calendar, clock=clock))


if __name__ == "__main__":
    serve(engine())
