"""Days and periods of a contract: local dates, both ends inclusive, and when they begin (C-05, C-21, C-30, C-55).

Pure: no database and no clock. Dates are local to the contract's zone, instants are UTC, money is Decimal, minutes are whole.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from common.zones import zone as zone_named

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
RENEWAL_REMINDERS = (120, 90, 60, 30)  # days before the renewal date (C-55)
NOTICE_REMINDER = 14  # days before the last notice date (C-55)


def day_of(at: datetime, zone: str) -> date:
    """The local date of an instant in the contract's zone (C-05, EX-C6)."""
    return at.astimezone(zone_named(zone)).date()


def day_start(on: date, zone: str) -> datetime:
    """The UTC instant at which a local date begins; of a midnight that comes twice the first, of one skipped the gap's (C-05)."""
    return datetime.combine(on, time(), zone_named(zone)).astimezone(UTC)


def day_end(on: date, zone: str) -> datetime:
    """The UTC instant at which a date, itself included, is over: when a quote or a bucket expires (C-21, C-44, EX-C37)."""
    return day_start(on + DAY, zone)


def last_valid_date(dated_on: date, valid_days: int) -> date:
    """The last date on which a quote can be accepted (C-20); it expires at that date's `day_end` (C-21, EX-C10)."""
    return dated_on + timedelta(days=valid_days)


def add_months(on: date, months: int, anchor_day: int | None = None) -> date:
    """That many calendar months on (back when negative), on `anchor_day`, else the same day, clipped to its month (C-30)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(anchor_day or on.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Span:
    """Some days, both ends inclusive."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True)
class Part:
    """Period `number` of a line: the days in which it runs, and the whole billing period of which they are a part (C-51)."""

    number: int
    span: Span
    whole: Span

    @property
    def is_whole(self) -> bool:
        return self.span == self.whole


@dataclass(frozen=True)
class Cycle:
    """The periods of a line, counted from 0, in calendar months from the original first day (C-30).

    An aligned cycle begins with the calendar's month, quarter or year instead, so that its first period may be a part (EX-C17).
    """

    starts_on: date
    months: int = 1
    is_aligned: bool = False
    ends_on: date | None = None

    @property
    def first(self) -> date:
        """The first day of period 0 if it were whole."""
        if not self.is_aligned:
            return self.starts_on
        return date(self.starts_on.year, (self.starts_on.month - 1) // self.months * self.months + 1, 1)

    def start(self, number: int) -> date:
        """Where period `number` begins: from the original day each time, so that the end of a month does not drift (EX-C21)."""
        return add_months(self.first, number * self.months)

    def whole(self, number: int) -> Span:
        return Span(self.start(number), self.start(number + 1) - DAY)

    def part(self, number: int) -> Part | None:
        """Period `number` cut to the line's days; None when the line does not run in it."""
        whole = self.whole(number)
        first = max(whole.starts_on, self.starts_on)
        last = min(whole.ends_on, self.ends_on) if self.ends_on else whole.ends_on
        return Part(number, Span(first, last), whole) if number >= 0 and first <= last else None

    def number_on(self, on: date) -> int:
        """The number of the period that holds a date; negative before the first."""
        first = self.first
        number = ((on.year - first.year) * 12 + on.month - first.month) // self.months
        while self.start(number) > on:
            number -= 1
        while self.start(number + 1) <= on:
            number += 1
        return number

    def on(self, on: date) -> Part | None:
        """The period that holds a date; None when the line does not run then."""
        part = self.part(self.number_on(on))
        return part if part and on in part.span else None

    def until(self, on: date, number: int = 0) -> Iterator[Part]:
        """The periods from `number` on that have begun by a date, in order."""
        while (part := self.part(number)) is not None and part.span.starts_on <= on:
            yield part
            number += 1


def renewal_date(ends_on: date) -> date:
    """R: the day after the last one (C-55)."""
    return ends_on + DAY


def last_notice_date(ends_on: date, notice: int, unit: str = "days") -> date:
    """The last local date on which notice is on time: R less days, or calendar months clipped to their end (C-55, EX-C29)."""
    renewal = renewal_date(ends_on)
    return add_months(renewal, -notice) if unit == "months" else renewal - timedelta(days=notice)


def renewal_reminders(ends_on: date) -> dict[date, int]:
    """When both sides are reminded of the renewal, and how many days before R that is: 120, 90, 60 and 30 (C-55)."""
    return {renewal_date(ends_on) - timedelta(days=days): days for days in RENEWAL_REMINDERS}


def notice_reminder(ends_on: date, notice: int, unit: str = "days") -> date:
    """When both sides are reminded of the last notice date: 14 days before it (C-55, EX-C29)."""
    return last_notice_date(ends_on, notice, unit) - timedelta(days=NOTICE_REMINDER)


def half_up(number: Decimal | int) -> int:
    """The nearest whole number, the half away from zero (C-01, C-32, C-51)."""
    return int(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP))


def minutes_of_days(days: Decimal | int, minutes_per_day: int = 480) -> int:
    """An allowance entered in days as whole minutes (C-29, EX-C19)."""
    return half_up(Decimal(days) * minutes_per_day)


def days_of_minutes(minutes: int, minutes_per_day: int = 480) -> Decimal:
    """Minutes shown as days, half-up to 2 decimals; shown only, never fed back (C-29, EX-C19)."""
    return (Decimal(minutes) / minutes_per_day).quantize(Decimal("0.01"), ROUND_HALF_UP)
