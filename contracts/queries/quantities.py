"""What is left of an agreement's hours and tickets, for the tenth question of cover (C-08)."""

from datetime import date, datetime

from django.db.models import Sum

from contracts.allowances import hours_of, tickets_of
from contracts.models import ContractLine, Movement
from contracts.models.ledger import TICKETS
from contracts.queries.agreements import Agreement
from contracts.queries.grants import booked_in, pots_on
from contracts.spans import day_of
from contracts.terms import Bucket


def quantity_left(agreement: Agreement, at: datetime) -> tuple[int | None, int | None]:
    """Minutes and tickets that work done at an instant could still take; None where no line counts them.

    A line whose first period nobody has opened yet has all that it agrees to.
    """
    on = day_of(at, agreement.contract.time_zone)
    counted = [(line, said) for line, said in agreement.lines if isinstance(said, Bucket) or hours_of(said) is not None]
    pots = {pot.line.pk: pot.left for pot in pots_on(agreement.terms, counted, on, on)}
    minutes = [_hours_left(line, said, pots) for line, said in counted]
    tickets = [_tickets_left(line, said, on) for line, said in agreement.lines if tickets_of(said)]
    return sum(minutes) if minutes else None, sum(tickets) if tickets else None


def _hours_left(line: ContractLine, said, pots: dict) -> int:
    if pots.get(line.pk) or Movement.objects.filter(tenant_id=line.tenant_id, line=line).exists():
        return pots.get(line.pk, 0)
    return said.minutes if isinstance(said, Bucket) else hours_of(said).allowance_minutes


def _tickets_left(line: ContractLine, said, on: date) -> int:
    found = booked_in(line, on, on)
    if found is None:
        return sum(tickets_of(said).values())
    rows = Movement.objects.filter(tenant_id=line.tenant_id, line=line, period=found[0], unit=TICKETS)
    return rows.aggregate(left=Sum("quantity"))["left"] or 0
