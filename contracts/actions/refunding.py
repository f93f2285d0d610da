"""Hours that were paid for and stay unused when a contract ends are refunded where its notice says so (C-57)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from common.money import rounded
from contracts.actions.advance_fees import of_contract
from contracts.actions.periods import Life
from contracts.fees import fee_of
from contracts.models import Charge, LinePeriod
from contracts.models.charge import REFUND
from contracts.models.charge import TOP_UP as TOPPED_UP
from contracts.models.ledger import TOP_UP
from contracts.pots import value_of
from contracts.proration import prorated
from contracts.queries.standings import standing_notice
from contracts.spans import DAY, day_of
from contracts.standing import last_day_of_run_off
from contracts.terms import Bucket, Retainer


def refund_unused(life: Life, period: LinePeriod, left: Iterable[Any], at: datetime) -> None:
    """At the close of a contract's last period, when the run-off is over: a charge below nothing for what is left of its grants.

    A retainer's minutes are worth their share of the fee of the days that were covered, those of a top-up their share of its
    price. The fee of a package or of capacity pays for more than minutes, so that theirs are worth nothing by themselves.
    """
    part = life.cycle.part(period.number) if life.cycle else None
    rows = [(row, row.quantity + row.taken) for row in left]
    if part is None or not rows or not _refunds(life):
        return
    said, value = life.terms_on(period.ends_on), Decimal(0)
    fee = fee_of(said, life.contract.currency) if isinstance(said, Retainer) else None
    for row, minutes in rows:
        if row.kind == TOP_UP:
            value += _share_of_top_up(life, row, minutes)
        elif fee and period.allowance:
            covered = prorated(fee, part.span.days, part.whole.days, life.contract.currency)
            value += value_of(minutes, covered, period.allowance)
    _refund(life, value, sum(minutes for _row, minutes in rows), at, ("period", period.pk))


def run_off_over(life: Life) -> date | None:
    """The day after the contract's run-off (C-58); None while it has no end."""
    ends_on = life.contract.ends_on
    return last_day_of_run_off(ends_on, life.versions[-1].agreed.run_off_days) + DAY if ends_on else None


def refunds_bucket(life: Life, today: date) -> bool:
    """Whether what a bucket has left is refunded now: its contract's run-off is over, and the notice says so."""
    over_on = run_off_over(life)
    return over_on is not None and today >= over_on and _refunds(life)


def refund_bucket(life: Life, said: Bucket, minutes: int, at: datetime) -> None:
    """A charge below nothing for minutes of a bucket, at its price."""
    _refund(life, value_of(minutes, said.price, said.minutes), minutes, at, ("line", life.line.pk))


def _refunds(life):
    if life.ends_on != life.contract.ends_on and not isinstance(life.terms_on(life.line.starts_on), Bucket):
        return False  # the line had ended before its contract did
    ending = standing_notice(life.contract)
    return ending is not None and ending.refunds_hours


def _share_of_top_up(life, row, minutes):
    paid = Charge.objects.filter(tenant_id=life.line.tenant_id, line=life.line, kind=TOPPED_UP, facts__movement=row.pk).first()
    return value_of(minutes, paid.amount, row.quantity) if paid else Decimal(0)


def _refund(life, value, minutes, at, source):
    amount = rounded(value, life.contract.currency)
    if amount:
        Charge.objects.create(
            **of_contract(life.contract, at),
            line=life.line,
            kind=REFUND,
            amount=-amount,
            due_on=day_of(at, life.zone),
            source_kind=source[0],
            source_id=source[1],
            facts={"minutes": minutes},
        )
