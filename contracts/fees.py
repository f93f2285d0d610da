"""What a line costs per period, and how that changes at a renewal (C-28, C-45, C-47, C-48, C-56). Pure."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from common.money import rounded
from contracts.proration import uplifted
from contracts.spans import MONTHS
from contracts.terms import Fte, LineTerms, PackageLine, PerTicket, Retainer, Uplift


def fee_of(terms: LineTerms, currency: str) -> Decimal | None:
    """The fee of a whole period, billed in advance; None when the line has none (ad hoc, bucket).

    Tickets cost what was agreed of them (C-45), capacity its row of the table times the rate and months (C-47, EX-C25).
    """
    match terms:
        case Retainer() | PackageLine():
            return rounded(terms.fee, currency)
        case PerTicket():
            return rounded(sum((level.included * level.price for level in terms.levels.values()), Decimal(0)), currency)
        case Fte():
            return rounded(terms.capacity[terms.label] * terms.rate * MONTHS[terms.period], currency)
    return None


def allowance_of(terms: LineTerms) -> int | None:
    """Minutes of a whole period; None when the line has no allowance."""
    return terms.hours.allowance_minutes if isinstance(terms, Retainer | PackageLine) else None


def raised(terms: LineTerms, uplift: Uplift, percent: Decimal, currency: str) -> LineTerms:
    """The line with its fee, or its rate or prices, raised by a percent between the uplift's floor and cap (C-56, EX-C30)."""

    def more(amount: Decimal) -> Decimal:
        return uplifted(amount, currency, percent=percent, cap=uplift.cap, floor=uplift.floor)

    match terms:
        case Retainer() | PackageLine():
            return replace(terms, fee=more(terms.fee))
        case Fte():
            return replace(terms, rate=more(terms.rate))
        case PerTicket():
            levels = {
                number: replace(level, price=more(level.price), extra_price=more(level.extra_price))
                for number, level in terms.levels.items()
            }
            return replace(terms, levels=levels)
    return terms
