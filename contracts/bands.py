"""Hour bands: what kind of hours work was done in, in the contract's billing calendar (C-16, C-17, C-19).

Pure. The band depends on when the work was done, not on when the ticket was raised. Minutes are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from slas.hours import Hours
from slas.openhours import zone_named

BUSINESS, EVENING, WEEKEND, HOLIDAY = "business", "evening", "weekend", "holiday"
BANDS = (BUSINESS, EVENING, WEEKEND, HOLIDAY)  # from the cheapest; a later one beats an earlier one (C-16)
MULTIPLIERS = {BUSINESS: Decimal(1), EVENING: Decimal("1.5"), WEEKEND: Decimal(2), HOLIDAY: Decimal(2)}  # C-17
Minutes = dict[str, int]  # by band


def minutes_by_band(start: datetime, end: datetime, calendar: Hours) -> Minutes:
    """Raw whole minutes of one piece of work, split at the edges of bands (C-19); bands without a minute are left out.

    `calendar` is the billing calendar. Its exceptions without open time are holidays, its weekdays without any are weekends;
    else open hours are business and all others evening. The work's seconds are counted on, so that the sum of all bands is
    the whole minutes from `start` to `end`. ValueError when the work ends before it starts.
    """
    if end < start:
        raise ValueError("Work ends after it starts.")
    found: Minutes = {}
    counted = 0
    for piece in pieces(start, end, calendar):
        until = int((piece.end - start).total_seconds()) // 60
        if until > counted:
            found[piece.band] = found.get(piece.band, 0) + until - counted
        counted = until
    return {band: found[band] for band in BANDS if band in found}


@dataclass(frozen=True)
class Piece:
    """Work within one band."""

    start: datetime
    end: datetime
    band: str


def pieces(start: datetime, end: datetime, calendar: Hours) -> Iterator[Piece]:
    """The work cut at each local midnight and at each opening and closing, with its band, in order (C-16, C-19)."""
    for begin, until, on in _days(start, end, calendar):
        kind = kind_of_day(on, calendar)
        if kind != BUSINESS:
            yield Piece(begin, until, kind)
            continue
        at = begin
        for opening, closing in calendar.open_stretches(begin, until):
            if at < opening:
                yield Piece(at, opening, EVENING)
            # Calendars count whole seconds; what the work has beyond belongs to its last piece.
            yield Piece(max(at, opening), closing, BUSINESS)
            at = closing
        if at < until:
            yield Piece(at, until, EVENING)


def kind_of_day(on: date, calendar: Hours) -> str:
    """`holiday`, `weekend`, or `business` for a day that opens (C-16).

    A day that an exception opens is no weekend, and one that an exception closes is a holiday also on a weekend.
    """
    hours = calendar.on(on).calendar
    if hours.day(on):
        return BUSINESS
    if any(day == on for day, _ in hours.exceptions):
        return HOLIDAY
    return WEEKEND


def cheapest(bands: Iterable[str], prices: Mapping[str, Decimal] = MULTIPLIERS) -> str:
    """The band with the lowest multiplier or rate; of equals the first of business, evening, weekend, holiday (C-19)."""
    return min(bands, key=lambda band: (prices.get(band, MULTIPLIERS[band]), BANDS.index(band)))


def added(*parts: Mapping[str, int]) -> Minutes:
    """The sum by band; bands that come to nothing are left out."""
    sums = {band: sum(part.get(band, 0) for part in parts) for band in BANDS}
    return {band: minutes for band, minutes in sums.items() if minutes}


def difference(after: Mapping[str, int], before: Mapping[str, int]) -> Minutes:
    """What `after` has more than `before`, by band, possibly negative (`decisions.md` 25)."""
    return added(after, {band: -minutes for band, minutes in before.items()})


def _days(start: datetime, end: datetime, calendar: Hours) -> Iterator[tuple[datetime, datetime, date]]:
    """The work cut at the midnights of the calendar's zone, each part with its local date."""
    at = start
    while at < end:
        zone = zone_named(calendar.at(at).calendar.zone)
        on = at.astimezone(zone).date()
        midnight = datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
        until = min(midnight, end) if midnight > at else end
        yield at, until, on
        at = until
