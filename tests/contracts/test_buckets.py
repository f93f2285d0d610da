"""Buckets through the actions: drawn by their last day, broken at its midnight (C-44)."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from common.errors import DomainError
from contracts import actions
from contracts.queries import pots_left
from tests.contracts.buckets import buy_bucket
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, a_bucket, agreed, booked, retained

pytestmark = pytest.mark.django_db


def test_ex_c22_the_bucket_that_expires_first_is_drawn_first_and_breaks(boss, palisade):
    lines = ("bucket", a_bucket(10, "700", "2026-06-30")), ("bucket", a_bucket(20, "1300", "2026-12-31"))
    desk = Desk(boss, agreed(boss, palisade, *lines))
    desk.log("2026-06-10T10:00", 480)

    desk.keep("2026-07-02T09:00")

    (breakage,) = booked(desk, kind="expire")
    assert (breakage.quantity, breakage.facts["value"], breakage.booked_at) == (-120, "140.00", london("2026-07-01T00:00"))


def test_ex_c22_what_the_first_bucket_cannot_cover_is_drawn_from_the_second(boss, palisade):
    lines = ("bucket", a_bucket(20, "1300", "2026-12-31")), ("bucket", a_bucket(10, "700", "2026-06-30"))
    desk = Desk(boss, agreed(boss, palisade, *lines))

    drawn = desk.log("2026-06-10T10:00", 720)

    assert [(row.line.position, row.quantity) for row in drawn.movements] == [(2, -600), (1, -120)]
    with acting_as(boss):
        assert [pot.left for pot in pots_left(desk.contract, london("2026-06-10T10:00"))] == [18 * 60, 0]


def test_ex_c37_work_begun_on_the_last_day_draws_from_the_bucket_though_it_is_told_after_its_breakage(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("bucket", a_bucket(10, "700", "2026-06-30"))))
    desk.keep("2026-07-01T00:00")
    (breakage,) = booked(desk, kind="expire")

    drawn = desk.log("2026-07-01T00:20", 30, worked_at="2026-06-30T23:45")
    late = desk.log("2026-07-01T00:30", 30, worked_at="2026-07-01T00:01")

    assert breakage.booked_at.isoformat() == "2026-06-30T23:00:00+00:00"
    assert drawn.covered == 30
    assert [(row.kind, row.quantity) for row in drawn.movements] == [("reverse", 30), ("draw", -30)]
    assert (late.covered, late.held) == (0, 30)
    assert desk.sum() == 0


def test_a_bucket_bought_later_can_be_used_at_once(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))

    with acting_as(boss):
        facts = dict(name="Extra", minutes=600, price=Decimal(700), by=boss, at=london("2026-01-10T09:00"))
        line = buy_bucket(contract=desk.contract, starts_on=date(2026, 1, 10), expires_on=date(2026, 12, 31), **facts)
    drawn = desk.log("2026-01-12T10:00", 1300)

    assert [(row.line_id == line.pk, row.quantity) for row in drawn.movements] == [(False, -1200), (True, -105)]
    with acting_as(boss), pytest.raises(DomainError, match="expire before"):
        buy_bucket(contract=desk.contract, starts_on=date(2026, 1, 10), expires_on=date(2026, 1, 9), **facts)


def test_what_was_bought_stays_as_it_was_bought(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("bucket", a_bucket(10, 700, "2026-12-31"))))
    with acting_as(boss):
        agreed_on = desk.contract.versions.get().agreed
        ((key, said),) = agreed_on.lines.items()
        how = {"contract": desk.contract, "effective_on": date(2026, 2, 1), "by": boss, "at": london("2026-01-20T09:00")}
        for other in ({"minutes": 1200}, {"price": Decimal(10)}, {"expires_on": date(2027, 6, 30)}):
            with pytest.raises(DomainError, match="stay as they were bought"):
                actions.change_terms(terms=replace(agreed_on, lines={key: replace(said, **other)}), **how)
        actions.change_terms(terms=replace(agreed_on, lines={key: replace(said, notice_days=(14,))}), **how)


def test_a_new_agreement_with_a_bucket_that_expires_before_it_starts_is_refused(boss, palisade):
    with pytest.raises(DomainError, match="expire before"):
        agreed(boss, palisade, ("bucket", a_bucket(10, 700, "2025-12-31")))
