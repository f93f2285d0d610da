"""What is left of the tickets that a period includes (C-45, C-48)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from contracts.allowances import tickets_of
from contracts.models import Contract, ContractLine, LinePeriod, Movement
from contracts.models.ledger import DRAW, GRANT, TICKETS
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import booked_in
from contracts.spans import day_of


class TicketsLeft(NamedTuple):
    """The tickets of one level that a line's running period includes, those left of them, and those counted beyond (C-45)."""

    line: ContractLine
    period: LinePeriod
    level: int
    left: int
    included: int
    extra: int


def tickets_left(contract: Contract, at: datetime) -> list[TicketsLeft]:
    """By line and level what is left of the tickets included in the period that runs at an instant; two queries a line that
    includes any, none for others."""
    today, found = day_of(at, contract.time_zone), []
    for line, said in agreement_on(contract, today).lines:
        running = booked_in(line, today, today) if tickets_of(said) else None
        if running is None:
            continue
        rows = Movement.objects.filter(tenant_id=line.tenant_id, line=line, period=running[0], unit=TICKETS, level__isnull=False)
        counted = (
            rows.order_by()
            .values("level")
            .annotate(
                left=Sum("quantity"),
                included=Sum("quantity", filter=Q(kind=GRANT), default=0),
                extra=Count("pk", filter=Q(kind=DRAW, facts__is_extra=True, reversals=None)),
            )
        )
        found += [TicketsLeft(line, running[0], **row) for row in sorted(counted, key=lambda row: row["level"])]
    return found
