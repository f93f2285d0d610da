"""Taking back what a group has drawn: new movements that name the old ones (C-03)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts.actions.booking import movement_on
from contracts.actions.charging import give_back
from contracts.actions.weighing import weighed
from contracts.errors import ContractRefused
from contracts.models import Movement
from contracts.models.ledger import BORROW, CHARGE, DRAW, REVERSE, WORKED
from contracts.queries.grants import booked_in
from contracts.spans import day_of

if TYPE_CHECKING:
    from contracts.actions.placing import Work

BACK = Q(reversals__kind=REVERSE)
UNDER = ("under", "under_name")  # facts of work that was drawn from a pot of another contract: which it was done under


def live_work(**of: Any) -> Any:
    """Movements that say what became of work, newest first, each with what was taken back of it."""
    rows = Movement.objects.filter(kind__in=WORKED, work_minutes__gt=0, **of).select_related("line", "period", "cap", "grant")
    minutes, quantity = Sum("reversals__work_minutes", filter=BACK), Sum("reversals__quantity", filter=BACK)
    return rows.annotate(back=Coalesce(minutes, 0), back_quantity=Coalesce(quantity, 0)).order_by("-pk")


def take_back(work: Work, band: str, minutes: int) -> None:
    """Reverse that many of the group's minutes in a band, the newest first, whichever contract's pots they were drawn from;
    refuses more than the group has."""
    group = live_work(tenant_id=work.client.tenant_id, client=work.client, group=work.group, band=band)
    mine = Q(contract=work.contract)
    if work.contract is not None:
        mine |= Q(facts__under=str(work.contract.pk))
    reverse_each(work, group.filter(mine), minutes)


def reverse_each(work: Work, rows: Iterable[Any], minutes: int) -> None:
    """Reverse minutes of these movements, in their order."""
    for row in rows:
        part = min(minutes, row.work_minutes + row.back)
        if part > 0:
            _reverse(work, row, part)
            minutes -= part
    if minutes > 0:
        raise ContractRefused("More is taken back than was drawn; the entry does not belong to this group.")


def _reverse(work, row, minutes):
    live, outstanding = row.work_minutes + row.back, -(row.quantity + row.back_quantity)
    quantity = outstanding if minutes == live else _part_of(work, row, minutes, outstanding, live)
    if row.kind == CHARGE:
        give_back(row, minutes, _reversed_before(work, row))
    said = {"of": row.kind, **{name: row.facts[name] for name in UNDER if name in row.facts}}
    facts = dict(
        work_on=row.work_on, booked_at=work.at, ticket_id=row.ticket_id, source_kind=work.source_kind, source_id=work.source_id,
        group=row.group, level=row.level, band=row.band, rate=row.rate, cap=row.cap, unit=row.unit, by=work.by,
    )  # fmt: skip
    if row.line is None:
        whose = dict(tenant_id=row.tenant_id, client_id=row.client_id, contract_id=row.contract_id)
        work.made.append(Movement(**whose, kind=REVERSE, reverses=row, work_minutes=-minutes, facts=said, **facts))
        return
    where = _returned_to(row, work) if quantity else {"period": row.period}
    work.made.append(
        movement_on(row.line, REVERSE, quantity, reverses=row, work_minutes=-minutes, facts=said, **{**facts, **where})
    )


def _part_of(work, row, minutes, outstanding, live):
    """What goes back of a movement that is reversed in part: the difference of the group's weighted total (C-32)."""
    if "factor" not in row.facts:
        return minutes * outstanding // live
    return min(max(weighed(work, row.line, row.band, Decimal(row.facts["factor"])).less(minutes), 0), outstanding)


def _reversed_before(work, row):
    """Minutes of the charge's group, band and cap that are noted as reversed, and not yet stored."""
    noted = [one for one in work.made if one.pk is None and one.kind == REVERSE and one.cap_id == row.cap_id]
    return -sum(one.work_minutes for one in noted if (one.group, one.band) == (row.group, row.band))


def _returned_to(row, work):
    """The grant that minutes go back to; when its period is closed they can be used in the running one, and are late (C-31)."""
    grant, period = row.grant, row.period
    if row.kind == BORROW:
        repaid = Movement.objects.filter(tenant_id=row.tenant_id, kind=BORROW, facts__of=row.pk).select_related("grant", "period")
        settled = repaid.first()
        if settled is None:
            return {"period": period}
        grant, period = settled.grant, settled.period
    if row.kind == DRAW and period is None:
        return {"grant": grant}  # a bucket's, which expires by its own date
    if period is not None and period.is_open:
        return {"grant": grant, "period": period}
    today = day_of(work.at, work.books.contracts[row.line.contract_id].time_zone)
    found = booked_in(row.line, today, today)
    if found is None:
        return {"grant": grant, "period": period, "is_late": True}
    now, _ = found
    return {"period": now, "usable_from": now.starts_on, "expires_on": now.ends_on, "is_late": True}
