"""Parts of a fee and of an allowance: by days, both ends inclusive, rounded once half-up (C-51 to C-53, C-56, C-57). Pure."""

from __future__ import annotations

from collections.abc import Iterable
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


def parts_of_fee(amount: Decimal, parts: Iterable[int], days: int, currency: str) -> list[Decimal]:
    """The fee of each part of a period, given in days; the last takes the difference, so their sum is exact (C-51, P-8)."""
    covered = list(parts)
    shares = [prorated(amount, part, days, currency) for part in covered[:-1]]
    return [*shares, prorated(amount, sum(covered), days, currency) - sum(shares, Decimal(0))] if covered else []


def parts_of_minutes(minutes: int, parts: Iterable[int], days: int) -> list[int]:
    """The allowance of each part of a period; the last takes the difference (C-51, P-8)."""
    covered = list(parts)
    shares = [prorated_minutes(minutes, part, days) for part in covered[:-1]]
    return [*shares, prorated_minutes(minutes, sum(covered), days) - sum(shares)] if covered else []


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


def exit_refund(fee: Decimal, unused: Span, whole: Span, currency: str, *, early_fee: Decimal = Decimal(0)) -> Decimal:
    """The credit note for unused prepaid days less the early-termination fee, never below nothing (C-57, EX-C31)."""
    return max(prorated(fee, unused.days, whole.days, currency) - early_fee, Decimal(0))


def _check(covered_days: int, days: int) -> None:
    if not 0 <= covered_days <= days or days < 1:
        raise ValueError("A part has no more days than its period, and none less than zero.")
