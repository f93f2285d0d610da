"""Open hours: when a promise's time counts, in the wall time of one zone (S-41, S-42); plain values, checked when made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Interval = tuple[int, int]  # local wall minutes, half-open (S-06)
Day = tuple[Interval, ...]
ALL_DAY: Day = ((0, DAY_MINUTES),)


class HoursError(ValueError):
    """Open hours that cannot be; the text is a sentence for a person, `code` and `facts` let an edge say it in their language."""

    code: ClassVar[str] = "bad_hours"

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.facts = facts


class UnknownZone(HoursError):
    """Not the name of an IANA zone with a place in it (S-41)."""

    code = "unknown_zone"


class BadInterval(HoursError):
    """An interval that ends before it starts or leaves the day (S-42)."""

    code = "bad_interval"


class OverlappingIntervals(HoursError):
    """Two intervals of one day share a minute (S-41)."""

    code = "overlapping_intervals"


class BadException(HoursError):
    """A date given twice, or something that is not a date."""

    code = "bad_exception"


class NoOpenTime(HoursError):
    """The horizon was reached before the open time that was asked for (S-45)."""

    code = "no_open_time"


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; fixed offsets and abbreviations are refused (S-41)."""
    placeless = "/" not in name or name.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    try:
        if placeless and name not in ("UTC", "Etc/UTC"):
            raise KeyError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        sentence = f"“{name}” is not a time zone we know. Choose a region and city, such as Europe/London."
        raise UnknownZone(sentence, zone=name) from None


@dataclass(frozen=True)
class OpenHours:
    """A week of local intervals, Monday first, dated exceptions that replace their day, or always open (S-41)."""

    zone: str
    weekly: tuple[Day, ...] = ((),) * 7
    exceptions: tuple[tuple[date, Day], ...] = ()
    always_open: bool = False
    holidays_apply: bool = False  # only then does an always-open calendar heed its exceptions

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if len(self.weekly) != 7:
            raise BadInterval("A week has seven days, Monday first.", days=len(self.weekly))
        weekly = tuple(_day(name, day) for name, day in zip(DAY_NAMES, self.weekly, strict=True))
        exceptions = tuple(sorted((on, _day(on.isoformat(), day)) for on, day in self.exceptions))
        for (on, _), (following, _) in zip(exceptions, exceptions[1:], strict=False):
            if on == following:
                raise BadException(f"{on.isoformat()} is given twice among the exceptions.", on=on.isoformat())
        object.__setattr__(self, "weekly", weekly)
        object.__setattr__(self, "exceptions", exceptions)
        object.__setattr__(self, "_hash", hash((self.zone, weekly, exceptions, self.always_open, self.holidays_apply)))
        object.__setattr__(self, "_exceptions_by_date", dict(exceptions))

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined, no-any-return]  # kept, because hashing a decade of holidays is slow

    @property
    def is_unbroken(self) -> bool:
        """Open at every instant, so that no day need be looked at."""
        return self.always_open and not (self.holidays_apply and self.exceptions)

    def day(self, on: date) -> Day:
        """The local intervals of one date, its exception first (S-41)."""
        if self.always_open and not self.holidays_apply:
            return ALL_DAY
        replaced: dict[date, Day] = self._exceptions_by_date  # type: ignore[attr-defined]
        usual = ALL_DAY if self.always_open else self.weekly[on.weekday()]
        return replaced.get(on, usual)

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` takes back."""
        return {
            "zone": self.zone,
            "weekly": [[list(interval) for interval in day] for day in self.weekly],
            "exceptions": [[on.isoformat(), [list(interval) for interval in day]] for on, day in self.exceptions],
            "always_open": self.always_open,
            "holidays_apply": self.holidays_apply,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Open hours from plain values; anything malformed is a HoursError."""
        try:
            return cls(
                zone=str(plain["zone"]),
                weekly=tuple(_intervals(day) for day in plain.get("weekly") or ((),) * 7),
                exceptions=tuple((date.fromisoformat(on), _intervals(day)) for on, day in plain.get("exceptions") or ()),
                always_open=bool(plain.get("always_open", False)),
                holidays_apply=bool(plain.get("holidays_apply", False)),
            )
        except HoursError:
            raise
        except (KeyError, TypeError, ValueError) as wrong:
            raise HoursError("These open hours cannot be read: a zone, seven days and dated exceptions are needed.") from wrong


def _intervals(day: Iterable[Sequence[int]]) -> Day:
    return tuple((int(start), int(end)) for start, end in day)


def _day(name: str, day: Day) -> Day:
    """One day's intervals in order, refused if they cannot be."""
    ordered = tuple(sorted((start, end) for start, end in day))
    for start, end in ordered:
        if not 0 <= start < DAY_MINUTES:
            raise BadInterval(f"{name}: an interval starts outside the day.", day=name, start=start, end=end)
        if end <= start:
            sentence = f"{name}: {_clock(end)} is not after {_clock(start)}. Split a night shift at 24:00 into two days."
            raise BadInterval(sentence, day=name, start=start, end=end)
        if end > DAY_MINUTES:
            raise BadInterval(f"{name}: an interval may end at 24:00 at the latest.", day=name, start=start, end=end)
    for (start, end), (later_start, later_end) in zip(ordered, ordered[1:], strict=False):
        if later_start < end:
            sentence = f"{name}: {_clock(start)}–{_clock(end)} and {_clock(later_start)}–{_clock(later_end)} overlap."
            raise OverlappingIntervals(sentence, day=name, start=later_start, end=end)
    return ordered


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
