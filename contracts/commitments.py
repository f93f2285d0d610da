"""What accepting an agreement, or its renewal, commits a client to (C-22). Pure: money is Decimal without tax, days are local."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from common.money import ZERO
from contracts.allowances import cycle_of
from contracts.fees import fee_of
from contracts.proration import prorated
from contracts.spans import DAY, Span, add_months
from contracts.terms import Bucket, LineTerms

OPEN_ENDED = 12  # months that count of an agreement that names no last day


def term_from(starts_on: date, ends_on: date | None) -> Span:
    """The days that are agreed; of an agreement without a last day its first year."""
    return Span(starts_on, ends_on or add_months(starts_on, OPEN_ENDED) - DAY)


def committed(lines: Iterable[tuple[Any, LineTerms]], term: Span, currency: str) -> Decimal:
    """The fees of a term's days, each period by its days (C-51), and the buckets bought in it.

    `lines` are pairs of something with `starts_on` and `ends_on`, and its terms. What is paid by use is not among it: its own
    quotes, caps and questions ask for that.
    """
    return sum((_of_line(line, terms, term, currency) for line, terms in lines), ZERO)


def _of_line(line, terms, term, currency):
    if isinstance(terms, Bucket):
        return terms.price if line.starts_on in term else ZERO
    fee = fee_of(terms, currency)
    ends_on = min(filter(None, (line.ends_on, term.ends_on)))
    cycle = cycle_of(terms, line.starts_on, ends_on)
    if fee is None or cycle is None:
        return ZERO
    first = max(0, cycle.number_on(max(term.starts_on, line.starts_on)))
    parts = cycle.until(term.ends_on, first)
    return sum((_of_part(fee, part, term, currency) for part in parts), ZERO)


def _of_part(fee, part, term, currency):
    days = Span(max(part.span.starts_on, term.starts_on), part.span.ends_on).days
    return prorated(fee, days, part.whole.days, currency)
