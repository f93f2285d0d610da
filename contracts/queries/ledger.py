"""Reading the hours ledger: balances, pots with what is left, its rows, and work that is payable (C-03, C-37, C-43)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Q, Sum

from contracts.allowances import hours_of
from contracts.models import Contract, ContractLine, LinePeriod, Movement
from contracts.models.ledger import CHARGE, MINUTES, OVERAGE, REVERSE
from contracts.pricing import price_minutes
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import booked_in, grants_left
from contracts.queries.pace import Pace, pace_of
from contracts.spans import day_of
from contracts.terms import Bucket, LineTerms


def contracts_with_due_ledger(tenant_id, *, at: datetime) -> list[Contract]:
    """Contracts of which a line's ledger is to be looked after by now, the longest due first."""
    due = ContractLine.objects.filter(tenant_id=tenant_id, ledger_due_at__lte=at).select_related("contract__client")
    return list({line.contract_id: line.contract for line in due.order_by("ledger_due_at", "contract_id")}.values())


def balance_of(line: ContractLine, at: datetime | None = None) -> int:
    """Minutes on a line, by all movements booked until an instant; now without one. Negative when borrowed (C-43)."""
    rows = Movement.objects.filter(tenant_id=line.tenant_id, line=line, unit=MINUTES)
    return (rows.filter(booked_at__lte=at) if at else rows).aggregate(sum=Sum("quantity"))["sum"] or 0


class PotLeft(NamedTuple):
    """A line with hours on an instant; minutes. `pace` is of the running period, None for a bucket or without a period."""

    line: ContractLine
    terms: LineTerms
    period: LinePeriod | None
    left: int
    granted: int
    expires_on: date | None
    pace: Pace | None


def pots_left(contract: Contract, at: datetime) -> list[PotLeft]:
    """The contract's lines with hours, in their order, and what is left in each; three queries a line."""
    today = day_of(at, contract.time_zone)
    found = []
    for line, said in agreement_on(contract, today).lines:
        if isinstance(said, Bucket):
            rows = list(grants_left(line))
            left = sum(row.quantity + row.taken for row in rows)
            found.append(PotLeft(line, said, None, left, sum(row.quantity for row in rows), said.expires_on, None))
        elif hours_of(said) is not None and (running := booked_in(line, today, today)) is not None:
            pace = pace_of(line, running[0])
            found.append(PotLeft(line, said, running[0], pace.left, pace.available, running[0].ends_on, pace))
    return found


def ledger_of(contract: Contract, *, line: ContractLine | None = None, ticket_id: UUID | None = None):
    """The contract's movements, newest first, with what a page shows of each read along; to be filtered and paged."""
    rows = Movement.objects.filter(tenant_id=contract.tenant_id, contract=contract)
    rows = rows.filter(line=line) if line else rows
    rows = rows.filter(ticket_id=ticket_id) if ticket_id else rows
    return rows.select_related("line", "period", "by__person", "reverses").order_by("-booked_at", "-pk")


class WorkCharge(NamedTuple):
    """Billable minutes of one group in one band at one rate per hour, and what they come to, rounded once (C-01, decision 25).

    `id` is the same each time it is asked for, so that an invoice line can name it as its source (C-71). What comes to a group
    after it was invoiced `is_rest`, with an id of its own.
    """

    id: UUID
    group: str  # of the entries that it is for, which an invoice closes (decision 25)
    kind: str  # overage or charge
    line: ContractLine | None
    period: LinePeriod | None
    cap_id: UUID | None
    ticket_id: UUID | None
    work_on: date
    level: int
    band: str
    minutes: int
    rate: Decimal
    amount: Decimal
    currency: str
    is_rest: bool = False


def uninvoiced_work(
    contract: Contract,
    until: date,
    *,
    ticket_id: UUID | None = None,
    with_open_periods: bool = False,
    billed=frozenset(),
    invoiced: Mapping[UUID, Decimal] = MappingProxyType({}),
) -> list[WorkCharge]:
    """Work on a contract that is payable: overage of closed periods (C-37) and work charged ad hoc, done until a local day.

    `billed` are ids of charges on live invoice lines, which the caller knows; `invoiced` the minutes of those on issued ones, of
    which only what came since is still payable. A group of which everything was taken back is left out. In the order of the days
    worked; two queries.
    """
    payable = Q(kind__in=(OVERAGE, CHARGE)) | Q(kind=REVERSE, reverses__kind__in=(OVERAGE, CHARGE))
    rows = Movement.objects.filter(payable, tenant_id=contract.tenant_id, contract=contract, work_on__lte=until)
    rows = rows.filter(ticket_id=ticket_id) if ticket_id else rows
    if not with_open_periods:
        rows = rows.filter(Q(kind=CHARGE) | Q(reverses__kind=CHARGE) | Q(period__closed_at__isnull=False))
    sums: dict[tuple, list[Movement]] = defaultdict(list)
    for row in rows.select_related("line", "period", "reverses").order_by("work_on", "pk"):
        kind = row.reverses.kind if row.kind == REVERSE else row.kind
        sums[kind, row.group, row.line_id, row.cap_id, row.work_on, row.level, row.band, row.rate].append(row)
    charges = [_work_charge(contract, key, movements, invoiced) for key, movements in sums.items()]
    return [charge for charge in charges if charge.minutes and charge.id not in billed]


def _work_charge(contract, key, movements, invoiced):
    kind, group, line_id, cap_id, work_on, level, band, rate = key
    minutes, first = sum(row.work_minutes for row in movements), movements[0]
    ids = _ids_of(":".join(map(str, (contract.tenant_id, contract.pk, *key))), len(movements))
    named = [pk for pk in ids if pk in invoiced]
    rest = minutes - int(sum(invoiced[pk] for pk in named))
    is_rest = bool(named) and rest > 0
    minutes = rest if is_rest else minutes
    amount = price_minutes({band: max(minutes, 0)}, {band: rate}, contract.currency).total
    return WorkCharge(
        id=next(pk for pk in ids if pk not in invoiced) if is_rest else (named or ids)[0],
        group=group,
        kind=kind,
        line=first.line,
        period=first.period,
        cap_id=cap_id,
        ticket_id=first.ticket_id,
        work_on=work_on,
        level=level,
        band=band,
        minutes=minutes,
        rate=rate,
        amount=amount,
        currency=contract.currency,
        is_rest=is_rest,
    )


def _ids_of(name, times):
    """One id for what was there at first, and one for each time that more may have come."""
    return [uuid5(NAMESPACE_OID, name), *(uuid5(NAMESPACE_OID, f"{name}:{more}") for more in range(1, times + 1))]
