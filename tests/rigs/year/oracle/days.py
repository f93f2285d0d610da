"""Local days, periods in months from an original day, and hour bands found minute by minute (C-05, C-16, C-19, C-30)."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
BANDS = ("business", "evening", "weekend", "holiday")  # from the cheapest


def instant(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def day(text):
    return date.fromisoformat(text) if text else None


def local_day(at, zone):
    return at.astimezone(ZoneInfo(zone)).date()


def bands_of(start, end, calendar):
    """Whole minutes of work by band: a minute is of the band in whose hours it ends."""
    zone, found = ZoneInfo(calendar["zone"]), Counter()
    for minute in range(int((end - start).total_seconds()) // 60):
        found[_band((start + timedelta(seconds=60 * minute + 59)).astimezone(zone), calendar)] += 1
    return found


def _band(wall, calendar):
    if wall.date().isoformat() in calendar["closed"]:
        return "holiday"
    openings = calendar["week"][wall.weekday()]
    if not openings:
        return "weekend"
    minute = wall.hour * 60 + wall.minute
    return "business" if any(opening <= minute < closing for opening, closing in openings) else "evening"


def months_on(first, months):
    """So many months after an original day, clipped to the month's end."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Period:
    """Days of a line's period, both included, and those of the whole billing period of which it may be a part."""

    number: int
    starts: date
    ends: date
    whole_days: int

    @property
    def days(self):
        return (self.ends - self.starts).days + 1


def period(number, starts, ends, months, is_aligned):
    """Period `number` of a line that lives from `starts` to `ends` (None: without end); None when it has none such."""
    first = date(starts.year, (starts.month - 1) // months * months + 1, 1) if is_aligned else starts
    begin, after = months_on(first, number * months), months_on(first, (number + 1) * months)
    here, there = max(begin, starts), min(after - DAY, ends or date.max)
    return Period(number, here, there, (after - begin).days) if here <= there else None


def half_up(number, digits=0):
    return Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def share(amount, days, whole_days, digits=0):
    """amount × days ÷ days of the billing period, rounded once, the half away from zero (C-51)."""
    return half_up(Decimal(amount) * days / whole_days, digits)
