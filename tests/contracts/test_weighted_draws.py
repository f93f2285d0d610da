"""Minutes that count more or less by level and band: a group draws its weighted total (C-32, `decisions.md` 25)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.spans import half_up
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained
from tests.factories import make_client

pytestmark = pytest.mark.django_db
ONE_AND_A_HALF = {3: Decimal("1.5")}


def weighted_desk(boss, factors=ONE_AND_A_HALF, **more):
    return Desk(boss, retained(boss, make_client(boss, f"Client {uuid4()}"), draw="weighted", level_factors=factors, **more))


def test_c32_quarter_hours_of_one_group_draw_its_weighted_total(boss):
    desk, ticket = weighted_desk(boss), uuid4()

    for hour in (10, 11, 12):
        desk.log(f"2026-01-12T{hour}:00", 15, level=3, ticket=ticket)

    assert desk.rows(kind="draw") == [("draw", -23, 15), ("draw", -22, 15), ("draw", -23, 15)]  # 67.5 together


def test_c32_what_is_taken_back_in_part_leaves_the_weighted_total_of_the_rest(boss):
    desk, ticket = weighted_desk(boss), uuid4()
    desk.log("2026-01-12T10:00", 45, level=3, ticket=ticket)
    (group,) = desk.raw

    desk.change(group, -15, at=london("2026-01-12T11:00"))
    desk.change(group, -15, at=london("2026-01-12T11:05"))

    assert [row[1] for row in desk.rows(kind="draw") + desk.rows(kind="reverse")] == [-68, 23, 22]
    desk.change(group, -15, at=london("2026-01-12T11:10"))
    assert desk.sum() == 1200


def test_c34_a_grant_with_too_little_for_a_minute_of_work_is_passed_by(boss):
    desk = weighted_desk(boss, {3: Decimal(4)})
    desk.log("2026-01-12T10:00", 1185, level=2)
    desk.log("2026-01-12T11:00", 15, level=3)

    assert desk.rows(kind="draw")[1:] == [("draw", -15, 4)]
    assert desk.rows(kind="overage") == [("overage", 0, 11)]


def test_work_that_weighs_nothing_is_booked_all_the_same(boss):
    desk, ticket = weighted_desk(boss, {3: Decimal(0)}), uuid4()

    desk.log("2026-01-12T10:00", 30, level=3, ticket=ticket)
    (group,) = desk.raw
    desk.change(group, -30, at=london("2026-01-12T11:00"))

    assert desk.rows(kind="draw") == [("draw", 0, 30)] and desk.rows(kind="reverse") == [("reverse", 0, -30)]


def test_borrowed_minutes_of_one_group_are_its_weighted_total_too(boss):
    desk, ticket = weighted_desk(boss, overage="borrow"), uuid4()
    desk.log("2026-01-12T09:00", 1200, level=2)

    for hour in (10, 11, 12):
        desk.log(f"2026-01-12T{hour}:00", 15, level=3, ticket=ticket)

    assert [quantity for _kind, quantity, _work in desk.rows(kind="borrow")] == [-23, -22, -23]


deeds = st.lists(st.tuples(st.sampled_from(["log", "log", "take back"]), st.integers(1, 90)), min_size=1, max_size=7)
factors = st.sampled_from([Decimal("1.5"), Decimal("2.25"), Decimal("0.75"), Decimal("0.1"), Decimal("1.333")])


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds, factors, st.sampled_from([1, 15]))
def test_whatever_is_logged_and_taken_back_the_group_has_drawn_its_weighted_total(boss, life, factor, increment):
    desk, ticket = weighted_desk(boss, {3: factor}), uuid4()
    desk.rounding = type(desk.rounding)(increment=increment)
    desk.log("2026-01-12T09:00", 1, level=3, ticket=ticket)
    (group,) = desk.raw

    for place, (deed, minutes) in enumerate(life):
        at = london(f"2026-01-12T1{place}:00")
        if deed == "log":
            desk.change(group, minutes, at=at)
        elif (less := min(minutes, desk.raw[group].get("business", 0))) > 0:
            desk.change(group, -less, at=at)
        worked = sum(desk.rounding.billable(desk.raw[group]).values())
        assert 1200 - desk.sum() == half_up(worked * factor)
