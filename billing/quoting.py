"""What a quote comes to, who may accept it, and what it may cost at most (C-20 to C-25). Pure: no database and no clock.

Money is Decimal without tax unless said (C-70), minutes are whole, percents are numbers like 10 for 10 %.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from billing.amounts import tax_of
from common.money import ZERO, rounded

HUNDRED = Decimal(100)
MAINTENANCE = (Decimal(15), Decimal(20))  # percent of the first development a year (EX-C41)


class QuoteTotals(NamedTuple):
    """The sum of the lines, what is added for what nobody foresees, both without tax, the tax, and all together."""

    lines: Decimal
    contingency: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal


def work_amount(minutes: int, rate: Decimal, currency: str) -> Decimal:
    """Minutes at a rate per hour, rounded half-up once (C-01)."""
    return rounded(rate * minutes / 60, currency)


def totals_of(nets: Iterable[Decimal], contingency: Decimal, category: str, percent: Decimal, currency: str) -> QuoteTotals:
    """A quote's sums: contingency is a percentage of the lines, tax of both together (C-20, C-68, EX-C8)."""
    lines = rounded(sum(nets, ZERO), currency)
    more = rounded(lines * contingency / HUNDRED, currency)
    net = lines + more
    tax = tax_of(net, (category, percent), currency)
    return QuoteTotals(lines, more, net, tax, net + tax)


def ceiling(net: Decimal, not_to_exceed: Decimal | None) -> Decimal:
    """The most that work under an accepted quote may cost: what was named, else what was quoted (C-24)."""
    return net if not_to_exceed is None else not_to_exceed


class BudgetHint(NamedTuple):
    """What maintenance usually costs after a development, by year and by month, lowest and highest."""

    year: tuple[Decimal, Decimal]
    month: tuple[Decimal, Decimal]


def budget_hint(development: Decimal, currency: str) -> BudgetHint:
    """15 to 20 percent of the initial development a year: a hint beside a quote, never a charge (EX-C41)."""
    low, high = (development * percent / HUNDRED for percent in MAINTENANCE)
    year = (rounded(low, currency), rounded(high, currency))
    return BudgetHint(year, (rounded(low / 12, currency), rounded(high / 12, currency)))
