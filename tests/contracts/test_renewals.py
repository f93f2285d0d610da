"""Renewals by themselves, by acceptance or not at all, and what the client is told before (C-54 to C-56, C-59)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions
from contracts.errors import ContractRefused
from contracts.queries import state_of
from contracts.standing import State
from contracts.terms import Renewal, Uplift
from notifications.models import Notice
from tests.contracts.courses import day, fees, kinds, make_course, noon, package, retainer, tick_to
from tests.factories import make_contact

YEAR = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31")}


def told(contract):
    """What news the contract's notices brought, in order."""
    with acting_in(contract.tenant_id, SYSTEM):
        rows = Notice.objects.filter(template="contract_news", facts__contract=contract.name).order_by("at", "key", "id")
        return [row.facts["news"] for row in rows]


def test_ex_c30_five_percent_a_year_when_told_in_time(boss):
    uplift = Uplift(kind="fixed", percent=Decimal(5))
    contract = make_course(boss, package("12000.00", period="year"), **YEAR, renewal=Renewal(kind="automatic", uplift=uplift))

    for year in (2026, 2027, 2028):
        tick_to(contract, date(year, 8, 31))  # a week before the client must have been told
    tick_to(contract, day("2029-01-01"))

    assert fees(contract) == [Decimal("12000.00"), Decimal("12600.00"), Decimal("13230.00"), Decimal("13891.50")]
    assert contract.ends_on == day("2029-12-31")
    assert kinds(contract).count("renewed") == kinds(contract).count("uplift_told") == 3


@pytest.mark.parametrize(("fee", "period", "raised"), [("12000.00", "year", "12360.00"), ("1033.33", "month", "1064.33")])
def test_ex_c30_an_index_is_capped(boss, fee, period, raised):
    uplift = Uplift(kind="index", cap=Decimal(3))
    contract = make_course(boss, package(fee, period=period), **YEAR, renewal=Renewal(kind="automatic", uplift=uplift))
    with acting_as(boss):
        actions.tell_uplift(contract=contract, percent=Decimal("3.8"), by=boss, at=noon(day("2026-08-01")))

    tick_to(contract, day("2027-01-01"))

    assert fees(contract)[-1] == Decimal(raised)


def test_an_uplift_told_too_late_leaves_the_old_price_for_that_term(boss):
    uplift = Uplift(kind="index")
    contract = make_course(boss, package("12000.00", period="year"), **YEAR, renewal=Renewal(kind="automatic", uplift=uplift))
    with acting_as(boss):
        change = actions.tell_uplift(contract=contract, percent=Decimal(4), by=boss, at=noon(day("2026-09-04")))

    tick_to(contract, day("2027-01-01"))

    assert change.facts["is_in_time"] is False  # 30 days before 3 October is 3 September
    assert fees(contract) == [Decimal("12000.00"), Decimal("12000.00")]


def test_a_tacit_renewal_leaves_no_gap_and_both_sides_are_reminded_once(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="automatic"))
    make_contact(boss, contract.client, "chief@lantern.example", role="manager")

    for month, last in ((8, 30), (9, 5), (9, 20), (10, 4), (11, 3), (12, 4), (12, 28)):
        tick_to(contract, date(2026, month, last))

    with acting_as(boss):
        reminded = contract.changes.filter(kind__startswith="reminded").order_by("effective_on")
        days = [str(change.effective_on) for change in reminded]
        assert contract.ends_on == day("2027-12-31") and state_of(contract, noon(day("2027-01-01"))) == State.ACTIVE
    # 120, 90, 60 and 30 days before 1 January 2027, and 14 before 3 October
    assert days == ["2026-09-03", "2026-09-19", "2026-10-03", "2026-11-02", "2026-12-02"]
    assert told(contract).count("renewal_near") == 8 and told(contract).count("notice_near") == 2


def test_an_express_renewal_that_nobody_accepts_ends_the_contract(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="express", months=24))

    tick_to(contract, day("2027-01-04"))

    with acting_as(boss):
        assert state_of(contract, noon(day("2027-01-01"))) == State.RUN_OFF
        with pytest.raises(ContractRefused, match="ended on 31 December 2026"):
            actions.renew_contract(contract=contract, by=boss, at=noon(day("2027-01-04")))


def test_an_express_renewal_is_accepted_by_an_approver_after_an_offer(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="express", months=24))
    approver = make_contact(boss, contract.client, "yes@lantern.example", is_approver=True)
    at = noon(day("2026-12-30"))

    with acting_in(boss.tenant_id, SYSTEM):
        with pytest.raises(ContractRefused, match="No renewal is offered"):
            actions.renew_contract(contract=contract, by=approver, at=at)
        actions.offer_renewal(contract=contract, by=boss, at=at)
        actions.renew_contract(contract=contract, by=approver, at=at)
        contract.refresh_from_db()

    assert contract.ends_on == day("2028-12-31")


def test_no_tacit_renewal_bridges_a_suspension_for_non_payment(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="automatic"))
    tick_to(contract, day("2026-12-26"))
    assert contract.ends_on == day("2027-12-31")  # renewed some days ahead

    with acting_as(boss):
        said = {"reason": "Unpaid", "is_for_non_payment": True, "warned_on": day("2026-12-01")}
        actions.suspend_contract(contract=contract, from_on=day("2026-12-28"), **said, by=boss, at=noon(day("2026-12-27")))
    tick_to(contract, day("2027-01-02"))

    assert contract.ends_on == day("2026-12-31") and "renewal_withheld" in kinds(contract)
    with acting_as(boss):
        assert state_of(contract, noon(day("2027-01-01"))) == State.RUN_OFF


def test_a_manager_may_renew_a_suspended_contract(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="automatic"))
    with acting_as(boss):
        said = {"reason": "Unpaid", "is_for_non_payment": True}
        actions.suspend_contract(contract=contract, from_on=day("2026-12-20"), **said, by=boss, at=noon(day("2026-12-10")))
        actions.renew_contract(contract=contract, by=boss, at=noon(day("2026-12-30")), reason="They promised")
        contract.refresh_from_db()

    assert contract.ends_on == day("2027-12-31")
