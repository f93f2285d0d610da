"""What an hour costs in each band, of the cards that apply (C-15, C-17, C-36). Pure: no database and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from contracts.allowances import hours_of
from contracts.bands import BANDS
from contracts.pricing import RateRow, overage_rate, rate_for
from contracts.terms import LineTerms, Terms

Cards = Sequence[Iterable[RateRow]]  # the most specific first


def rates_by_band(cards: Cards, level: int, on: date, multipliers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The rate per hour in each band on a work date; a band without any rate is left out (C-15, C-17)."""
    found = {band: rate_for(cards, level, band, on, multipliers) for band in BANDS}
    return {band: rate.amount for band, rate in found.items() if rate is not None}


def overage_rates(said: LineTerms | None, terms: Terms, cards: Cards, level: int, on: date) -> dict[str, Decimal]:
    """What minutes beyond a line's allowance cost by band: its overage rate, else the lookup of C-15 (C-36)."""
    hours = hours_of(said) if said is not None else None
    if hours is not None and hours.overage_rate is not None:
        own, is_plain = hours.overage_rate, hours.is_overage_all_inclusive
        told = {band: overage_rate(own, is_plain, band, terms.time.multipliers) for band in BANDS}
        return {band: rate for band, rate in told.items() if rate is not None}
    return rates_by_band(cards, level, on, terms.time.multipliers)
