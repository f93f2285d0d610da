"""A second opinion on open time, written without the engine: it looks at every minute with zoneinfo alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def wall(zone: str, on: date, minute: int) -> datetime:
    """A wall time as UTC: the offset before a gap, the first of two occurrences (S-43)."""
    face = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    return face.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def open_at(zone: str, day: Callable[[date], list[tuple[int, int]]]) -> Callable[[datetime], bool]:
    """Says of a UTC instant whether the calendar is open, `day` giving a date's local intervals."""
    spans: dict[date, list[tuple[datetime, datetime]]] = {}

    def answer(at: datetime) -> bool:
        middle = at.astimezone(ZoneInfo(zone)).date()
        for on in (middle - timedelta(days=1), middle, middle + timedelta(days=1)):  # a boundary in a gap may cross midnight
            if on not in spans:
                spans[on] = [(wall(zone, on, start), wall(zone, on, end)) for start, end in day(on)]
            if any(opening <= at < closing for opening, closing in spans[on]):
                return True
        return False

    return answer


def walked_minutes(is_open: Callable[[datetime], bool], start: datetime, end: datetime) -> int:
    """Open minutes between two whole minutes."""
    count, at = 0, start
    while at < end:
        count += is_open(at)
        at += MINUTE
    return count


def walked_due(is_open: Callable[[datetime], bool], start: datetime, minutes: int) -> datetime:
    """The end of the last of `minutes` open minutes from `start`; with none to add, the first open instant."""
    at = start
    while not is_open(at):
        at += MINUTE
    while minutes:
        minutes -= is_open(at)
        at += MINUTE
    return at
