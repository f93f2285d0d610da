"""Top-ups with a last day of their own, beyond the period that they were bought in (C-42)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.queries import pots_left
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(boss, palisade):
    """Twenty hours a month, and in January an hour more until 10 February."""
    desk = Desk(boss, retained(boss, palisade))
    desk.keep("2026-01-01T00:00")
    line = desk.line()
    with acting_as(boss):
        said = {"minutes": 60, "price": Decimal(50), "expires_on": date(2026, 2, 10)}
        actions.top_up(line=line, **said, by=boss, at=london("2026-01-20T09:00"))
    return desk


def left(desk, at):
    with acting_as(desk.boss):
        return [(pot.left, pot.granted) for pot in pots_left(desk.contract, london(at))]


def test_c42_it_can_be_used_in_the_next_period_until_its_last_day(desk):
    desk.keep("2026-02-01T00:00")
    before = left(desk, "2026-02-10T23:00")
    desk.keep("2026-02-11T00:00")

    assert (before, left(desk, "2026-02-11T09:00")) == ([(1260, 1260)], [(1200, 1200)])
    assert desk.rows(kind="expire") == [("expire", -60, 0)]


def test_what_comes_back_to_it_after_its_last_day_expires_at_once(desk):
    desk.keep("2026-02-01T00:00")
    drawn = desk.log("2026-02-09T10:00", 60)
    desk.keep("2026-02-11T00:00")
    desk.change(drawn.movements[0].group, -60, at=london("2026-02-12T09:00"))

    assert left(desk, "2026-02-12T09:00") == [(1200, 1200)]
