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


class WalkedClock:
    """A resolution clock walked minute by minute: happenings at distinct whole minutes, a target for each severity.

    `targets` gives (minutes, is_open) by severity. Written from the rules S-20 to S-32, not from the engine.
    """

    def __init__(self, severity, targets, start):
        self.targets, self.severity, self.now = targets, severity, start
        self.waiting, self.held, self.resolved = False, False, False
        self.used = 0
        self.reached = {0: start}  # used minutes -> the instant they were used up
        self.breached_at, self.flagged = None, False
        self.fresh_due = None  # when a promise is made anew with no time left, the next open instant

    @property
    def stands(self):
        return self.waiting or self.held or self.resolved

    def walk_to(self, at):
        while self.now < at:
            minutes, is_open = self.targets[self.severity]
            if not self.stands and is_open(self.now):
                self.used += 1
                self.reached[self.used] = self.now + MINUTE
            self.now += MINUTE
            self.notice(self.now, minutes)

    def notice(self, now, minutes):
        """Missed once an instant after the last promised minute passes unstopped."""
        if self.breached_at is None and not self.stands and self.used >= minutes:
            due = self.fresh_due or self.reached[minutes]
            if due < now:
                self.breached_at = due

    def happens(self, at, kind, facts):
        self.walk_to(at)
        minutes, is_open = self.targets[self.severity]
        stood = self.stands
        if kind == "waiting":
            self.waiting = True
        elif kind in ("wait_ended", "client_wrote"):
            self.waiting = False
        elif kind == "hold_opened":
            self.held = True
        elif kind == "hold_closed":
            self.held = False
        elif kind == "resolved":
            self.resolved, self.waiting = True, False
        elif kind == "reopened":
            was_resolved, self.resolved, self.waiting = self.resolved, False, False
            if was_resolved:
                self.promised_anew(at, facts)
        elif kind == "severity_changed":
            self.severity = facts["severity"]
            if not self.resolved:
                self.promised_anew(at, facts)
        if self.stands and not stood and not self.resolved and self.breached_at is None and self.used >= minutes:
            due = self.fresh_due or self.reached[minutes]
            if due <= at:
                self.breached_at = due  # a pause at the due instant comes too late
        if stood and not self.stands:
            self.fresh(at)

    def promised_anew(self, at, facts):
        minutes, _ = self.targets[self.severity]
        if self.breached_at is None and self.used > minutes:
            self.breached_at, self.flagged = self.reached[minutes], True
        self.fresh(at)

    def fresh(self, at):
        minutes, is_open = self.targets[self.severity]
        self.fresh_due = walked_due(is_open, at, 0) if self.used == minutes else None
