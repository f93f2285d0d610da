"""Closing a period: what is unused rolls, is forfeited or expires; each is a movement (C-38, C-40, C-42, C-44)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Sum

from common.money import rounded
from contracts.actions.booking import book
from contracts.actions.owing import bill_what_is_owed
from contracts.actions.periods import Life
from contracts.actions.refunding import refund_bucket, refund_unused, refunds_bucket
from contracts.models import LinePeriod, Movement
from contracts.models.ledger import EXPIRE, FORFEIT, GRANT, ROLL, TICKETS, TOP_UP
from contracts.pots import roll_over, value_of
from contracts.queries.grants import grants_left
from contracts.recipients import notes_about
from contracts.spans import day_end, day_start
from contracts.terms import Bucket
from notifications.actions import notify_each


def close_period(life: Life, period: LinePeriod, following: LinePeriod | None, at: datetime) -> None:
    """Close an ended period in which nothing waits: once, whoever calls it again (C-40).

    Without a period that follows nothing rolls, and what was borrowed of it is billed. Movements are dated at the midnight after
    the period, or later if work was booked in it since. The caller holds the lock on the line.
    """
    claimed = LinePeriod.objects.filter(pk=period.pk, tenant_id=period.tenant_id, closed_at=None).update(closed_at=at)
    if not claimed:
        return
    period.closed_at = at
    booked_at = _booked_at(life, period, at)
    left = [row for row in grants_left(life.line) if row.quantity + row.taken > 0]
    own = [row for row in left if row.period_id == period.pk and row.kind == GRANT]
    if following is None:
        refund_unused(life, period, left, at)
    _roll(life, period, following, own, booked_at)
    bill_what_is_owed(life, period, following, booked_at)
    for row in left:
        is_over = row.expires_on is not None and row.expires_on <= period.ends_on
        if row not in own and (following is None or is_over):
            _write_off(life, row, EXPIRE, row.quantity + row.taken, booked_at, period=period)
    tickets = Movement.objects.filter(tenant_id=period.tenant_id, line=life.line, period=period, unit=TICKETS)
    for level, unused in tickets.order_by("level").values_list("level").annotate(Sum("quantity")):
        if unused > 0:
            book(life.line, FORFEIT, -unused, unit=TICKETS, level=level, period=period, booked_at=booked_at)


def _roll(life, period, following, own, booked_at):
    """Roll the period's own unused minutes as far as the policy goes; the rolled grant names source, rolled and forfeited."""
    hours = life.hours_on(period.ends_on)
    unused = sum(row.quantity + row.taken for row in own)
    if hours is None or not unused:
        return
    policy = hours.rollover if following is not None else "none"
    rolled, forfeited = roll_over(unused, period.allowance, policy, hours.roll_percent)
    facts = {"from_period": period.number, "rolled": rolled, "forfeited": forfeited}
    to_roll = rolled
    for row in own:
        left = row.quantity + row.taken
        part = min(left, to_roll)
        if part:
            _write_off(life, row, ROLL, part, booked_at, period=period, facts=facts)
        if left - part:
            _write_off(life, row, FORFEIT, left - part, booked_at, period=period, facts=facts)
        to_roll -= part
    if rolled:
        book(
            life.line,
            ROLL,
            rolled,
            period=following,
            booked_at=booked_at,
            usable_from=following.starts_on,
            expires_on=_rolled_until(life, period, hours),
            facts=facts,
        )


def _rolled_until(life, period, hours):
    """Rolled minutes last as many periods as agreed; when unlimited until the contract ends, or for ever (C-38)."""
    if hours.rollover == "unlimited":
        return life.contract.ends_on
    last = life.cycle.whole(period.number + max(hours.roll_periods, 1)).ends_on
    return min(last, life.ends_on) if life.ends_on else last


def _write_off(life, row, kind, minutes, booked_at, *, period=None, facts=None):
    return book(life.line, kind, -minutes, period=period, grant_id=row.pk, booked_at=booked_at, facts=facts or {})


def _booked_at(life, period, at):
    edge = day_end(period.ends_on, life.zone)
    newest = Movement.objects.filter(tenant_id=period.tenant_id, line=life.line, period=period).order_by("-booked_at").first()
    return min(max(edge, newest.booked_at) if newest else edge, at)


def keep_bucket(life: Life, said: Bucket, today: date, at: datetime) -> None:
    """Grant a bucket when it starts, and write its breakage at the midnight after its last day (C-44, EX-C22, EX-C37)."""
    if life.line.starts_on > today:
        return
    rows = Movement.objects.filter(tenant_id=life.line.tenant_id, line=life.line, kind=GRANT)
    if not rows.exists():
        book(
            life.line,
            GRANT,
            said.minutes,
            booked_at=min(day_start(life.line.starts_on, life.zone), at),
            usable_from=life.line.starts_on,
            expires_on=said.expires_on,
            facts={"price": str(said.price), "minutes": said.minutes},
        )
    _warn_of_expiry(life, said, today, at)
    if said.expires_on < today:
        _break_bucket(life, said, at)
    elif refunds_bucket(life, today):
        for row in grants_left(life.line):
            if (left := row.quantity + row.taken) > 0:
                refund_bucket(life, said, left, at)
                _expire(life, row, at, {"refunded": left}, is_returned=True)


def _break_bucket(life, said, at, *, is_returned=False):
    for row in grants_left(life.line):
        breakage = value_of(row.quantity + row.taken, said.price, said.minutes)
        facts = {"value": str(rounded(breakage, life.contract.currency))}
        _expire(life, row, at, facts, is_returned=is_returned)


def _warn_of_expiry(life, said, today, at):
    """Tell 60, 30 and 7 days before a bucket expires, unless it is used up; after downtime only the latest step (C-44)."""
    days_left = (said.expires_on - today).days
    reached = [days for days in said.notice_days if days_left <= days]
    left = sum(row.quantity + row.taken for row in grants_left(life.line)) if reached and days_left >= 0 else 0
    if left > 0:
        facts = {"line": life.line.name, "left_minutes": left, "expires_on": said.expires_on.isoformat()}
        key = f"bucket:{life.line.pk}:{said.expires_on}:{min(reached)}"
        notify_each(notes_about(life.contract, key=key, template="bucket_expires", facts=facts, tone="warn"), at=at)


def expire_top_ups(life: Life, today: date, at: datetime, *, is_returned: bool = False) -> None:
    """Write off top-ups whose own last day passed, in the period of their purchase or a later one (C-42)."""
    still_open = life.line.periods.filter(tenant_id=life.line.tenant_id, closed_at=None)
    waits = set(still_open.values_list("ends_on", flat=True))  # one that ends with its period waits for the close
    for row in grants_left(life.line).select_related("period"):
        lasts = row.period is not None and row.period.is_open and row.period.ends_on <= (row.expires_on or today)
        if row.kind == TOP_UP and row.expires_on < today and not lasts and row.expires_on not in waits:
            _expire(life, row, at, is_returned=is_returned)


def write_off_returned(life: Life, today: date, at: datetime) -> None:
    """Write off minutes that a correction gave back after their last day, or after the last period was closed (C-38, C-42, C-44).

    As the close would have: of a period's own allowance they are forfeited, others expire. What can still be drawn stays.
    """
    said = life.terms_on(today)
    if isinstance(said, Bucket):
        if said.expires_on < today:
            _break_bucket(life, said, at, is_returned=True)
        return
    if life.line.periods.filter(tenant_id=life.line.tenant_id, closed_at=None).exists():
        expire_top_ups(life, today, at, is_returned=True)
        return
    for row in grants_left(life.line).select_related("period"):
        if (left := row.quantity + row.taken) > 0:
            _write_off(life, row, FORFEIT if row.kind == GRANT else EXPIRE, left, at, period=row.period)


def _expire(life, row, at, facts=None, *, is_returned=False):
    """At the midnight after the last day, or when it came back later than that."""
    if (left := row.quantity + row.taken) > 0:
        edge = at if is_returned else min(day_end(row.expires_on, life.zone), at)
        _write_off(life, row, EXPIRE, left, edge, period=row.period, facts=facts)


def run_off_end(life: Life, period: LinePeriod) -> date:
    """The last day on which what is left of the last period can be used (C-58)."""
    return period.ends_on + timedelta(days=life.run_off_days())
