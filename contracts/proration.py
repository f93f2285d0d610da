"""Parts of a fee and of an allowance: by days, both ends inclusive, rounded once half-up (C-51 to C-53, C-56, C-57). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from common.money import rounded
from contracts.spans import Span, half_up


def prorated(amount: Decimal, covered_days: int, days: int, currency: str) -> Decimal:
    """amount × covered days ÷ days of that billing period, rounded once half-up (C-51, EX-C17, EX-C18, EX-C32)."""
    _check(covered_days, days)
    return rounded(amount * covered_days / days, currency)


def prorated_minutes(minutes: int, covered_days: int, days: int) -> int:
    """The same fraction of an allowance, half-up to a minute (C-51, EX-C17, EX-C18)."""
    _check(covered_days, days)
    return half_up(Decimal(minutes) * covered_days / days)


def further_part(amount: Decimal, before: int, charged: Decimal, covered_days: int, days: int, currency: str) -> Decimal:
    """The fee of the next days of a period of which `before` days are `charged` already: the difference to what all of them
    come to, so that however a period is cut its parts make its fee (C-51, P-8)."""
    return prorated(amount, before + covered_days, days, currency) - charged


@dataclass(frozen=True)
class FeeChange:
    """The two lines of a change within a period: what is given back of the old fee, what is charged of the new (C-52)."""

    days: int  # from the effective day to the period's end
    of_days: int
    credit: Decimal
    charge: Decimal

    @property
    def due(self) -> Decimal:
        """What is to be paid; negative when it is to be credited (C-53)."""
        return self.charge - self.credit


def change_of_fee(old: Decimal, new: Decimal, rest: Span, whole: Span, currency: str) -> FeeChange:
    """An upgrade, or a downgrade agreed at once, for the days left of a billing period (C-52, C-53, EX-C26 to EX-C28)."""
    credit = prorated(old, rest.days, whole.days, currency)
    return FeeChange(rest.days, whole.days, credit, prorated(new, rest.days, whole.days, currency))


def added_allowance(old: int, new: int, rest: Span, whole: Span) -> int:
    """Minutes that an upgrade adds to the running period; negative for a downgrade (C-52, EX-C26)."""
    share = prorated_minutes(abs(new - old), rest.days, whole.days)
    return share if new >= old else -share


def uplifted(
    fee: Decimal, currency: str, *, percent: Decimal, cap: Decimal | None = None, floor: Decimal | None = None
) -> Decimal:
    """The fee in force raised by a percent, held between floor and cap where there are any, rounded (C-56, EX-C30)."""
    if cap is not None:
        percent = min(percent, cap)
    if floor is not None:
        percent = max(percent, floor)
    return rounded(fee * (100 + percent) / 100, currency)


def _check(covered_days: int, days: int) -> None:
    if not 0 <= covered_days <= days or days < 1:
        raise ValueError("A part has no more days than its period, and none less than zero.")
