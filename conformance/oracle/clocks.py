"""One clock: the stretches it ran, the open seconds counted in them, and what is to be shown of it."""

from dataclasses import dataclass, field
from typing import Any

from conformance.oracle.calendars import Calendar
from conformance.oracle.instants import text

FIXED = "end_of_next_business_day"


class Doubtful(Exception):
    """A story whose answer the rules do not settle; the generator throws it away."""


@dataclass
class Promise:
    """A target with the calendar it counts on."""

    amount: int
    unit: str
    hours: str  # the policy's name for the calendar
    calendar: Calendar

    def seconds(self, at: int) -> int | None:
        match self.unit:
            case "minutes":
                return self.amount * 60
            case "hours":
                return self.amount * 3600
            case "business_days":
                return self.amount * self.calendar.nominal_day(at) * 60
        return None


@dataclass
class Clock:
    """A cycle of a metric; without a promise it is not shown, but its running is remembered."""

    metric: str
    cycle: int
    started_at: int
    promise: Promise | None
    target: int | None = None
    fixed_due: int | None = None
    ran: list[tuple[int, int, Promise | None]] = field(default_factory=list)
    counted: list[tuple[int, int]] = field(default_factory=list)
    stopped_at: int | None = None
    paused_at_stop: bool = False
    is_final: bool = False
    is_cancelled: bool = False
    breached_at: int | None = None
    flag: str = ""

    @property
    def is_fixed(self) -> bool:
        return self.promise is not None and self.promise.unit == FIXED

    @property
    def elapsed(self) -> int:
        return sum(length for _, length in self.counted)

    def take(self, promise: Promise | None, at: int) -> None:
        self.promise = promise
        self.target = promise.seconds(at) if promise else None
        if self.is_fixed and promise:
            self.fixed_due = promise.calendar.end_of_next_business_day(self.started_at)

    def run(self, start: int, end: int) -> None:
        """It ran from start to end: remember that, and count what was open."""
        if end > start:
            self.ran.append((start, end, self.promise))
            if self.promise:
                self.counted += self.promise.calendar.walk(start, end)

    def count_again(self, calendar_of: Any) -> None:
        """Every stretch anew, on the calendar that `calendar_of` its promise gives."""
        self.counted = []
        for start, end, promise in self.ran:
            calendar = calendar_of(promise)
            if calendar:
                self.counted += calendar.walk(start, end)

    def reached(self) -> int | None:
        """When the counted seconds made up the target."""
        if self.is_fixed:
            return self.fixed_due
        left = self.target or 0
        for at, length in self.counted:
            if left <= length:
                return at + left
            left -= length
        return None

    def note_breach(self, now: int) -> None:
        """Missed when the due instant has passed and nothing stopped the clock (S-07)."""
        if self.promise and self.breached_at is None:
            due = self.reached()
            if due is not None and due < now:
                self.breached_at = due

    def due(self, now: int) -> int | None:
        """Due if it runs on from now."""
        if self.breached_at is not None:
            return self.breached_at
        if self.is_fixed or self.elapsed >= (self.target or 0):
            return self.reached()
        assert self.promise
        return self.promise.calendar.add(now, (self.target or 0) - self.elapsed)

    def shown(self, now: int, is_paused: bool) -> dict[str, Any]:
        """Its answer; one that stands still has no due instant, unless that has passed (S-24, S-25)."""
        stands = is_paused or self.is_cancelled or self.paused_at_stop
        due = self.breached_at if self.breached_at is not None else None if stands else self.due(self.stopped_at or now)
        if self.is_cancelled:
            state, due = "cancelled", None
        elif self.stopped_at is not None:
            state = "met" if self.breached_at is None else "breached_stopped"
        elif is_paused:
            state = "paused" if self.ran else "not_started"
        elif self.breached_at is not None:
            state = "breached_running"
        else:
            state = "running" if due is not None else "no_open_time"
        return {
            "metric": self.metric,
            "cycle": self.cycle,
            "state": state,
            "target": self.target,
            "elapsed": self.elapsed,
            "due": text(due),
            "breached_at": text(self.breached_at),
            "stopped_at": text(self.stopped_at),
            "flags": [self.flag] if self.flag else [],
        }
