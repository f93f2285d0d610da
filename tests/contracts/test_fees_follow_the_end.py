"""Fees follow the contract's last day, however often it is moved (C-57)."""

from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.queries import uninvoiced
from tests.contracts.courses import charged, day, make_course, noon, retainer, tick_to
from tests.contracts.test_charging import amounts

pytestmark = pytest.mark.django_db


def test_a_fee_charged_ahead_of_a_period_that_never_begins_is_credited_with_the_notice(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), invoice_ahead_days=30)
    tick_to(contract, day("2026-06-10"))
    said = {"kind": "mutual", "received_on": day("2026-06-10"), "ends_on": day("2026-06-15")}
    with acting_as(boss):
        actions.give_notice(contract=contract, **said, by=boss, at=noon(day("2026-06-10")))
        payable = [charge.amount for charge in uninvoiced(contract, day("2026-06-10"))]
        noticed = amounts(contract, kind="refund")
        actions.withdraw_notice(contract=contract, by=boss, at=noon(day("2026-06-11")))

    tick_to(contract, day("2026-07-01"))

    assert noticed == [Decimal("-1600.00")]
    assert payable == [Decimal(1600)] * 6  # not the one of July, which never begins
    assert amounts(contract, kind="refund") == [Decimal("-1600.00"), Decimal("1600.00")]
    assert [first for _kind, _amount, first, _last in charged(contract, kind="fee")][-1] == day("2026-07-01")


def test_a_contract_that_goes_on_after_its_end_is_charged_again_and_settled_once(boss):
    contract = make_course(boss, retainer("12000.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))
    said = {"kind": "mutual", "received_on": day("2026-03-01"), "ends_on": day("2026-04-30"), "fee": Decimal(2000)}
    with acting_as(boss):
        actions.give_notice(contract=contract, **said, refunds_unused=True, by=boss, at=noon(day("2026-03-01")))
    tick_to(contract, day("2026-05-02"))
    with acting_as(boss):
        actions.change_contract_end(contract=contract, ends_on=day("2026-06-30"), by=boss, at=noon(day("2026-05-03")))
        again = charged(contract, kind="refund")[-1]
        actions.change_contract_end(contract=contract, ends_on=day("2026-06-30"), by=boss, at=noon(day("2026-05-04")))

    tick_to(contract, day("2026-07-02"))

    assert again == ("refund", Decimal("2005.47"), day("2026-05-01"), day("2026-06-30"))
    assert amounts(contract, kind="refund") == [Decimal("-8054.79"), Decimal("2005.47")]  # 184 days: 6,049.32 together
    assert amounts(contract, kind="termination") == [Decimal("2000.00")]


def test_a_last_day_that_is_moved_forward_credits_the_period_that_was_charged_ahead(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), invoice_ahead_days=30)
    tick_to(contract, day("2026-06-10"))

    with acting_as(boss):
        actions.change_contract_end(contract=contract, ends_on=day("2026-06-30"), by=boss, at=noon(day("2026-06-10")))

    assert amounts(contract, kind="refund") == [Decimal("-1600.00")]


def test_days_are_waived_of_a_fee_that_no_worker_has_charged_yet(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-10"))
    said = {"from_on": day("2026-01-20"), "warned_on": day("2026-01-10"), "reason": "Agreed", "waives_fees": True}
    with acting_as(boss):
        actions.suspend_contract(contract=contract, **said, by=boss, at=noon(day("2026-01-11")))
        actions.reinstate_contract(contract=contract, by=boss, at=noon(day("2026-02-05")))

    tick_to(contract, day("2026-02-06"))

    assert amounts(contract, kind="fee") == [Decimal(1600), Decimal(1600)]
    assert amounts(contract, kind="proration") == [Decimal("-619.35"), Decimal("-228.57")]  # 12 of 31 days, 4 of 28
