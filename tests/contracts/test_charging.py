"""Advance fees, changes within a period and exits, through the actions and read from the charges stored."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from msgspec.structs import replace

from accounts.tenancy import acting_as
from contracts import actions
from contracts.errors import ContractRefused
from contracts.queries import uninvoiced
from contracts.terms import Bucket, Fte, Hours, LevelPrice, PerTicket, Renewal
from tests.contracts.courses import charged, day, kinds, make_course, noon, package, retainer, tick_to


def amounts(contract, **only):
    return [amount for _kind, amount, *_days in charged(contract, **only)]


def with_line(contract, **changed):
    """The present terms with the fields of their one line changed."""
    version = contract.versions.order_by("-number").first()
    ((key, said),) = version.agreed.lines.items()
    return replace(version.agreed, lines={key: replace(said, **changed)})


def test_ex_c17_the_first_part_of_a_calendar_month(boss):
    contract = make_course(boss, retainer(is_calendar_aligned=True), starts_on=day("2026-01-12"))

    tick_to(contract, day("2026-02-01"))

    assert charged(contract) == [
        ("fee", Decimal("1032.26"), day("2026-01-12"), day("2026-01-31")),
        ("fee", Decimal("1600.00"), day("2026-02-01"), day("2026-02-28")),
    ]


def test_ex_c18_the_last_part(boss):
    contract = make_course(boss, retainer(is_calendar_aligned=True), starts_on=day("2026-01-12"), ends_on=day("2026-02-10"))

    tick_to(contract, day("2026-02-10"))

    assert charged(contract)[-1] == ("fee", Decimal("571.43"), day("2026-02-01"), day("2026-02-10"))


def test_each_period_is_charged_once_in_order_and_after_days_of_downtime(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-31"))

    worked = tick_to(contract, day("2026-04-03")), tick_to(contract, day("2026-04-03"))

    assert worked == (63, 0)
    assert [(first, last) for _kind, _amount, first, last in charged(contract)] == [
        (day("2026-01-31"), day("2026-02-27")),
        (day("2026-02-28"), day("2026-03-30")),
        (day("2026-03-31"), day("2026-04-29")),
    ]


def test_fees_are_charged_as_many_days_ahead_as_agreed(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), invoice_ahead_days=10)

    tick_to(contract, day("2026-01-21"))
    before = amounts(contract)
    tick_to(contract, day("2026-01-22"))

    assert (len(before), len(amounts(contract))) == (1, 2)
    with acting_as(boss):
        assert [charge.due_on for charge in uninvoiced(contract, day("2026-01-22"))] == [day("2025-12-22"), day("2026-01-22")]
        assert len(uninvoiced(contract, day("2026-01-21"))) == 1


def test_tickets_capacity_and_buckets_are_charged_as_they_were_agreed(boss):
    tickets = PerTicket(
        levels={
            1: LevelPrice(included=100, price=Decimal("14"), extra_price=Decimal("16.80")),
            2: LevelPrice(included=40, price=Decimal("38"), extra_price=Decimal("45.60")),
        }
    )
    capacity = Fte(label="0.25", capacity={"0.25": Decimal(40), "1": Decimal(168)}, rate=Decimal(45))
    bucket = Bucket(minutes=600, price=Decimal("700"), expires_on=day("2026-06-30"))
    lines = [
        {"kind": kind, "name": kind, "terms": terms}
        for kind, terms in (("per_ticket", tickets), ("fte", capacity), ("bucket", bucket))
    ]
    contract = make_course(boss, *lines, starts_on=day("2026-01-01"))

    tick_to(contract, day("2026-02-02"))

    assert sorted((kind, amount) for kind, amount, *_days in charged(contract)) == [
        ("bucket", Decimal("700.00")),
        ("fee", Decimal("1800.00")),
        ("fee", Decimal("1800.00")),
        ("fee", Decimal("2920.00")),
        ("fee", Decimal("2920.00")),
    ]


def test_ex_c26_an_upgrade_in_june(boss):
    contract = make_course(boss, package("900.00", 600), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-10"))

    with acting_as(boss):
        terms = with_line(contract, fee=Decimal("1500.00"), hours=replace(package()["terms"].hours, allowance_minutes=1200))
        actions.change_terms(contract=contract, terms=terms, effective_on=day("2026-06-16"), by=boss, at=noon(day("2026-06-16")))
        (change,) = contract.changes.filter(kind="upgraded")

    assert amounts(contract, kind="proration") == [Decimal("-450.00"), Decimal("750.00")]
    assert list(change.facts["added_minutes"].values()) == [300]
    tick_to(contract, day("2026-07-01"))
    assert amounts(contract, kind="fee") == [Decimal("900.00"), Decimal("1500.00")]


def test_an_upgrade_before_the_job_came_round_is_charged_alike(boss):
    contract = make_course(boss, package("900.00"), starts_on=day("2026-06-01"))

    with acting_as(boss):
        terms = with_line(contract, fee=Decimal("1500.00"))
        actions.change_terms(contract=contract, terms=terms, effective_on=day("2026-06-16"), by=boss, at=noon(day("2026-06-16")))
    tick_to(contract, day("2026-06-20"))

    assert sum(amounts(contract)) == Decimal("1200.00")


def test_ex_c27_an_upgrade_within_a_year(boss):
    contract = make_course(boss, package("10800.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))

    with acting_as(boss):
        terms = with_line(contract, fee=Decimal("18000.00"))
        actions.change_terms(contract=contract, terms=terms, effective_on=day("2026-06-01"), by=boss, at=noon(day("2026-06-01")))

    assert amounts(contract, kind="proration") == [Decimal("-6332.05"), Decimal("10553.42")]
    assert sum(amounts(contract, kind="proration")) == Decimal("4221.37")


def test_ex_c28_a_downgrade_agreed_at_once(boss):
    contract = make_course(boss, package("1500.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))

    with acting_as(boss):
        said = {"contract": contract, "terms": with_line(contract, fee=Decimal("900.00")), "effective_on": day("2026-06-21")}
        with pytest.raises(ContractRefused, match="Cheaper terms, or fewer hours, hold from 1 July 2026 on"):
            actions.change_terms(**said, by=boss, at=noon(day("2026-06-20")))
        actions.change_terms(**said, is_agreed_at_once=True, by=boss, at=noon(day("2026-06-20")))

    assert amounts(contract, kind="proration") == [Decimal("-500.00"), Decimal("300.00")]
    assert kinds(contract)[-1] == "downgraded"


def test_fewer_hours_at_the_same_fee_wait_as_cheaper_terms_do(boss):
    contract = make_course(boss, package("1500.00", minutes=1200), starts_on=day("2026-06-01"))

    with acting_as(boss), pytest.raises(ContractRefused, match="fewer hours, hold from 1 July 2026 on"):
        terms = with_line(contract, hours=Hours(allowance_minutes=600))
        actions.change_terms(contract=contract, terms=terms, effective_on=day("2026-06-21"), by=boss, at=noon(day("2026-06-20")))


def test_a_downgrade_of_yearly_terms_waits_for_the_renewal(boss):
    contract = make_course(
        boss, package("1500.00"), starts_on=day("2026-01-01"), ends_on=day("2026-12-31"), renewal=Renewal(kind="automatic")
    )

    with acting_as(boss), pytest.raises(ContractRefused, match="from 1 January 2027 on"):
        actions.change_terms(
            contract=contract,
            terms=with_line(contract, fee=Decimal("900.00")),
            effective_on=day("2026-07-01"),
            by=boss,
            at=noon(day("2026-06-20")),
        )


def test_ex_c31_unused_prepaid_days_less_the_fee_for_ending_early(boss):
    contract = make_course(boss, package("12000.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-31"))
    with acting_as(boss):
        actions.give_notice(
            contract=contract,
            kind="mutual",
            received_on=day("2026-02-01"),
            ends_on=day("2026-04-30"),
            fee=Decimal("2000.00"),
            refunds_unused=True,
            by=boss,
            at=noon(day("2026-02-01")),
        )

    tick_to(contract, day("2026-05-03"))

    assert charged(contract)[1:] == [
        ("refund", Decimal("-8054.79"), day("2026-05-01"), day("2026-12-31")),
        ("termination", Decimal("2000.00"), None, None),
    ]
    assert sum(amounts(contract)[1:]) == Decimal("-6054.79")


@pytest.mark.parametrize(("refunds", "of_june"), [(False, []), (True, [Decimal("-800.00")])])
def test_a_period_charged_ahead_that_a_notice_keeps_from_beginning_is_credited(boss, refunds, of_june):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), invoice_ahead_days=30)
    tick_to(contract, day("2026-06-10"))
    with acting_as(boss):
        said = {"received_on": day("2026-06-10"), "ends_on": day("2026-06-15"), "refunds_unused": refunds}
        actions.give_notice(contract=contract, kind="mutual", **said, by=boss, at=noon(day("2026-06-10")))

    tick_to(contract, day("2026-06-18"))

    assert charged(contract, kind="fee")[-1] == ("fee", Decimal("1600.00"), day("2026-07-01"), day("2026-07-31"))
    assert amounts(contract, kind="refund") == [Decimal("-1600.00"), *of_june]


@pytest.mark.parametrize(("year", "refund"), [(2028, "1967.21"), (2027, "1972.60")])
def test_ex_c32_sixty_days_of_a_leap_year_and_of_another(boss, year, refund):
    contract = make_course(boss, package("12000.00", period="year"), starts_on=date(year, 1, 1))
    tick_to(contract, date(year, 1, 1))
    last = date.fromordinal(date(year, 12, 31).toordinal() - 60)
    with acting_as(boss):
        said = {"received_on": date(year, 1, 2), "ends_on": last, "refunds_unused": True}
        actions.give_notice(contract=contract, kind="mutual", **said, by=boss, at=noon(date(year, 1, 2)))

    tick_to(contract, date(year, 12, 31))

    assert amounts(contract, kind="refund") == [-Decimal(refund)]


def test_what_was_charged_stays(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))

    with acting_as(boss), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        contract.charges.update(amount=0)


def test_the_rest_of_a_cut_period_is_charged_after_the_renewal(boss):
    renewal = Renewal(kind="automatic", term="monthly", months=1, notice=0)
    contract = make_course(
        boss, retainer(is_calendar_aligned=True), starts_on=day("2026-01-12"), ends_on=day("2026-02-11"), renewal=renewal
    )

    tick_to(contract, day("2026-02-12"))

    assert contract.ends_on == day("2026-03-11")
    assert charged(contract)[1:] == [
        ("fee", Decimal("628.57"), day("2026-02-01"), day("2026-02-11")),
        ("fee", Decimal("971.43"), day("2026-02-12"), day("2026-02-28")),
    ]
