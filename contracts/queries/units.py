"""What the tickets counted in a period come to (C-45, EX-C23)."""

from decimal import Decimal

from django.db.models import Count

from common.money import rounded
from contracts.models import LinePeriod, TicketUnit
from contracts.pricing import extra_tickets
from contracts.queries.agreements import version_on
from contracts.terms import PerTicket


def tickets_counted(period: LinePeriod) -> dict[int, int]:
    """Level -> tickets counted in a period, reserved or committed, at the level they are priced at (C-46)."""
    units = TicketUnit.objects.filter(tenant_id=period.tenant_id, period=period, released_at=None)
    return dict(units.order_by().values("level").annotate(count=Count("pk")).values_list("level", "count"))


def ticket_charges(period: LinePeriod) -> tuple[Decimal, dict[int, tuple[int, Decimal]]]:
    """The fee for the tickets agreed, and by level how many are extra and what they come to, by the terms of its first day."""
    contract = period.line.contract
    said = version_on(contract, period.starts_on).agreed.lines[str(period.line_id)]
    if not isinstance(said, PerTicket):
        return Decimal(0), {}
    levels = {level: (price.included, price.price, price.extra_price) for level, price in said.levels.items()}
    fee = sum((rounded(included * price, contract.currency) for included, price, _ in levels.values()), Decimal(0))
    return fee, extra_tickets(tickets_counted(period), levels, contract.currency)
