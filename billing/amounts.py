"""What documents add up to: lines, tax groups, settlement and the limits of credit. Pure: no database and no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.money import ZERO, rounded

STANDARD, REDUCED, ZERO_RATED, EXEMPT, REVERSE, OUTSIDE = "standard", "reduced", "zero", "exempt", "reverse", "outside"
CATEGORIES = (STANDARD, REDUCED, ZERO_RATED, EXEMPT, REVERSE, OUTSIDE)
TAXED = frozenset({STANDARD, REDUCED})  # the others carry no tax, whatever the percentage says (C-69)

WORKED = "worked"  # the quantity is whole minutes and the price is for an hour
MINUTES_PER_HOUR = 60
HUNDRED = Decimal(100)

GroupKey = tuple[str, Decimal]  # category and rate in percent


@dataclass(frozen=True)
class TaxGroup:
    """All lines of one tax category and rate: their net, and the tax on it, rounded half-up once (C-68)."""

    category: str
    percent: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Totals:
    """A document's sums; `total` is the net and the tax of all groups together (P-10)."""

    groups: tuple[TaxGroup, ...]
    net: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True)
class Settlement:
    """What follows a prepaid job: `due` to be invoiced or `credit` to be credited, both net and never both (C-25)."""

    due: Decimal
    credit: Decimal


def line_net(*, quantity: Decimal, unit: str, unit_price: Decimal, discount_percent: Decimal = ZERO, currency: str) -> Decimal:
    """Quantity × price less the discount, rounded half-up once at the line's end (C-01, C-67; EX-C2, EX-C34)."""
    gross = quantity * unit_price * (HUNDRED - discount_percent)
    return rounded(gross / (HUNDRED * MINUTES_PER_HOUR if unit == WORKED else HUNDRED), currency)


def tax_of(net: Decimal, key: GroupKey, currency: str) -> Decimal:
    """The tax on the net of one group, rounded half-up once; nothing outside the taxed categories (C-68, C-69)."""
    category, percent = key
    return rounded(net * percent / HUNDRED, currency) if category in TAXED else rounded(ZERO, currency)


def totals_of(lines: Iterable[tuple[str, Decimal, Decimal]], currency: str) -> Totals:
    """The sums of lines given as (category, percent, net): tax by group, never by line (C-68, EX-C33)."""
    nets = _by_group(lines)
    return _added({key: (net, tax_of(net, key, currency)) for key, net in nets.items()}, currency)


def credit_totals(
    lines: Iterable[tuple[str, Decimal, Decimal]],
    *,
    invoiced: Mapping[GroupKey, tuple[Decimal, Decimal]],
    credited: Mapping[GroupKey, tuple[Decimal, Decimal]],
    currency: str,
) -> Totals:
    """The sums of a credit note on an invoice whose groups held `invoiced` and lost `credited` before, each net and tax.

    Tax is that of C-68, but never more than the group has left, and all that is left once nothing of its net is: however an
    invoice is credited piece by piece, its tax comes back exactly and never twice (P-10).
    """
    found: dict[GroupKey, tuple[Decimal, Decimal]] = {}
    for key, net in _by_group(lines).items():
        all_net, all_tax = invoiced.get(key, (ZERO, ZERO))
        gone_net, gone_tax = credited.get(key, (ZERO, ZERO))
        left = all_tax - gone_tax
        tax = left if all_net - gone_net == net else _between(tax_of(net, key, currency), ZERO, left)
        found[key] = (net, tax)
    return _added(found, currency)


def creditable(net: Decimal, credited: Decimal) -> Decimal:
    """What of a line can still be credited, in the line's own sign (C-65)."""
    return net - credited


def exceeds(credit: Decimal, net: Decimal, credited: Decimal) -> bool:
    """Whether crediting `credit` more would go beyond the line, or turn its sign (C-65)."""
    left = creditable(net, credited)
    return credit * net < 0 or abs(credit) > abs(left)


def settlement(*, prepaid: Decimal, actual: Decimal, cap: Decimal | None = None) -> Settlement:
    """Compare a job's final charge with what was prepaid for it, all net: more is due only up to the cap (C-25, EX-C8)."""
    charge = actual if cap is None else min(actual, max(cap, prepaid))
    return Settlement(due=max(charge - prepaid, ZERO), credit=max(prepaid - charge, ZERO))


def spread(amount: Decimal, open_amounts: Iterable[Decimal]) -> list[Decimal]:
    """How much of `amount` each of the open amounts gets, the oldest first (C-73)."""
    parts = []
    for one in open_amounts:
        parts.append(min(max(one, ZERO), amount))
        amount -= parts[-1]
    return parts


def _by_group(lines):
    nets: dict[GroupKey, Decimal] = {}
    for category, percent, net in lines:
        key = (category, percent if category in TAXED else ZERO)
        nets[key] = nets.get(key, ZERO) + net
    return nets


def _added(found, currency):
    order = sorted(found, key=lambda key: (CATEGORIES.index(key[0]), -key[1]))
    groups = tuple(TaxGroup(key[0], key[1], rounded(found[key][0], currency), found[key][1]) for key in order)
    net = rounded(sum((group.net for group in groups), ZERO), currency)
    tax = rounded(sum((group.tax for group in groups), ZERO), currency)
    return Totals(groups, net, tax, net + tax)


def _between(value, one, other):
    low, high = min(one, other), max(one, other)
    return min(max(value, low), high)
