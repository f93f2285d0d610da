"""From worked minutes to money: groups, increments, minimums, rates, caps (C-15, C-17 to C-19, C-24, C-36).

Pure. Minutes are whole, rates are Decimal per hour in the contract's currency without tax, money is rounded once per line, and
a line is the minutes of one group in one band (C-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from common.money import rounded
from contracts.bands import BANDS, HOLIDAY, MULTIPLIERS, WEEKEND, Minutes, added, cheapest

TICKET_DAY, ENTRY, TICKET, NONE = "ticket_day", "entry", "ticket", "none"
WARNINGS = (50, 75, 90)  # percent of a cap (C-24)


@dataclass(frozen=True)
class Rounding:
    """How the raw minutes of a group become billable ones (C-18, C-19)."""

    mode: str = TICKET_DAY
    increment: int = 15
    minimums: Mapping[str, int] = field(default_factory=lambda: {WEEKEND: 60, HOLIDAY: 60})

    def group(self, *, entry: object, subject: object, work_on: date, level: int, is_billable: bool) -> tuple[object, ...]:
        """What entries share that are rounded together (C-18).

        `subject` is the ticket, or without one the pair of contract and activity (`decisions.md` 25).
        """
        match self.mode:
            case "ticket_day":
                return (subject, work_on.isoformat(), level, is_billable)
            case "ticket":
                return (subject, level, is_billable)
            case _:
                return (entry, level, is_billable)

    def billable(self, raw: Mapping[str, int], prices: Mapping[str, Decimal] = MULTIPLIERS) -> Minutes:
        """The billable minutes of one group by band: its raw total up to the increment, then up to the minimum (C-18, C-19, P-6).

        What is added goes to the cheapest band present, by multiplier or rate. The minimum is the largest of those of the
        bands present. A group without a minute stays without one.
        """
        present = added(raw)
        if not present:
            return {}
        total = sum(present.values())
        goal = round_up(total, 1 if self.mode == NONE else self.increment)
        goal = max(goal, *(self.minimums.get(band, 0) for band in present))
        return added(present, {cheapest(present, prices): goal - total})


def round_up(minutes: int, increment: int) -> int:
    """The next whole increment, always up (C-18)."""
    return -(-minutes // increment) * increment


class RateRow(NamedTuple):
    """A rate per hour of a level; without a band it is the business rate, which multipliers apply to (C-15, C-17)."""

    level: int
    amount: Decimal
    band: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None  # inclusive

    def fits(self, level: int, band: str, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return (
            self.level == level and self.band in (None, band) and begun and (self.valid_until is None or on <= self.valid_until)
        )


class FoundRate(NamedTuple):
    """The rate per hour in a band, and where it was found: the place of the card among those asked (C-15)."""

    amount: Decimal
    card: int
    is_of_band: bool  # named for the band itself, so that no multiplier was applied


def rate_for(
    cards: Sequence[Iterable[RateRow]], level: int, band: str, on: date, multipliers: Mapping[str, Decimal] = MULTIPLIERS
) -> FoundRate | None:
    """The rate on a work date: of the cards, most specific first, the first that has one wins; None without any (C-15).

    Within a card a row for the band beats one for all bands, then the one valid from the latest date.
    """
    for place, card in enumerate(cards):
        rows = [row for row in card if row.fits(level, band, on)]
        if rows:
            row = max(rows, key=lambda row: (row.band is not None, row.valid_from or date.min))
            return FoundRate(row.amount if row.band else row.amount * multipliers[band], place, row.band is not None)
    return None


def overage_rate(
    rate: Decimal | None, is_all_inclusive: bool, band: str, multipliers: Mapping[str, Decimal] = MULTIPLIERS
) -> Decimal | None:
    """The line's own overage rate in a band; None when it has none and C-15 is asked. The multiplier applies unless all-inclusive
    (C-36)."""
    if rate is None or is_all_inclusive:
        return rate
    return rate * multipliers[band]


class PricedLine(NamedTuple):
    """The minutes of a group in one band, at a rate per hour."""

    band: str
    minutes: int
    rate: Decimal
    amount: Decimal


class Priced(NamedTuple):
    """What a group comes to."""

    lines: tuple[PricedLine, ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def price_minutes(minutes: Mapping[str, int], rates: Mapping[str, Decimal], currency: str) -> Priced:
    """Billable minutes by band at rates per hour by band, each line rounded once (C-01)."""
    bands = [band for band in BANDS if minutes.get(band)]
    return Priced(tuple(PricedLine(b, minutes[b], rates[b], rounded(rates[b] * minutes[b] / 60, currency)) for b in bands))


class Fit(NamedTuple):
    """Billable minutes by band that a cap has room for, those it has not, and what the first come to."""

    fits: Minutes
    held: Minutes
    charge: Decimal


def fit_in(
    minutes: Mapping[str, int],
    rates: Mapping[str, Decimal],
    left: Decimal,
    currency: str,
    increment: int = 15,
    before: Mapping[str, int] | None = None,
) -> Fit:
    """The part of new billable minutes whose charge is at most what is left of a cap (C-24, EX-C7).

    What does not fit whole is cut at whole increments, bands from business on; the rest is held. `before` are minutes that the
    group has charged already: the charge is what the group comes to more, since money is of the group (`decisions.md` 25). Those
    in a band that has no rate any more make no difference to it.
    """
    so_far = {band: part for band, part in (before or {}).items() if band in rates}
    charged = price_minutes(so_far, rates, currency).total

    def charge(new: Mapping[str, int]) -> Decimal:
        return price_minutes(added(so_far, new), rates, currency).total - charged

    fits: Minutes = {}
    held: Minutes = {}
    for band in BANDS:
        wanted = minutes.get(band, 0)
        part = wanted if not held else 0
        while part > 0 and charge({**fits, band: part}) > left:
            part = (part - 1) // increment * increment
        fits, held = added(fits, {band: part}), added(held, {band: wanted - part})
    return Fit(fits, held, charge(fits))


def crossed(before: Decimal | int, after: Decimal | int, of: Decimal | int, percents: Iterable[int]) -> list[int]:
    """The thresholds that a rise from `before` to `after` crosses or reaches, ascending; none of nothing (C-24, C-41, EX-C15)."""
    return sorted(percent for percent in percents if of > 0 and before * 100 < of * percent <= after * 100)


def extra_tickets(
    counts: Mapping[int, int], levels: Mapping[int, tuple[int, Decimal, Decimal]], currency: str
) -> dict[int, tuple[int, Decimal]]:
    """Tickets beyond those agreed by level, and what they come to (C-45, EX-C23)."""
    more = {level: max(counts.get(level, 0) - included, 0) for level, (included, _, _) in levels.items()}
    return {level: (count, rounded(count * levels[level][2], currency)) for level, count in more.items() if count}


def ticket_level(worked: Iterable[int]) -> int | None:
    """A ticket is priced once, at the highest level that did chargeable work on it (C-46, EX-C24); None without any."""
    return max(worked, default=None)
