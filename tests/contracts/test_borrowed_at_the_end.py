"""Minutes borrowed from a period that never comes are billed at the last close, once, and leave no debt (C-35, C-57)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.models import Movement
from contracts.queries import uninvoiced_work
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained
from tests.factories import make_client

GROUP = {"kind__in": ("borrow", "reverse", "overage", "hold")}


@pytest.fixture
def client(boss):
    return make_client(boss, "Northwind")


@pytest.fixture
def desk(boss, client):
    """20 h a month, of which a quarter may be borrowed, and beyond that 95.00 an hour; all of it used in February."""
    made = Desk(boss, retained(boss, client, starts_on="2026-02-01", overage="borrow"))
    made.log("2026-02-10T10:00", 1560)
    return made


def ended(boss, desk, ends_on):
    with acting_as(boss):
        actions.give_notice(
            contract=desk.contract,
            kind="mutual",
            received_on=date(2026, 2, 12),
            ends_on=date.fromisoformat(ends_on),
            by=boss,
            at=london("2026-02-12T10:00"),
        )
        desk.contract.refresh_from_db()


def payable(boss, desk):
    with acting_as(boss):
        work = uninvoiced_work(desk.contract, date(2026, 12, 31))
        return [(charge.kind, charge.minutes, charge.rate, charge.amount) for charge in work]


def test_c35_what_was_borrowed_is_billed_when_the_next_period_never_comes(boss, desk):
    ended(boss, desk, "2026-02-28")
    desk.keep("2026-03-29T09:00")  # the run-off goes on: somebody may still correct the time
    owed = desk.sum()

    desk.keep("2026-03-31T09:00")
    desk.keep("2026-04-30T09:00")

    assert owed == -300
    assert desk.sum() == 0
    assert desk.rows(**GROUP) == [("borrow", -300, 300), ("overage", 0, 60), ("reverse", 300, -300), ("overage", 0, 300)]
    assert payable(boss, desk) == [("overage", 360, Decimal(95), Decimal("570.00"))]
    with acting_as(boss):
        billed = Movement.objects.get(kind="overage", work_minutes=300)
    assert (billed.work_on, billed.period_id, billed.level) == (date(2026, 2, 10), desk.period(0).pk, 2)


def test_c35_what_a_short_last_period_cannot_give_back_is_billed_for_the_rest(boss, desk):
    ended(boss, desk, "2026-03-02")

    desk.keep("2026-05-01T09:00")

    share = 1200 * 2 // 31  # of two days in March
    assert desk.rows(kind="borrow") == [("borrow", -300, 300), ("borrow", share, 0), ("borrow", -share, 0)]
    assert desk.rows(kind__in=("reverse", "overage"), work_minutes__gte=61) == [("overage", 0, 300 - share)]
    assert desk.sum() == 0
    assert sum(minutes for _kind, minutes, _rate, _amount in payable(boss, desk)) == 360 - share


def test_c35_what_was_given_back_in_full_is_billed_no_more(boss, desk):
    desk.keep("2026-06-01T09:00")

    assert desk.rows(kind="overage") == [("overage", 0, 60)]


def test_c35_without_a_rate_what_was_borrowed_is_held_and_placed_once_there_is_one(boss, client):
    contract = retained(boss, client, starts_on="2026-02-01", overage="borrow", overage_rate=None)
    desk = Desk(boss, contract)
    desk.log("2026-02-10T10:00", 1320, level=7)
    ended(boss, desk, "2026-02-28")
    desk.keep("2026-04-01T09:00")
    held = desk.rows(kind="hold")

    with acting_as(boss):
        at = london("2026-04-02T09:00")
        actions.set_rate(
            level=7, amount=Decimal(200), currency="GBP", contract=contract, valid_from=date(2026, 2, 1), by=boss, at=at
        )
    desk.keep("2026-04-02T10:00")
    desk.keep("2026-04-02T12:00")

    assert held == [("hold", 0, 120)]
    assert payable(boss, desk) == [("overage", 120, Decimal(200), Decimal("400.00"))]
    assert (desk.sum(), desk.rows(kind="overage")) == (0, [("overage", 0, 120)])


def test_corrected_after_the_last_close_less_is_billed(boss, desk):
    ended(boss, desk, "2026-02-28")
    desk.keep("2026-04-01T09:00")
    (group,) = desk.raw

    desk.change(group, -90, at=london("2026-04-02T09:00"))

    assert payable(boss, desk) == [("overage", 270, Decimal(95), Decimal("427.50"))]
    assert desk.sum() == 0


def test_weighted_minutes_are_billed_as_worked(boss, client):
    factors = {"draw": "weighted", "level_factors": {3: Decimal(2)}}
    desk = Desk(boss, retained(boss, client, starts_on="2026-02-01", overage="borrow", **factors))
    drawn = desk.log("2026-02-10T10:00", 720, level=3)
    ended(boss, desk, "2026-02-28")

    desk.keep("2026-04-01T09:00")

    assert (drawn.covered, drawn.borrowed) == (600, 120)
    assert desk.rows(kind__in=("borrow", "reverse")) == [("borrow", -240, 120), ("reverse", 240, -120)]
    assert payable(boss, desk) == [("overage", 120, Decimal(95), Decimal("190.00"))]
