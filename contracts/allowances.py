"""What a line grants in a period, by the terms in effect in it (C-28, C-47, C-48, C-51, C-52). Pure: minutes are whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.proration import added_allowance, prorated_minutes
from contracts.spans import MONTHS, Cycle, Part, Span, half_up
from contracts.terms import Fte, Hours, LineTerms, PackageLine, PerTicket, Retainer


def hours_of(terms: LineTerms) -> Hours | None:
    """How a line's allowance is drawn and exceeded; None for a line that grants no hours by the period.

    A full-time-equivalents line grants the hours of its row of the capacity table, which are of a month, for each month of its
    period, as its fee pays for them, and carries nothing over (C-47).
    """
    match terms:
        case Retainer() | PackageLine():
            return terms.hours
        case Fte():
            minutes = half_up(terms.capacity[terms.label] * 60 * MONTHS[terms.period])
            return Hours(allowance_minutes=minutes, overage=terms.overage, overage_rate=terms.overage_rate)
    return None


def tickets_of(terms: LineTerms) -> dict[int, int]:
    """Level -> tickets that a period includes (C-45, C-48); empty for a line that counts none."""
    match terms:
        case PerTicket():
            return {level: price.included for level, price in terms.levels.items()}
        case PackageLine():
            return terms.included_tickets
    return {}


def cycle_of(terms: LineTerms, starts_on: date, ends_on: date | None) -> Cycle | None:
    """The periods of a line from its first day on (C-30); None for a line without any."""
    match terms:
        case Retainer() | PackageLine():
            return Cycle(starts_on, MONTHS[terms.period], terms.is_calendar_aligned, ends_on)
        case PerTicket() | Fte():
            return Cycle(starts_on, MONTHS[terms.period], False, ends_on)
    return None


class Change(NamedTuple):
    """An allowance in minutes from a date on."""

    on: date
    allowance: int


def allowance_in(part: Part, changes: Sequence[Change]) -> int:
    """The minutes that a period grants of its own: its share of the first allowance, and for each later change within it the
    same days' share of what was added or taken away (C-51, C-52, EX-C17, EX-C18, EX-C26)."""
    ordered = sorted(changes)
    before = [change for change in ordered if change.on <= part.span.starts_on]
    allowance = (before or ordered)[-1 if before else 0].allowance
    total = prorated_minutes(allowance, part.span.days, part.whole.days)
    for change in ordered:
        if part.span.starts_on < change.on <= part.span.ends_on:
            total += added_allowance(allowance, change.allowance, Span(change.on, part.span.ends_on), part.whole)
            allowance = change.allowance
    return max(total, 0)


def factor_of(hours: Hours | None, level: int, multiplier: Decimal) -> Decimal:
    """What a worked minute draws: 1, or when weighted level factor × band multiplier (C-32, EX-C20)."""
    if hours is None or hours.draw == "flat":
        return Decimal(1)
    return hours.level_factors.get(level, Decimal(1)) * multiplier
