"""What an hour costs: the cards that apply to a contract, most specific first (C-15, C-36)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Q

from contracts.allowances import hours_of
from contracts.bands import BANDS
from contracts.models import Rate
from contracts.pricing import RateRow, overage_rate, rate_for
from contracts.terms import LineTerms, Terms


def cards_for(*, tenant_id, currency, client_id=None, contract=None, line=None) -> list[list[RateRow]]:
    """The rates of line, contract, client and tenant in a currency, in that order, in one query (C-15)."""
    owners = [
        Q(card__line=line) if line else None,
        Q(card__contract=contract) if contract else None,
        Q(card__client_id=client_id) if client_id else None,
        Q(card__client=None, card__contract=None, card__line=None),
    ]
    wanted = Q(pk=None)
    for owner in owners:
        wanted |= owner or Q(pk=None)
    cards: dict[int, list[RateRow]] = defaultdict(list)
    for rate in Rate.objects.filter(wanted, tenant_id=tenant_id, card__currency=currency).select_related("card"):
        card = rate.card
        place = 0 if card.line_id else 1 if card.contract_id else 2 if card.client_id else 3
        cards[place].append(RateRow(rate.level, rate.amount, rate.band or None, rate.valid_from, rate.valid_until))
    return [cards[place] for place in range(4)]


def rates_by_band(cards, level: int, on: date, multipliers) -> dict[str, Decimal]:
    """The rate per hour in each band on a work date; a band without any rate is left out (C-15, C-17)."""
    found = {band: rate_for(cards, level, band, on, multipliers) for band in BANDS}
    return {band: rate.amount for band, rate in found.items() if rate is not None}


def overage_rates(said: LineTerms | None, terms: Terms, cards, level: int, on: date) -> dict[str, Decimal]:
    """What minutes beyond a line's allowance cost by band: its overage rate, else the lookup of C-15 (C-36)."""
    hours = hours_of(said) if said is not None else None
    if hours is not None and hours.overage_rate is not None:
        own, is_plain = hours.overage_rate, hours.is_overage_all_inclusive
        told = {band: overage_rate(own, is_plain, band, terms.time.multipliers) for band in BANDS}
        return {band: rate for band, rate in told.items() if rate is not None}
    return rates_by_band(cards, level, on, terms.time.multipliers)
