"""What holds of the stored ledger after any lives of a retainer (P-7)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tenancy import acting_as
from contracts import actions
from contracts.models import Movement
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained
from tests.factories import make_client

pytestmark = pytest.mark.django_db
START = london("2026-01-01T09:00")

days = st.integers(1, 25)
deeds = st.one_of(
    st.tuples(st.just("log"), days, st.integers(1, 900), st.integers(0, 3)),
    st.tuples(st.just("late"), days, st.integers(1, 300), st.integers(1, 40)),
    st.tuples(st.just("take back"), days, st.integers(1, 400), st.integers(0, 3)),
    st.tuples(st.just("top up"), days, st.integers(1, 300), st.just(0)),
    st.tuples(st.just("release"), days, st.just(0), st.just(0)),
)
agreements = st.fixed_dictionaries(
    {
        "overage": st.sampled_from(["bill", "block", "borrow", "absorb"]),
        "rollover": st.sampled_from(["none", "capped", "unlimited"]),
        "roll_percent": st.sampled_from([0, 33, 50, 100]),
        "roll_periods": st.sampled_from([1, 2]),
    }
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(agreements, st.lists(deeds, min_size=3, max_size=9))
def test_p7_the_ledger_balances_whatever_was_done(boss, agreement, life):
    desk = Desk(boss, retained(boss, make_client(boss, f"Client {uuid4()}"), **agreement))
    live(desk, life)

    with acting_as(boss):
        rows = list(Movement.objects.filter(contract=desk.contract).order_by("pk"))
        periods = {period.pk: period for period in desk.line().periods.all()}

    check_grants(rows)
    check_periods(rows, periods)
    work = defaultdict(int)
    for row in rows:
        work[row.group] += row.work_minutes
    billable = {group: sum(desk.rounding.billable(raw).values()) for group, raw in desk.raw.items()}
    assert {group: minutes for group, minutes in work.items() if group and minutes} == {g: m for g, m in billable.items() if m}


def live(desk, life):
    at, tickets = START, [uuid4() for _ in range(4)]
    with acting_as(desk.boss):
        actions.keep_ledger(contract=desk.contract, at=at)
    for kind, later, minutes, which in life:
        at += timedelta(days=later)
        if kind == "log":
            desk.log(at, minutes, ticket=tickets[which])
        elif kind == "late":
            desk.log(at, minutes, worked_at=(at - timedelta(days=which)).replace(tzinfo=None).isoformat())
        elif kind == "take back":
            take_back(desk, at, minutes, which)
        else:
            with acting_as(desk.boss):
                if kind == "top up":
                    actions.top_up(line=desk.line(), minutes=minutes, price=Decimal(1), by=desk.boss, at=at)
                else:
                    actions.release_held(client=desk.contract.client, contract=desk.contract, by=desk.boss, at=at)


def take_back(desk, at, minutes, which):
    """Some of what one of the groups has, on the day on which it was worked."""
    groups = sorted(group for group, raw in desk.raw.items() if raw)
    if groups:
        group = groups[which % len(groups)]
        desk.change(group, -min(minutes, desk.raw[group]["business"]), at=at)


def check_grants(rows):
    """No grant is drawn below nothing, at any time."""
    left = {}
    for row in rows:
        is_grant = row.kind in ("grant", "roll", "top_up") or (row.kind == "reverse" and row.expires_on is not None)
        if is_grant and row.grant_id is None and row.quantity > 0:
            left[row.pk] = row.quantity
        elif row.grant_id is not None:
            left[row.grant_id] += row.quantity
            assert left[row.grant_id] >= 0


def check_periods(rows, periods):
    """Opening + granted + rolled in − drawn − forfeited − rolled out = closing, which is nothing or what lasts longer."""
    balance = defaultdict(int)
    for row in rows:
        balance[row.period_id] += row.quantity
    open_periods = [pk for pk, period in periods.items() if period.is_open]
    lasting = sum(quantity for pk, quantity in left_by_grant(rows).items())  # of every grant, wherever it was booked
    borrowed = -sum(row.quantity for row in rows if row.kind == "borrow" and row.grant_id is None)
    borrowed -= sum(row.quantity for row in rows if row.kind == "reverse" and row.grant_id is None and row.expires_on is None)
    assert sum(balance.values()) == lasting - borrowed
    assert borrowed >= 0 and (borrowed == 0 or open_periods)


def left_by_grant(rows):
    left = defaultdict(int)
    for row in rows:
        if row.grant_id is not None:
            left[row.grant_id] += row.quantity
        elif row.quantity > 0 and (row.kind in ("grant", "roll", "top_up") or (row.kind == "reverse" and row.expires_on)):
            left[row.pk] += row.quantity
    return left
