"""How much of a period is available, used and left (C-41)."""

from typing import NamedTuple

from django.db.models import Q, Sum

from contracts.allowances import hours_of
from contracts.models import ContractLine, LinePeriod, Movement
from contracts.models.ledger import BORROW, DRAW, MINUTES, REVERSE
from contracts.queries.grants import grants_left
from contracts.terms import LineTerms


class Pace(NamedTuple):
    """Minutes of a period: what it can give in all (allowance, rolled, topped up, less what was borrowed from it), what was
    used of that, what is left; and what it has borrowed from the next."""

    available: int
    used: int
    left: int
    borrowed: int

    def has_reached(self, percent: int, more: int = 0) -> bool:
        """Whether used minutes (and `more` that wait for approval, C-33) make at least that percent of those available."""
        return self.available > 0 and (self.used + self.borrowed + more) * 100 >= self.available * percent


def pace_of(line: ContractLine, period: LinePeriod) -> Pace:
    """The pace of an open period, in two queries."""
    here = Movement.objects.filter(tenant_id=line.tenant_id, line=line, period=period, unit=MINUTES)
    drawn = Q(kind=DRAW) | Q(kind=REVERSE, reverses__kind=DRAW, grant__isnull=False)
    borrowed = Q(kind=BORROW, grant=None, quantity__lt=0) | Q(kind=REVERSE, reverses__kind=BORROW)
    sums = here.aggregate(drawn=Sum("quantity", filter=drawn), borrowed=Sum("quantity", filter=borrowed))
    used = -(sums["drawn"] or 0)
    left = sum(row.quantity + row.taken for row in grants_left(line) if _counts_in(row, period))
    return Pace(used + left, used, left, max(-(sums["borrowed"] or 0), 0))


def _counts_in(row, period):
    """Whether a grant can be drawn from in the period."""
    begun = row.usable_from is None or row.usable_from <= period.ends_on
    return begun and (row.expires_on is None or row.expires_on >= period.starts_on) and row.quantity + row.taken > 0


def thresholds_of(said: LineTerms) -> tuple[int, ...]:
    """The percents at which a line tells (C-41); none for lines without hours by the period."""
    hours = hours_of(said)
    return tuple(sorted(hours.thresholds)) if hours is not None else ()
