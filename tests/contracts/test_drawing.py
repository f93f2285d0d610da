"""Draws through the actions, read from the stored movements: the worked examples of retainers (C-10, C-31 to C-36)."""

from decimal import Decimal
from uuid import uuid4

import pytest

from tests.contracts.desk import Desk, a_bucket, agreed, retained

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(boss, palisade):
    return palisade


def test_ex_c1_entries_of_a_ticket_day_draw_fifteen_fifteen_and_nothing(boss, client):
    desk, ticket = Desk(boss, retained(boss, client)), uuid4()

    drawn = [desk.log("2026-01-12T10:00", minutes, ticket=ticket).covered for minutes in (7, 16, 3)]

    assert drawn == [15, 15, 0]
    assert desk.rows(kind="draw") == [("draw", -15, 15), ("draw", -15, 15)]


def test_a_correction_takes_back_what_the_group_comes_to_less(boss, client):
    desk, ticket = Desk(boss, retained(boss, client)), uuid4()
    desk.log("2026-01-12T10:00", 40, ticket=ticket)

    back = desk.log("2026-01-12T11:00", -20, ticket=ticket)

    assert back.covered == -15
    assert desk.rows(kind="reverse") == [("reverse", 15, -15)]
    assert desk.sum() == 1200 - 30


def test_ex_c11_what_is_beyond_the_allowance_is_billed_at_the_lines_rate(boss, client):
    desk = Desk(boss, retained(boss, client))

    drawn = desk.log("2026-01-12T10:00", 1410)

    assert (drawn.covered, drawn.overage) == (1200, 210)
    assert drawn.movements[-1].rate == Decimal(95)
    assert desk.sum() == 0


def test_ex_c12_what_is_unused_rolls_up_to_the_cap_and_is_drawn_first(boss, client):
    desk = Desk(boss, retained(boss, client, rollover="capped", roll_percent=50))
    desk.log("2026-01-12T10:00", 360)

    desk.log("2026-02-10T10:00", 1440)
    desk.keep("2026-03-01T00:00")

    assert desk.rows(period=desk.period(0), kind__in=("roll", "forfeit")) == [("roll", -600, 0), ("forfeit", -240, 0)]
    assert desk.rows(period=desk.period(1), kind="draw") == [("draw", -600, 600), ("draw", -840, 840)]
    assert desk.sum() == 26 * 60
    assert desk.rows(period=desk.period(2)) == [("grant", 1200, 0), ("roll", 360, 0)]


def test_ex_c13_rolled_minutes_that_stay_unused_expire(boss, client):
    desk = Desk(boss, retained(boss, client, rollover="capped", roll_percent=50))
    desk.log("2026-01-12T10:00", 360)
    desk.log("2026-02-10T10:00", 240)

    desk.keep("2026-03-01T00:00")

    february = desk.period(1)
    assert desk.rows(period=february, kind__in=("roll", "forfeit", "expire")) == [
        ("roll", 600, 0),
        ("roll", -600, 0),
        ("forfeit", -600, 0),
        ("expire", -360, 0),
    ]
    assert desk.sum() == 30 * 60


def test_ex_c14_a_quarter_is_borrowed_from_the_next_period_and_given_back_there(boss, client):
    desk = Desk(boss, retained(boss, client, starts_on="2026-02-01", overage="borrow"))

    drawn = desk.log("2026-02-10T10:00", 1560)
    owed = desk.sum()
    desk.keep("2026-03-01T00:00")

    assert (drawn.covered, drawn.borrowed, drawn.overage) == (1200, 300, 60)
    assert owed == -300
    assert desk.sum() == 15 * 60
    assert desk.sum(period=desk.period(0)) == 0
    assert desk.rows(period=desk.period(1)) == [("grant", 1200, 0), ("borrow", -300, 0)]


def test_ex_c16_an_entry_is_split_at_the_minute_the_allowance_runs_dry(boss, client):
    desk = Desk(boss, retained(boss, client))
    desk.log("2026-01-12T10:00", 1155)

    drawn = desk.log("2026-01-13T10:00", 120)

    assert [(row.kind, row.quantity, row.work_minutes) for row in drawn.movements] == [("draw", -45, 45), ("overage", 0, 75)]


@pytest.mark.parametrize(("policy", "kind"), [("block", "hold"), ("absorb", "absorb"), ("bill", "overage")])
def test_c35_the_policy_of_the_line_decides_on_the_rest(boss, client, policy, kind):
    desk = Desk(boss, retained(boss, client, overage=policy))

    desk.log("2026-01-12T10:00", 1230)

    assert desk.rows(kind=kind) == [(kind, 0, 30)]


def test_ex_c20_a_weighted_draw_takes_level_and_hours_into_account(boss, client):
    desk = Desk(boss, retained(boss, client, draw="weighted", level_factors={3: Decimal("1.5")}))

    drawn = desk.log("2026-01-12T18:00", 60, level=3, band="evening")

    assert [(row.quantity, row.work_minutes) for row in drawn.movements] == [(-135, 60)]
    assert (drawn.movements[0].level, drawn.movements[0].band) == (3, "evening")


def test_c31_work_of_a_closed_period_is_booked_in_the_running_one_and_is_late(boss, client):
    desk = Desk(boss, retained(boss, client))
    desk.keep("2026-02-05T09:00")

    drawn = desk.log("2026-02-05T10:00", 30, worked_at="2026-01-30T10:00")

    (row,) = drawn.movements
    assert (row.period_id, row.is_late, row.work_on.isoformat()) == (desk.period(1).pk, True, "2026-01-30")


def test_c10_the_retainer_comes_before_the_bucket_and_its_overage_after_it(boss, client):
    from tests.contracts.desk import twenty_hours

    lines = ("bucket", a_bucket(10, "700", "2026-12-31")), ("retainer", twenty_hours())
    desk = Desk(boss, agreed(boss, client, *lines))

    drawn = desk.log("2026-01-12T10:00", 1830)

    assert [(row.line.kind, row.kind, row.work_minutes) for row in drawn.movements] == [
        ("retainer", "draw", 1200),
        ("bucket", "draw", 600),
        ("retainer", "overage", 30),
    ]


def test_a_draw_asks_the_database_as_often_whatever_was_drawn_before(boss, client, django_assert_max_num_queries):
    desk, ticket = Desk(boss, retained(boss, client)), uuid4()
    for minutes in range(1, 21):
        desk.log("2026-01-12T10:00", minutes, ticket=ticket)

    with django_assert_max_num_queries(21):
        desk.log("2026-01-12T10:00", 30, ticket=ticket)
