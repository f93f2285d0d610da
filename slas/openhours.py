"""Open hours: when a promise's time counts, in the wall time of one zone (S-41, S-42); plain values, checked when made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Self
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Interval = tuple[int, int]  # local wall minutes, half-open (S-06)
Day = tuple[Interval, ...]
ALL_DAY: Day = ((0, DAY_MINUTES),)


def N_(text: str) -> str:  # the name by which tools that collect texts for translation know it
    """Marks a sentence for the translators; `slas/wording.py` says it in the reader's language."""
    return text


SENTENCES = {
    "bad_hours": N_("These open hours cannot be read: a zone, seven days and dated exceptions are needed."),
    "unknown_zone": N_("“%(zone)s” is not a time zone we know. Choose a region and city, such as Europe/London."),
    "not_seven_days": N_("A week has seven days, Monday first."),
    "starts_outside_the_day": N_("%(day)s: an interval starts outside the day."),
    "ends_outside_the_day": N_("%(day)s: an interval may end at 24:00 at the latest."),
    "ends_before_it_starts": N_("%(day)s: %(end)s is not after %(start)s. Split a night shift at 24:00 into two days."),
    "overlapping_intervals": N_("%(day)s: %(first)s and %(later)s overlap."),
    "date_given_twice": N_("%(on)s is given twice among the exceptions."),
    "no_open_minute": N_("This calendar has no open minute in the next %(days)s days. Give at least one day hours."),
    "too_little_open_time": N_("This calendar has too little open time in the %(days)s days from %(on)s."),
    "no_business_day": N_("This calendar has no business day in the %(days)s days from %(on)s."),
}


class HoursError(ValueError):
    """Open hours that cannot be: the code of a sentence and its facts, so that an edge can say it in the reader's language."""

    def __init__(self, code: str = "bad_hours", **facts: Any) -> None:
        super().__init__(SENTENCES[code] % facts)
        self.code, self.facts = code, facts


class UnknownZone(HoursError):
    """Not the name of an IANA zone with a place in it (S-41)."""


class BadInterval(HoursError):
    """An interval that ends before it starts or leaves the day (S-42)."""


class OverlappingIntervals(HoursError):
    """Two intervals of one day share a minute (S-41)."""


class BadException(HoursError):
    """A date given twice."""


class NoOpenTime(HoursError):
    """The horizon was reached before the open time that was asked for (S-45)."""


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; fixed offsets and abbreviations are refused (S-41)."""
    placeless = "/" not in name or name.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    try:
        if placeless and name not in ("UTC", "Etc/UTC"):
            raise KeyError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone("unknown_zone", zone=name) from None


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
            raise BadInterval("not_seven_days")
        weekly = tuple(_day(name, day) for name, day in zip(DAY_NAMES, self.weekly, strict=True))
        exceptions = tuple(sorted((on, _day(on.isoformat(), day)) for on, day in self.exceptions))
        for (on, _), (following, _) in zip(exceptions, exceptions[1:], strict=False):
            if on == following:
                raise BadException("date_given_twice", on=on.isoformat())
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
            raise HoursError from wrong


def _intervals(day: Iterable[Sequence[int]]) -> Day:
    return tuple((int(start), int(end)) for start, end in day)


def _day(name: str, day: Day) -> Day:
    """One day's intervals in order, refused if they cannot be."""
    ordered = tuple(sorted((start, end) for start, end in day))
    for start, end in ordered:
        if not 0 <= start < DAY_MINUTES:
            raise BadInterval("starts_outside_the_day", day=name)
        if end <= start:
            raise BadInterval("ends_before_it_starts", day=name, start=_clock(start), end=_clock(end))
        if end > DAY_MINUTES:
            raise BadInterval("ends_outside_the_day", day=name)
    for (start, end), (later_start, later_end) in zip(ordered, ordered[1:], strict=False):
        if later_start < end:
            first, later = (_clock(start), _clock(end)), (_clock(later_start), _clock(later_end))
            raise OverlappingIntervals("overlapping_intervals", day=name, first="–".join(first), later="–".join(later))
    return ordered


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
