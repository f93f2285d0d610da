"""What the tickets counted in a period come to (C-45, EX-C23)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Count

from contracts.models import Contract, ContractLine, LinePeriod, TicketUnit
from contracts.pricing import extra_tickets
from contracts.queries.agreements import version_on
from contracts.terms import PerTicket


def tickets_counted(period: LinePeriod) -> dict[int, int]:
    """Level -> tickets counted in a period, reserved or committed, at the level they are priced at (C-46)."""
    units = TicketUnit.objects.filter(tenant_id=period.tenant_id, period=period, released_at=None)
    return dict(units.order_by().values("level").annotate(count=Count("pk")).values_list("level", "count"))


def ticket_charges(period: LinePeriod) -> dict[int, tuple[int, Decimal]]:
    """By level how many tickets are extra and what they come to, by the terms of the period's first day."""
    contract = period.line.contract
    said = version_on(contract, period.starts_on).agreed.lines[str(period.line_id)]
    if not isinstance(said, PerTicket):
        return {}
    levels = {level: (price.included, price.price, price.extra_price) for level, price in said.levels.items()}
    return extra_tickets(tickets_counted(period), levels, contract.currency)


class TicketCharge(NamedTuple):
    """Tickets of one level beyond those agreed for a closed period, at the price of an extra one; `id` is the same each time."""

    id: UUID
    line: ContractLine
    period: LinePeriod
    level: int
    count: int
    price: Decimal
    amount: Decimal
    currency: str
    tickets: tuple[UUID, ...]  # all that were counted at the level in the period


def uninvoiced_tickets(contract: Contract, until: date, *, billed=frozenset()) -> list[TicketCharge]:
    """Extra tickets of the per-ticket lines' closed periods that ended on or before a local day (C-45), oldest first.

    `billed` are ids of charges on live invoice lines. The fee for the tickets agreed is a charge of its own (`uninvoiced`).
    """
    rows = LinePeriod.objects.filter(tenant_id=contract.tenant_id, line__contract=contract, line__kind="per_ticket")
    closed = rows.filter(closed_at__isnull=False, ends_on__lte=until).select_related("line__contract").order_by("ends_on", "line")
    found = []
    for period in closed:
        for level, (count, amount) in sorted(ticket_charges(period).items()):
            units = TicketUnit.objects.filter(tenant_id=period.tenant_id, period=period, level=level, released_at=None)
            tickets = tuple(units.values_list("ticket_id", flat=True))
            key = uuid5(NAMESPACE_OID, f"{period.tenant_id}:{period.pk}:{level}")
            price = amount / count
            found.append(TicketCharge(key, period.line, period, level, count, price, amount, contract.currency, tickets))
    return [charge for charge in found if charge.id not in billed]
