"""Service credits: percents of a month's fee for what was promised and missed (C-72, K-11). Pure: no database and no clock."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from common.money import ZERO, rounded
from contracts.terms import Credits

AVAILABILITY, RESPONSE, RESOLUTION = "availability", "response", "resolution"
CAUSES = (AVAILABILITY, RESPONSE, RESOLUTION)
HUNDRED = Decimal(100)


class Share(NamedTuple):
    """How many of the promises that fell due in a month were kept."""

    met: int
    of: int

    @property
    def percent(self) -> Fraction | None:
        """Exact, never rounded before it is compared (K-11); none when nothing fell due."""
        return Fraction(100 * self.met, self.of) if self.of else None


class CreditPart(NamedTuple):
    """One cause: the figure that was reached, the percentage of the fee, and the amount."""

    cause: str
    figure: Fraction
    percent: Decimal
    amount: Decimal


class Credit(NamedTuple):
    """What a month's misses come to: the parts, their sum, the most that is allowed, and what is credited."""

    parts: tuple[CreditPart, ...]
    sum: Decimal
    cap: Decimal
    amount: Decimal


def percent_for(figure: Fraction | Decimal, tiers: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The percentage that a figure earns: of the tiers (at least, percent) the first, from the best, that it reaches (EX-C40).

    A figure below all of them earns what the lowest does.
    """
    ordered = sorted(tiers, key=lambda tier: tier[0], reverse=True)
    reached = next((percent for least, percent in ordered if Fraction(figure) >= Fraction(least)), None)
    return reached if reached is not None else (ordered[-1][1] if ordered else ZERO)


def credit_for(fee: Decimal, figures: Mapping[str, Fraction | Decimal | None], terms: Credits, currency: str) -> Credit:
    """The credit on a month's fee: causes add up, never above the cap, each rounded once (C-72, EX-C35, EX-C40).

    `figures` are percents by cause; a cause without a figure, or without tiers in the terms, earns nothing.
    """
    parts = []
    for cause in CAUSES:
        figure, tiers = figures.get(cause), getattr(terms, cause)
        if figure is not None and tiers:
            percent = percent_for(figure, tiers)
            parts.append(CreditPart(cause, Fraction(figure), percent, rounded(fee * percent / HUNDRED, currency)))
    sum_of = sum((part.amount for part in parts), ZERO)
    cap = rounded(fee * terms.cap_percent / HUNDRED, currency)
    return Credit(tuple(parts), sum_of, cap, min(sum_of, cap))
