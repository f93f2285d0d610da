"""More hours than the period brings: top-ups (C-42)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.money import rounded
from contracts.actions.booking import book, lock_pots
from contracts.actions.keeping import keep_lines
from contracts.actions.thresholds import arm_thresholds
from contracts.errors import ContractRefused
from contracts.models import Charge, ContractLine, LinePeriod, Movement
from contracts.models.ledger import TOP_UP
from contracts.queries.grants import booked_in
from contracts.spans import day_of


@transaction.atomic
def top_up(
    *,
    line: ContractLine,
    minutes: int,
    price: Decimal,
    expires_on: date | None = None,
    source_kind: str = "",
    source_id: Any = None,
    by: Any,
    at: datetime,
) -> Movement:
    """Add minutes to a line's running period at a price without tax, until its end or an own last day (C-42).

    The price becomes a charge that can be invoiced from today on. Thresholds that are no longer crossed tell again (C-41). What
    is held is placed by `release_held`. Refuses no minutes, a day that is over, and a line without an open period.
    """
    contract = line.contract
    lines = {each.pk: each for each in lock_pots(contract=contract)}
    line, today = lines[line.pk], day_of(at, contract.time_zone)
    keep_lines(contract, [line], at)
    period = _open_period(line, minutes, expires_on, today)
    made = book(
        line,
        TOP_UP,
        minutes,
        period=period,
        booked_at=at,
        usable_from=period.starts_on,
        expires_on=expires_on or period.ends_on,
        source_kind=source_kind,
        source_id=source_id,
        by=by,
        facts={"price": str(price)},
    )
    if price:
        _charge(line, made, price, today)
    arm_thresholds(line=line, period=period)
    keep_lines(contract, [line], at, is_forced=True)
    about = {"tenant_id": contract.tenant_id, "subject": contract, "client_id": contract.client_id}
    record(kind="contract.top_up", at=at, by=by, line=line.name, minutes=minutes, price=str(price), **about)
    return made


def _open_period(line: ContractLine, minutes: int, expires_on: date | None, today: date) -> LinePeriod:
    """The running period that takes the minutes, or a refusal in a sentence."""
    found = booked_in(line, today, today)
    if found is None:
        raise ContractRefused(_("“%(line)s” has no open period that hours could be added to.") % {"line": line.name})
    if minutes < 1:
        raise ContractRefused(_("Add at least one minute."), field="minutes")
    if expires_on is not None and expires_on < today:
        raise ContractRefused(_("The last day of the added hours is over. Choose a later one."), field="expires_on")
    return found[0]


def _charge(line: ContractLine, made: Movement, price: Decimal, today: date) -> None:
    """The price of added minutes, that an invoice can take from today on."""
    contract = line.contract
    Charge.objects.create(
        tenant_id=line.tenant_id,
        contract=contract,
        client_id=line.client_id,
        line=line,
        kind="top_up",
        amount=rounded(price, contract.currency),
        currency=contract.currency,
        due_on=today,
        created_at=made.booked_at,
        source_kind=made.source_kind,
        source_id=made.source_id,
        facts={"minutes": made.quantity, "movement": made.pk},
    )


@transaction.atomic
def note_payment(*, period: LinePeriod, at: datetime | None) -> None:
    """The period's advance fee is paid: where the allowance waits for that, it can be used from now on (C-43). Without an instant
    it is paid no more: what was used stays used, and what is left waits again."""
    rows = LinePeriod.objects.filter(pk=period.pk, tenant_id=period.tenant_id, paid_at__isnull=at is not None)
    rows.update(paid_at=at)
