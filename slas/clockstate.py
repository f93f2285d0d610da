"""What the fold shows of each clock, and what it carries from one happening to the next; all of it fits in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

from slas.happenings import Happening, OrderKey
from slas.metrics import Pause
from slas.terms import Hours

ENGINE = 2  # grows when a stored state no longer means the same; an older one is folded again from empty


class State(StrEnum):
    """Clock states (S-03). A clock paused after its breach is `paused` and keeps its `breached_at`."""

    NOT_STARTED = "not_started"  # held from its very first instant (C-62)
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED_RUNNING = "breached_running"
    BREACHED_STOPPED = "breached_stopped"
    CANCELLED = "cancelled"
    NO_OPEN_TIME = "no_open_time"


FINISHED = (State.MET, State.BREACHED_STOPPED, State.CANCELLED)


@dataclass(frozen=True)
class ClockState:
    """One clock as its row shows it.

    Units: open seconds. `due_at` is none while paused unbroken (S-24), and for one stopped while paused; a stopped clock
    keeps the due instant it had; after a breach it is the instant missed, equal to `breached_at` (S-07).
    """

    metric: str
    cycle: int
    state: str
    target: dict[str, Any]  # amount, unit, seconds, hours (S-04)
    elapsed_seconds: int  # counted before running_since
    running_since: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    flags: tuple[str, ...]
    started_at: datetime | None = None


class Mark(NamedTuple):
    """When something began, so that what was written before it at the same instant does not end it."""

    at: datetime
    seq: int

    def is_after(self, happening: Happening) -> bool:
        """Whether this was written after a happening of the same instant."""
        return self.at == happening.at and self.seq > happening.seq


@dataclass(frozen=True)
class Wait:
    """What the ticket's status waits for; at most one at a time."""

    wait: str
    since: Mark
    vendor: str | None = None
    until: datetime | None = None  # a scheduled wait ends by itself

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by itself, though never before it began."""
        return max(self.until, self.since.at) if self.until is not None else None

    @property
    def pause(self) -> Pause | None:
        """The reason it gives a clock to stand still; the provider's own supplier gives none (S-20)."""
        if self.wait == "waiting_third_party":
            return Pause.CLIENTS_VENDOR if self.vendor == "client" else None
        return Pause(self.wait)


@dataclass(frozen=True)
class Hold:
    """An interval beside the status: suspended, no cover, consent (decision 5)."""

    hold: str
    name: str
    since: Mark


class Stretch(NamedTuple):
    """A closed stretch of running time and the hours it was counted on (and their key), none while nothing was promised."""

    start: datetime
    end: datetime
    hours: Hours | None
    key: str = ""


@dataclass
class Tally:
    """The memory of one clock between happenings. The fold works on copies; units: open seconds."""

    metric: str
    cycle: int
    since: datetime  # started, or reopened
    begun_at: datetime | None = None  # when the cycle began; a merger may move it back
    target: dict[str, Any] | None = None  # none: never promised, counted in case it will be
    elapsed: int = 0
    running_since: datetime | None = None
    due: datetime | None = None
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None
    lapsed_at: datetime | None = None  # since when nothing is promised any more
    breached_at: datetime | None = None
    flags: tuple[str, ...] = ()
    stretches: int = 0  # closed so far
    uncounted: int = 0  # of these, closed while nothing was promised
    has_no_open_time: bool = False
    is_final: bool = False  # stopped or cancelled for good: nothing sets it going again
    history: list[Stretch] = field(default_factory=list, compare=False, repr=False)  # within one fold only

    @property
    def is_promised(self) -> bool:
        """Whether there is a target now; without one time is only noted."""
        return self.target is not None and self.lapsed_at is None

    @property
    def is_over(self) -> bool:
        """Stopped or cancelled; a stopped one may still be resumed (S-28)."""
        return self.stopped_at is not None or self.cancelled_at is not None

    def as_json(self) -> dict[str, Any]:
        """Plain values; what is as it was at the beginning is left out, for most of it is."""
        mine = ((name, getattr(self, name)) for name in _TALLY_FIELDS)
        return {name: _plain(value) for name, value in mine if value != AT_FIRST[name]}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The tally again, from all of its fields or from those that say something."""
        known = {name: plain[name] for name in _TALLY_FIELDS if name in plain}
        dates = {name: _instant(plain[name]) for name in _TALLY_DATES if name in plain}
        return cls(**{**known, **dates, "flags": tuple(plain.get("flags", ()))})


_TALLY_FIELDS = tuple(each.name for each in fields(Tally) if each.name != "history")
_TALLY_DATES = tuple(name for name in _TALLY_FIELDS if name.endswith(("_at", "since")) or name == "due")
# What a tally's fields are until something is known of them; what always is has no such value.
AT_FIRST: dict[str, Any] = {
    each.name: None if each.default is MISSING else each.default for each in fields(Tally) if each.name in _TALLY_FIELDS
}


@dataclass(frozen=True)
class TicketState:
    """What the fold carries. `clocks` are what it shows at the `as_of` it was asked for; `as_json` leaves them out."""

    phase: str = ""  # open, resolved, closed, cancelled; empty before the opening
    phase_since: Mark | None = None
    severity: str = ""
    ticket_type: str | None = None
    terms: str = ""
    wait: Wait | None = None
    holds: tuple[Hold, ...] = ()
    tallies: tuple[Tally, ...] = ()
    opened_at: datetime | None = None  # the earliest receipt, a merged ticket's included (S-36)
    is_answered: bool = False  # a first response was given
    cycles: Mapping[str, int] = field(default_factory=dict)  # metric -> its last cycle; finished ones are carried no further
    last_key: OrderKey | None = None
    clocks: tuple[ClockState, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, of a size that does not grow with the ticket's life."""
        plain = {"phase": self.phase, "severity": self.severity, "ticket_type": self.ticket_type, "terms": self.terms}
        return {
            **plain,
            "phase_since": _plain(self.phase_since),
            "wait": _plain(self.wait and asdict(self.wait)),
            "holds": [_plain(asdict(hold)) for hold in self.holds],
            "tallies": [tally.as_json() for tally in self.tallies],
            "opened_at": _plain(self.opened_at),
            "is_answered": self.is_answered,
            "cycles": dict(self.cycles),
            "last_key": _plain(self.last_key),
            "engine": ENGINE,
        }

    @staticmethod
    def is_current(plain: Mapping[str, Any]) -> bool:
        """Whether a stored state can be folded onto; else every happening of the ticket is folded again."""
        return plain.get("engine") == ENGINE

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        wait, last = plain["wait"], plain["last_key"]
        return cls(
            phase=plain["phase"],
            phase_since=_mark(plain["phase_since"]),
            severity=plain["severity"],
            ticket_type=plain["ticket_type"],
            terms=plain["terms"],
            wait=wait and Wait(wait["wait"], _mark(wait["since"]), wait["vendor"], _instant(wait["until"])),
            holds=tuple(Hold(hold["hold"], hold["name"], _mark(hold["since"])) for hold in plain["holds"]),
            tallies=tuple(Tally.from_json(tally) for tally in plain["tallies"]),
            opened_at=_instant(plain["opened_at"]),
            is_answered=plain["is_answered"],
            cycles=plain["cycles"],
            last_key=last and (datetime.fromisoformat(last[0]), last[1], last[2]),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _mark(plain: list[Any] | None) -> Any:
    return Mark(datetime.fromisoformat(plain[0]), plain[1]) if plain else None
