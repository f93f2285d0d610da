"""What the tickets counted in a period come to (C-45, EX-C23)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Count

from common.money import rounded
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
    """Tickets of one level beyond those agreed for a closed period, at the price of an extra one; `id` is the same each time.

    What changed since the others were invoiced has an id of its own; where fewer count now, price and amount are below nothing.
    """

    id: UUID
    line: ContractLine
    period: LinePeriod
    level: int
    count: int
    price: Decimal
    amount: Decimal
    currency: str
    tickets: tuple[UUID, ...]  # all that were counted at the level in the period


def uninvoiced_tickets(
    contract: Contract, until: date, *, invoiced: Mapping[UUID, int | None] = MappingProxyType({})
) -> list[TicketCharge]:
    """Extra tickets of the per-ticket lines' closed periods that ended on or before a local day (C-45), oldest first.

    `invoiced` says how many tickets each charge on live invoice lines is for, below nothing where it takes some back, and none of
    one that was credited. A ticket that rises to another level, or counts no more, after its period was invoiced changes what is
    payable by the difference (C-46). The fee for the tickets agreed is a charge of its own (`uninvoiced`).
    """
    rows = LinePeriod.objects.filter(tenant_id=contract.tenant_id, line__contract=contract, line__kind="per_ticket")
    closed = rows.filter(closed_at__isnull=False, ends_on__lte=until).select_related("line__contract").order_by("ends_on", "line")
    return [charge for period in closed for charge in _of_period(contract, period, invoiced)]


def _of_period(contract, period, invoiced):
    said = version_on(contract, period.starts_on).agreed.lines[str(period.line_id)]
    now = {level: count for level, (count, _amount) in ticket_charges(period).items()}
    for level, agreed in sorted(said.levels.items()) if isinstance(said, PerTicket) else ():
        ids = _ids_of(period, level, invoiced)
        more = now.get(level, 0) - sum(invoiced.get(pk) or 0 for pk in ids)
        if not more:
            continue
        price = agreed.extra_price if more > 0 else -agreed.extra_price
        amount = rounded(abs(more) * price, contract.currency)
        key = next(pk for pk in ids if invoiced.get(pk) is None)
        units = TicketUnit.objects.filter(tenant_id=period.tenant_id, period=period, level=level, released_at=None)
        tickets = tuple(units.values_list("ticket_id", flat=True))
        yield TicketCharge(key, period.line, period, level, abs(more), price, amount, contract.currency, tickets)


def _ids_of(period, level, invoiced):
    """The ids of a level's charges that were ever on an invoice, and the next one."""
    name = f"{period.tenant_id}:{period.pk}:{level}"
    ids = [uuid5(NAMESPACE_OID, name)]
    while ids[-1] in invoiced:
        ids.append(uuid5(NAMESPACE_OID, f"{name}:{len(ids)}"))
    return ids
