"""Minutes borrowed from a period that never gave them back, because the line ended or the period was too short (C-35)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts.actions.booking import book
from contracts.actions.periods import Life
from contracts.allowances import hours_of
from contracts.models import LinePeriod, Movement
from contracts.models.ledger import BORROW, HOLD, OVERAGE, REVERSE
from contracts.pots import unweighted
from contracts.queries.rates import cards_for, overage_rates

UNRETURNED = {"unreturned": True}


def bill_what_is_owed(life: Life, period: LinePeriod, following: LinePeriod | None, booked_at: datetime) -> None:
    """At a period's close, work that was done with borrowed minutes which nothing can give back any more is beyond the hours.

    That is what earlier periods borrowed of this one and it did not have, and, without a period that follows, what it borrowed
    itself. It is taken back and booked as overage at the rate of the work date (C-31, C-36), or held where there is none. What
    was given back in part is owed for the rest. The caller holds the lock on the line, and closes the period once.
    """
    until = period.number if following is None else period.number - 1
    rows = Movement.objects.filter(tenant_id=period.tenant_id, line=life.line, kind=BORROW, grant=None, quantity__lt=0)
    back = Coalesce(Sum("reversals__quantity"), 0)
    undone = Coalesce(Sum("reversals__quantity", filter=Q(reversals__kind=REVERSE)), 0)
    minutes = Coalesce(Sum("reversals__work_minutes", filter=Q(reversals__kind=REVERSE)), 0)
    rows = rows.filter(period__number__lte=until).annotate(back=back, undone=undone, minutes_undone=minutes)
    for row in rows.select_related("period").order_by("pk"):
        owed = -(row.quantity + row.back)
        if owed > 0:
            _bill(life, row, owed, booked_at)


def place_unreturned(life: Life, at: datetime) -> bool:
    """Bill what such work is held for want of a rate, once there is one; returns whether some is still held. Safe to repeat."""
    agreed = [hours_of(version.agreed.lines[str(life.line.pk)]) for version in life.versions]
    if not any(hours is not None and hours.overage == "borrow" for hours in agreed):
        return False
    rows = Movement.objects.filter(tenant_id=life.line.tenant_id, line=life.line, kind=HOLD, facts__unreturned=True)
    waits = False
    for row in rows.annotate(back=Coalesce(Sum("reversals__work_minutes"), 0)).select_related("period").order_by("pk"):
        minutes = row.work_minutes + row.back
        rate = _rate_on(life, row) if minutes else None
        if rate is not None:
            said = _about(row) | {"period": row.period, "booked_at": at}
            book(life.line, REVERSE, 0, reverses=row, work_minutes=-minutes, facts={"of": HOLD}, **said)
            book(life.line, OVERAGE, 0, work_minutes=minutes, rate=rate, facts=UNRETURNED, **said)
        waits = waits or (minutes > 0 and rate is None)
    return waits


def _bill(life, row, owed, booked_at):
    drawn, worked = -(row.quantity + row.undone), row.work_minutes + row.minutes_undone
    minutes = worked if owed == drawn else unweighted(owed, worked, Decimal(drawn) / worked)
    said, rate = _about(row) | {"period": row.period, "booked_at": booked_at}, _rate_on(life, row)
    book(life.line, REVERSE, owed, reverses=row, work_minutes=-minutes, facts={"of": BORROW} | UNRETURNED, **said)
    if rate is None:
        book(life.line, HOLD, 0, work_minutes=minutes, facts={"reason": "no_rate"} | UNRETURNED, **said)
    else:
        book(life.line, OVERAGE, 0, work_minutes=minutes, rate=rate, facts=UNRETURNED, **said)


def _about(row):
    """What the movements that follow from one copy of it (C-04)."""
    names = ("work_on", "ticket_id", "source_kind", "source_id", "group", "level", "band", "is_late")
    return {name: getattr(row, name) for name in names}


def _rate_on(life, row) -> Decimal | None:
    """The line's rate beyond its hours for work of that date, level and band, by the terms of the date (C-15, C-36)."""
    contract, line = life.contract, life.line
    day = min(row.work_on, life.ends_on) if life.ends_on else row.work_on
    known = [version for version in life.versions if version.effective_on <= day] or life.versions[:1]
    cards = cards_for(
        tenant_id=line.tenant_id, currency=contract.currency, client_id=line.client_id, contract=contract, line=line
    )
    return overage_rates(life.terms_on(day), known[-1].agreed, cards, row.level, row.work_on).get(row.band)
