"""What an hour costs: the cards that apply to a contract, most specific first (C-15, C-36)."""

from collections import defaultdict

from django.db.models import Q

from contracts.hour_rates import overage_rates, rates_by_band
from contracts.models import Rate
from contracts.pricing import RateRow

__all__ = ["cards_for", "overage_rates", "rates_by_band"]


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
