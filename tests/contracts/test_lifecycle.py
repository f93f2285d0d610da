"""Offers, notices, renewals and suspensions of agreements, each a dated event with its person (C-07, C-54 to C-61)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from msgspec.structs import replace

from accounts.models import LogEntry
from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions
from contracts.errors import ContractRefused
from contracts.models import DRAFT
from contracts.queries import contract_in_force, state_of
from contracts.standing import State
from contracts.terms import Renewal
from tests.contracts.courses import charged, day, fees, kinds, make_course, noon, retainer, tick_to
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_contract

YEAR = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31")}


# From draft to acceptance


@pytest.fixture
def offer(boss, palisade, nine_oclock):
    contract = make_contract(boss, palisade, stage=DRAFT, starts_on=day("2026-07-01"), lines=[retainer()])
    with acting_as(boss):
        actions.offer_contract(contract=contract, by=boss, at=nine_oclock)
        contract.refresh_from_db()
    return contract


def test_an_offer_covers_nothing_until_an_approver_accepts_it(boss, palisade, offer, nine_oclock):
    approver = make_contact(boss, palisade, "yes@palisade.example", is_approver=True)
    in_july = noon(day("2026-07-02"))
    with acting_as(boss):
        assert state_of(offer, nine_oclock) == State.OFFERED and contract_in_force(palisade, None, in_july) is None

    with acting_in(boss.tenant_id, SYSTEM):
        actions.accept_contract(contract=offer, by=approver, at=nine_oclock)
        offer.refresh_from_db()

        assert state_of(offer, nine_oclock) == State.SCHEDULED and state_of(offer, in_july) == State.ACTIVE
        assert contract_in_force(palisade, None, in_july) == offer
        assert [(change.kind, change.by) for change in offer.changes.order_by("at", "id")] == [
            ("offered", boss),
            ("accepted", approver),
        ]
        assert LogEntry.objects.filter(kind="contract.accepted", subject_id=offer.pk, actor=approver).count() == 1
    tick_to(offer, day("2026-07-01"))
    assert kinds(offer)[-1] == "began" and fees(offer) == [Decimal("1600.00")]


def test_a_contact_who_approves_nothing_cannot_accept(boss, palisade, offer, nine_oclock):
    contact = make_contact(boss, palisade, "no@palisade.example", role="manager")

    with acting_in(boss.tenant_id, SYSTEM), pytest.raises(ContractRefused, match="Only an approver"):
        actions.accept_contract(contract=offer, by=contact, at=nine_oclock)


def test_what_no_column_can_hold_is_left_out_of_a_reason(boss, palisade, offer):
    browser = signed_in(make_contact(boss, palisade, "yes@palisade.example", is_approver=True))

    browser.post(reverse("portal:contract-answer", args=["acme", offer.pk]), {"answer": "decline", "reason": "Too\0 dear"})

    with acting_as(boss):
        assert offer.changes.get(kind="declined").reason == "Too dear"


def test_a_declined_offer_can_be_offered_again_and_a_withdrawn_one_not_accepted(boss, offer, nine_oclock):
    with acting_as(boss):
        actions.decline_contract(contract=offer, by=boss, at=nine_oclock, reason="Too dear")
        actions.offer_contract(contract=offer, by=boss, at=nine_oclock)
        actions.withdraw_offer(contract=offer, by=boss, at=nine_oclock)
        with pytest.raises(ContractRefused, match="not offered"):
            actions.accept_contract(contract=offer, by=boss, at=nine_oclock)

    assert kinds(offer) == ["offered", "declined", "offered", "withdrawn"]


def test_two_offers_of_the_same_cover_cannot_both_be_accepted(boss, palisade, offer, nine_oclock):
    make_contract(boss, palisade, starts_on=day("2026-08-01"))

    with acting_as(boss), pytest.raises(ContractRefused, match="covers the same"):
        actions.accept_contract(contract=offer, by=boss, at=nine_oclock)


# Notice


@pytest.mark.parametrize(
    ("notice", "unit", "last"), [(90, "days", "2026-10-03"), (3, "months", "2026-10-01")], ids=["days", "months"]
)
def test_ex_c29_the_last_valid_notice_date(boss, notice, unit, last):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="automatic", notice=notice, notice_unit=unit))
    last, late = day(last), day(last).replace(day=day(last).day + 1)

    with acting_as(boss):
        with pytest.raises(
            ContractRefused, match="it had to be received by .* October 2026. The contract renews on 1 January 2027"
        ):
            actions.give_notice(contract=contract, kind="convenience", received_on=late, by=boss, at=noon(late))
        ending = actions.give_notice(contract=contract, kind="convenience", received_on=last, by=boss, at=noon(late))
        assert ending.ends_on == day("2026-12-31")
        assert state_of(contract, noon(late)) == State.NOTICE_GIVEN
    tick_to(contract, day("2027-01-01"))
    assert kinds(contract)[-1] == "ran_out"


def test_a_withdrawn_notice_gives_the_end_back(boss):
    contract = make_course(boss, retainer(), **YEAR, renewal=Renewal(kind="automatic"))
    at = noon(day("2026-03-01"))
    with acting_as(boss):
        said = {"kind": "mutual", "received_on": day("2026-03-01"), "ends_on": day("2026-04-30")}
        actions.give_notice(contract=contract, **said, by=boss, at=at)
        actions.withdraw_notice(contract=contract, by=boss, at=at)
        contract.refresh_from_db()

        assert contract.ends_on == day("2026-12-31") and state_of(contract, at) == State.ACTIVE


def test_a_contract_cannot_end_before_it_starts(boss):
    contract = make_course(boss, retainer(), starts_on=day("2026-06-01"))

    with acting_as(boss), pytest.raises(ContractRefused, match="starts on 1 June 2026 and cannot end before that"):
        actions.give_notice(contract=contract, kind="mutual", received_on=day("2026-01-15"), by=boss, at=noon(day("2026-06-02")))


def test_a_line_that_goes_on_keeps_its_periods(boss):
    contract = make_course(boss, retainer("1000.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-02"))

    with acting_as(boss), pytest.raises(ContractRefused, match="The periods of “Retainer” stay as they began"):
        terms = contract.versions.get().agreed
        lines = {key: replace(line, fee=Decimal(3000), period="quarter") for key, line in terms.lines.items()}
        said = {"terms": replace(terms, lines=lines), "effective_on": day("2026-06-16")}
        actions.change_terms(contract=contract, **said, by=boss, at=noon(day("2026-06-02")))


@pytest.mark.parametrize(
    ("fee_after", "refund"), [("18000.00", Decimal("-4536.99")), ("5400.00", Decimal("-1361.10")), ("0.00", None)]
)
def test_c57_unused_days_are_credited_at_the_fee_in_force_on_them(boss, fee_after, refund):
    contract = make_course(boss, retainer("10800.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))
    with acting_as(boss):
        terms = contract.versions.get().agreed
        lines = {key: replace(line, fee=Decimal(fee_after)) for key, line in terms.lines.items()}
        said = {"terms": replace(terms, lines=lines), "effective_on": day("2026-06-01"), "is_agreed_at_once": True}
        actions.change_terms(contract=contract, **said, by=boss, at=noon(day("2026-06-01")))
        said = {"kind": "mutual", "received_on": day("2026-06-02"), "ends_on": day("2026-09-30")}
        actions.give_notice(contract=contract, **said, refunds_unused=True, by=boss, at=noon(day("2026-06-02")))

    tick_to(contract, day("2026-10-01"))

    expected = [("refund", refund, day("2026-10-01"), day("2026-12-31"))] if refund else []  # 92 of 365 days
    assert charged(contract, kind="refund") == expected


def test_a_breach_can_be_cured_within_thirty_days(boss):
    contract = make_course(boss, retainer(), **YEAR)

    with acting_as(boss), pytest.raises(ContractRefused, match="earliest last day is 31 March 2026"):
        said = {"kind": "cause", "received_on": day("2026-03-01"), "ends_on": day("2026-03-10")}
        actions.give_notice(contract=contract, **said, by=boss, at=noon(day("2026-03-01")))


# Suspension


def test_a_suspension_is_warned_of_seven_days_before(boss):
    contract = make_course(boss, retainer(), **YEAR)
    at = noon(day("2026-06-10"))

    with acting_as(boss):
        said = {"contract": contract, "reason": "Unpaid", "by": boss, "at": at}
        with pytest.raises(ContractRefused, match="warned 7 days before. The earliest day is 17 June 2026"):
            actions.suspend_contract(from_on=day("2026-06-16"), **said)
        actions.suspend_contract(from_on=day("2026-06-17"), **said)
        contract.refresh_from_db()

        assert [state_of(contract, noon(day(each))) for each in ("2026-06-16", "2026-06-17")] == [State.ACTIVE, State.SUSPENDED]
        actions.reinstate_contract(contract=contract, by=boss, at=noon(day("2026-06-12")))  # called off before it began
        assert not contract.suspensions.exists() and not contract.cover_changes.exists()


def test_waived_fees_of_suspended_days_are_credited(boss):
    contract = make_course(boss, retainer("3000.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    with acting_as(boss):
        said = {"reason": "Move", "waives_fees": True}
        actions.suspend_contract(contract=contract, from_on=day("2026-06-10"), **said, by=boss, at=noon(day("2026-06-01")))
        actions.reinstate_contract(contract=contract, by=boss, at=noon(day("2026-06-20")))

    assert charged(contract, kind="proration") == [("proration", Decimal("-1000.00"), day("2026-06-10"), day("2026-06-19"))]


def test_an_overdue_invoice_suspends_after_thirty_days_with_a_warning(boss):
    contract = make_course(boss, retainer(), **YEAR)

    with acting_in(boss.tenant_id, SYSTEM):
        said = {"contract": contract, "overdue_since": day("2026-05-01")}
        assert actions.suspend_overdue(**said, at=noon(day("2026-05-24"))) is None
        suspension = actions.suspend_overdue(**said, at=noon(day("2026-05-25")))
        contract.refresh_from_db()

        assert suspension.from_at == noon(day("2026-06-01")).replace(day=31, month=5, hour=23)  # midnight in London
        assert actions.suspend_overdue(**said, at=noon(day("2026-05-26"))) is None


def test_the_job_is_done_once_and_in_order_after_three_days(boss):
    renewal = Renewal(kind="automatic", term="monthly", months=1, notice=0)
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), ends_on=day("2026-01-31"), renewal=renewal)
    tick_to(contract, day("2026-01-29"))

    tick_to(contract, day("2026-02-02"))
    tick_to(contract, day("2026-02-02"))

    assert contract.ends_on == day("2026-02-28")
    assert fees(contract) == [Decimal("1600.00")] * 2


def test_a_client_reads_no_other_clients_charges_and_writes_none(boss):
    contract = make_course(boss, retainer(), **YEAR)
    own = make_contact(boss, contract.client, "own@lantern.example")
    tick_to(contract, day("2026-01-01"))
    other = make_contact(boss, make_client(boss, "Other Ltd"), "other@other.example")

    with acting_as(own):
        assert contract.charges.count() == 1
    with acting_as(other):
        assert contract.charges.count() == contract.changes.count() == 0
