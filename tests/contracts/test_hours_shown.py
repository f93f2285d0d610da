"""What pages say of a period's hours: available, used and left are the same figures everywhere (C-41, C-42, C-52)."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from contracts import actions
from contracts.queries.page import pots_of
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained

pytestmark = pytest.mark.django_db


def shown(desk, at):
    """(left, all, percent used) beside the bar, and the same two figures beside a question about the hours."""
    with acting_as(desk.boss):
        (pot,) = pots_of(desk.contract, london(at))
    assert (pot.left, pot.granted) == (pot.curve.left, pot.curve.available)
    return pot.left, pot.curve.available, pot.curve.percent_used


def test_hours_added_on_a_day_of_work_are_added_to_all_there_is(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    desk.keep("2026-01-10T08:00")
    desk.log("2026-01-10T09:00", 900)
    assert shown(desk, "2026-01-10T10:00") == (300, 1200, 75)

    with acting_as(boss):
        actions.top_up(line=desk.line(), minutes=600, price=Decimal(1), by=boss, at=london("2026-01-10T11:00"))

    assert shown(desk, "2026-01-10T12:00") == (900, 1800, 50)


def test_hours_that_a_change_takes_away_are_not_told_as_used(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, overage="bill"))
    desk.keep("2026-01-16T08:00")
    desk.log("2026-01-16T09:00", 300)
    with acting_as(boss):
        terms = desk.contract.versions.get().agreed
        lines = {key: replace(line, hours=replace(line.hours, allowance_minutes=580)) for key, line in terms.lines.items()}
        actions.change_terms(
            contract=desk.contract,
            terms=replace(terms, lines=lines),
            effective_on=date(2026, 1, 17),
            by=boss,
            at=london("2026-01-16T10:00"),
            is_agreed_at_once=True,
        )
    desk.keep("2026-01-17T08:00")

    assert shown(desk, "2026-01-17T09:00") == (600, 900, 33)  # 620 minutes fewer for 15 of 31 days: 300 are forfeited
