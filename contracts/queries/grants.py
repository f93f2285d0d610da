"""What is left in the pots that work is drawn from, grant by grant."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts.allowances import hours_of
from contracts.models import ContractLine, LinePeriod, Movement
from contracts.models.ledger import EXPIRE, GRANT, MINUTES, REVERSE, ROLL, TOP_UP
from contracts.pots import Grant, in_draw_order, in_pot_order
from contracts.terms import Bucket, Hours, LineTerms, Terms

CAN_BE_DRAWN = Q(kind__in=(GRANT, ROLL, TOP_UP)) | Q(kind=REVERSE, expires_on__isnull=False)


@dataclass
class Pot:
    """A line that hours can be drawn from, the period that work is booked in, and what is left, as work is drawn."""

    line: ContractLine
    terms: LineTerms
    period: LinePeriod | None
    is_late: bool
    on: date  # the work date, or the nearest day of the period where that is another's (C-31)
    agreed: Terms  # of the line's contract
    work_on: date  # local to that contract (C-05)
    is_beside: bool = False  # of another contract than the one that is worked under (`decisions.md` 11)
    grants: list[Grant] = field(default_factory=list)
    expired: dict[int, int] = field(default_factory=dict)  # by grant: written off, but the work date lies before (EX-C37)

    @property
    def hours(self) -> Hours | None:
        return hours_of(self.terms)

    @property
    def left(self) -> int:
        return sum(grant.left for grant in self.grants if grant.holds_on(self.on))


def grants_left(line: ContractLine):
    """The movements of a line that can be drawn from, each with `left` and `expired`, in the order in which they were granted."""
    rows = Movement.objects.filter(CAN_BE_DRAWN, tenant_id=line.tenant_id, line=line, grant=None, unit=MINUTES, quantity__gt=0)
    taken, written_off = Sum("draws__quantity"), Sum("draws__quantity", filter=Q(draws__kind=EXPIRE) | BACK)
    return rows.annotate(taken=Coalesce(taken, 0), written_off=Coalesce(written_off, 0)).order_by("booked_at", "id")


BACK = Q(draws__kind=REVERSE, draws__reverses__kind=EXPIRE)


def pots_on(terms: Terms, lines, work_on: date, today: date, beside: Iterable[Pot] = ()) -> list[Pot]:
    """The lines that grant hours, in the order in which they are drawn from, for work of a local date (C-10, C-31, C-39).

    `beside` are pots of other contracts, which take their places among them by these terms.
    """
    pots = [pot for line, said in lines if (pot := _pot(line, said, work_on, today, terms)) is not None]
    pots += beside
    others = {place for place, pot in enumerate(pots) if pot.is_beside}
    order = in_pot_order([(pot.line.kind, pot.grants, pot.line.position) for pot in pots], terms.pot_order, others)
    return [pots[place] for place in order]


def _pot(line, said, work_on, today, terms):
    if isinstance(said, Bucket):
        pot = Pot(line, said, None, False, work_on, terms, work_on)
    elif hours_of(said) is not None:
        found = booked_in(line, work_on, today)
        if found is None:
            return None
        period, is_late = found
        on = min(max(work_on, period.starts_on), period.ends_on)
        pot = Pot(line, said, period, is_late, on, terms, work_on)
    else:
        return None
    _fill(pot)
    return pot


def booked_in(line: ContractLine, work_on: date, today: date):
    """The open period that work of a date is booked in and whether it is late there (C-31); None when no period is open.

    After the last period (run-off, C-58) it is that one.
    """
    periods = list(line.periods.filter(tenant_id=line.tenant_id).order_by("number"))
    own = next((period for period in periods if period.starts_on <= work_on <= period.ends_on), None)
    if own is not None and own.is_open:
        return own, False
    still_open = [period for period in periods if period.is_open and period.starts_on <= max(today, work_on)]
    if not still_open:
        return None
    running = [period for period in still_open if period.starts_on <= today <= period.ends_on]
    return (running or still_open)[-1], own is not None


def _fill(pot):
    ranked = sorted(grants_left(pot.line), key=lambda row: (row.booked_at, row.kind != ROLL, row.pk))
    waits = pot.hours is not None and pot.hours.usable_on == "payment"
    for rank, row in enumerate(ranked):
        if waits and row.kind == GRANT and row.period_id == getattr(pot.period, "pk", None) and pot.period.paid_at is None:
            continue  # the fee is not paid yet (C-43)
        left, off = row.quantity + row.taken, -row.written_off
        if isinstance(pot.terms, Bucket) and off > 0:
            pot.expired[row.pk] = off
            left += off
        if left > 0:
            pot.grants.append(Grant(row.pk, left, rank, row.expires_on, row.usable_from))
    pot.grants = in_draw_order(pot.grants)
