"""Keeping a line's ledger up to an instant: periods open and close in order, also after days without a worker (C-30, C-40)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from contracts.actions.booking import lock_pots
from contracts.actions.closing import close_period, expire_top_ups, keep_bucket, run_off_end
from contracts.actions.owing import place_unreturned
from contracts.actions.periods import Life, open_period, refit_period, settle_borrowed
from contracts.actions.refunding import run_off_over
from contracts.models import ACCEPTED, Contract, ContractLine, LinePeriod
from contracts.pending import minutes_pending
from contracts.queries.grants import grants_left
from contracts.spans import Cycle, day_of, day_start
from contracts.terms import Bucket

PENDING_DAYS = 5  # how long a close waits for time that nobody has approved; then such time is late (C-31, C-40)
ASK_AGAIN = timedelta(hours=1)


@transaction.atomic
def keep_ledger(*, contract: Contract, at: datetime) -> None:
    """Open what has begun, close what has ended, expire what is over, and note when the ledger is next due. Safe to repeat.

    Dates are local to the contract's zone; movements are dated at the midnight that they belong to, not when we noticed.
    """
    keep_lines(contract, lock_pots(contract=contract), at)


def keep_lines(contract: Contract, lines: Iterable[ContractLine], at: datetime, *, is_forced: bool = False) -> None:
    """`keep_ledger` of lines that the caller has locked; those that are due later are left alone unless forced."""
    due = [line for line in lines if is_forced or line.ledger_due_at is None or line.ledger_due_at <= at]
    if not due:
        return
    versions = list(contract.versions.filter(tenant_id=contract.tenant_id).order_by("number"))
    for line in due:
        life = Life.of(contract, line, versions)
        next_at = _keep(life, at) if life is not None and contract.stage == ACCEPTED else None
        if next_at != line.ledger_due_at:
            line.ledger_due_at = next_at
            line.save(update_fields=["ledger_due_at"])


def wake_ledger(*, contract: Contract, at: datetime) -> None:
    """Have the ledger looked after at the next beat: after acceptance, a new version, a new end or a renewal."""
    lock_pots(contract=contract)
    ContractLine.objects.filter(tenant_id=contract.tenant_id, contract=contract).update(ledger_due_at=at)


def _keep(life: Life, at: datetime) -> datetime | None:
    today = day_of(at, life.zone)
    said = life.terms_on(today)
    if isinstance(said, Bucket):
        keep_bucket(life, said, today, at)
        return _next_of_bucket(life, said, today)
    cycle = life.cycle
    if cycle is None:
        return None
    periods = list(life.line.periods.filter(tenant_id=life.line.tenant_id).order_by("number"))
    for period in periods:
        part = cycle.part(period.number)
        if period.is_open and part is not None:
            refit_period(life, period, part, min(today, part.span.ends_on), at)
        elif period.is_open:  # the contract was ended before it began
            close_period(life, period, None, at)
    for part in cycle.until(today, len(periods)):
        periods.append(open_period(life, part, at))
        refit_period(life, periods[-1], part, min(today, part.span.ends_on), at)
        _close_ended(life, cycle, periods, today, at)
    settle_borrowed(life.line, at=at)
    expire_top_ups(life, today, at)
    waits = _close_ended(life, cycle, periods, today, at)
    waits = place_unreturned(life, at) or waits
    return at + ASK_AGAIN if waits else _next_of(life, cycle, periods, today)


def _close_ended(life: Life, cycle: Cycle, periods: list[LinePeriod], today: date, at: datetime) -> bool:
    """Close ended periods in order; returns whether one waits for approvals."""
    for place, period in enumerate(periods):
        if not period.is_open or period.ends_on >= today:
            continue
        following = periods[place + 1] if place + 1 < len(periods) else None
        if following is None:
            if cycle.part(period.number + 1) is not None or run_off_end(life, period) >= today:
                return False  # the next one is opened first; the last one lasts through the run-off
        elif minutes_pending(life.contract, period.starts_on, period.ends_on):
            if (today - period.ends_on).days <= PENDING_DAYS:
                return True
        close_period(life, period, following, at)
    return False


def _next_of(life: Life, cycle: Cycle, periods: list[LinePeriod], today: date) -> datetime | None:
    """The next instant at which something begins or ends on a line with periods."""
    following = cycle.part(len(periods))
    dates = [version.effective_on for version in life.versions]
    dates += [following.span.starts_on] if following else []
    dates += [run_off_end(life, periods[-1]) + timedelta(days=1)] if periods and periods[-1].is_open and not following else []
    dates += [row.expires_on + timedelta(days=1) for row in grants_left(life.line) if row.expires_on and row.quantity + row.taken]
    later = [on for on in dates if on > today]
    return day_start(min(later), life.zone) if later else None


def _next_of_bucket(life: Life, said: Bucket, today: date) -> datetime | None:
    dates = [said.expires_on - timedelta(days=days) for days in said.notice_days]
    dates += [over_on] if (over_on := run_off_over(life)) else []
    later = [on for on in (life.line.starts_on, *dates, said.expires_on + timedelta(days=1)) if on > today]
    return day_start(min(later), life.zone) if later else None
