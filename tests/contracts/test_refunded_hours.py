"""Hours left when a contract ends: they expire, or are refunded where the notice says so (C-57)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions
from contracts.models import Charge
from contracts.terms import Hours, PackageLine
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, a_bucket, agreed, retained

pytestmark = pytest.mark.django_db
OVER = "2026-03-31T09:00"  # a month after the run-off


def noticed(desk, *, kind="mutual", ends_on=date(2026, 1, 31), **said):
    """The contract as it is after a notice of the tenth."""
    with acting_as(desk.boss):
        said |= {"kind": kind, "received_on": date(2026, 1, 10), "ends_on": ends_on, "by": desk.boss}
        actions.give_notice(contract=desk.contract, **said, at=london("2026-01-10T09:00"))
        desk.contract.refresh_from_db(fields=["ends_on"])


def refunds(desk):
    with acting_in(desk.boss.tenant, SYSTEM):
        return [(row.amount, row.facts["minutes"]) for row in Charge.objects.filter(kind="refund").order_by("amount")]


def test_c57_hours_left_after_the_run_off_are_refunded_at_their_share_of_the_fee(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    desk.log("2026-01-08T10:00", 600)
    noticed(desk, refunds_hours=True)
    desk.log("2026-02-10T10:00", 60)
    desk.keep("2026-03-02T23:00")
    before = refunds(desk)

    desk.keep(OVER)
    desk.keep("2026-04-30T09:00")

    assert before == []
    assert refunds(desk) == [(Decimal("-720.00"), 540)]  # 540 of the 1,200 minutes of 1,600.00
    assert desk.sum() == 0


def test_c57_otherwise_they_expire(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    noticed(desk)

    desk.keep(OVER)

    assert (refunds(desk), desk.sum()) == ([], 0)


def test_a_contract_that_runs_out_without_notice_refunds_nothing(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, ends_on="2026-01-31"))

    desk.keep(OVER)

    assert (refunds(desk), desk.sum()) == ([], 0)


def test_c57_a_top_up_is_refunded_at_its_price_and_a_part_of_a_period_at_its_part_of_the_fee(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    with acting_as(boss):
        extra = dict(minutes=120, price=Decimal(240), by=boss, at=london("2026-01-08T09:00"))
        actions.top_up(line=desk.line(), **extra)
    noticed(desk, ends_on=date(2026, 1, 20), refunds_hours=True)

    desk.keep(OVER)

    assert refunds(desk) == [(Decimal("-1272.26"), 774 + 120)]  # 20 of 31 days: 1,032.26 for 774 minutes (EX-C17), and 240.00


def test_c57_a_bucket_is_refunded_when_the_run_off_is_over_and_can_be_used_no_more(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("bucket", a_bucket(10, "700", "2026-12-31"))))
    desk.log("2026-01-08T10:00", 120)
    noticed(desk, refunds_hours=True)
    desk.keep("2026-03-02T09:00")
    before = refunds(desk)

    desk.keep(OVER)

    assert before == []
    assert refunds(desk) == [(Decimal("-560.00"), 480)]
    assert desk.sum() == 0


def test_the_fee_of_a_package_is_for_more_than_its_hours(boss, palisade):
    terms = PackageLine(fee=Decimal(900), hours=Hours(allowance_minutes=600))
    desk = Desk(boss, agreed(boss, palisade, ("package", terms)))
    noticed(desk, refunds_hours=True)

    desk.keep(OVER)

    assert (refunds(desk), desk.sum()) == ([], 0)
