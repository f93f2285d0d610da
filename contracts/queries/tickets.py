"""What is left of the tickets that a period includes (C-45, C-48)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from contracts.allowances import tickets_of
from contracts.models import Contract, ContractLine, LinePeriod, Movement
from contracts.models.ledger import DRAW, GRANT, TICKETS
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import booked_in
from contracts.spans import day_of
from contracts.words import NUMBERED


class TicketsLeft(NamedTuple):
    """The tickets of one level that a line's running period includes, those left of them, and those counted beyond (C-45)."""

    line: ContractLine
    period: LinePeriod
    level: int
    name: str
    left: int
    included: int
    extra: int


def tickets_left(contract: Contract, at: datetime, teams: Mapping[int, str] = NUMBERED) -> list[TicketsLeft]:
    """By line and level what is left of the tickets included in the period that runs at an instant; two queries a line that
    includes any, none for others. `teams` are the names of the levels where a client reads them (`decisions.md` 35)."""
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
        by_level = sorted(counted, key=lambda row: row["level"])
        found += [TicketsLeft(line, running[0], name=teams.get(row["level"], f"L{row['level']}"), **row) for row in by_level]
    return found
