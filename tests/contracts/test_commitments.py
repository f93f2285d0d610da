"""What accepting an offer or a renewal commits a client to, and who may (C-22)."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Membership
from accounts.spending import AboveSpendingLimit
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts import actions
from contracts.commitments import committed, term_from
from contracts.spans import Span
from contracts.terms import AdHoc, Bucket, Fte, Hours, LevelPrice, PackageLine, PerTicket, Renewal, Retainer, Uplift
from tests.contracts.courses import day, make_course, noon, retainer
from tests.factories import make_contact, make_contract
from tests.http import sign_in, words_of

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MONTHLY = Retainer(hours=Hours(allowance_minutes=1200), fee=Decimal(1600))
QUARTERLY = PackageLine(hours=Hours(allowance_minutes=600), fee=Decimal(900), period="quarter")


def line(starts_on="2026-01-01", ends_on=None):
    return SimpleNamespace(starts_on=day(starts_on), ends_on=ends_on and day(ends_on))


@pytest.mark.parametrize(
    ("of", "terms", "amount"),
    [
        (line(), MONTHLY, "19200.00"),
        (line(), QUARTERLY, "3600.00"),
        (line("2025-01-01"), MONTHLY, "19200.00"),  # a line that runs since long before
        (line("2026-12-01"), MONTHLY, "1600.00"),
        (line(ends_on="2026-06-15"), MONTHLY, "8800.00"),  # five months and half of June
        (line("2025-11-15"), QUARTERLY, "3600.00"),  # 45 of 92 days, three quarters, 47 of 92 days
        (line(), Fte(label="1", capacity={"1": Decimal(168)}, rate=Decimal(45)), "90720.00"),
        (line(), PerTicket(levels={1: LevelPrice(included=100, price=Decimal(14), extra_price=Decimal("16.80"))}), "16800.00"),
        (line(), Bucket(minutes=600, price=Decimal(700), expires_on=date(2026, 6, 30)), "700.00"),
        (line("2025-12-31"), Bucket(minutes=600, price=Decimal(700), expires_on=date(2026, 6, 30)), "0"),
        (line(), AdHoc(), "0"),
    ],
)
def test_the_fees_of_the_days_of_a_term_are_committed(of, terms, amount):
    assert committed([(of, terms)], YEAR, "GBP") == Decimal(amount)


def test_an_agreement_without_a_last_day_counts_its_first_year():
    assert term_from(date(2026, 7, 15), None) == Span(date(2026, 7, 15), date(2027, 7, 14))
    assert term_from(date(2026, 7, 15), date(2026, 9, 30)) == Span(date(2026, 7, 15), date(2026, 9, 30))


@pytest.fixture
def offer(boss, palisade, nine_oclock):
    contract = make_contract(boss, palisade, stage="draft", starts_on=date(2026, 7, 1), lines=[retainer()])
    with acting_as(boss):
        actions.offer_contract(contract=contract, by=boss, at=nine_oclock)
        contract.refresh_from_db()
    return contract


def approver_of(boss, client, limit, currency="GBP"):
    return make_contact(
        boss,
        client,
        "yes@approver.example",
        is_approver=True,
        spending_limit=None if limit is None else Decimal(limit),
        spending_currency=currency,
    )


@pytest.mark.parametrize(("limit", "currency"), [("19199.99", "GBP"), ("50000.00", "EUR")])
def test_c22_an_offer_above_the_limit_is_not_accepted(boss, palisade, offer, nine_oclock, limit, currency):
    approver = approver_of(boss, palisade, limit, currency)

    with acting_in(boss.tenant_id, SYSTEM), pytest.raises(AboveSpendingLimit, match=r"£19,200\.00 .* Somebody else at your"):
        actions.accept_contract(contract=offer, by=approver, at=nine_oclock)

    with acting_as(boss):
        offer.refresh_from_db()
        assert offer.stage == "offered" and not offer.changes.filter(kind="accepted").exists()


@pytest.mark.parametrize("limit", ["19200.00", None])
def test_c22_an_offer_within_the_limit_is_accepted(boss, palisade, offer, nine_oclock, limit):
    with acting_in(boss.tenant_id, SYSTEM):
        actions.accept_contract(contract=offer, by=approver_of(boss, palisade, limit), at=nine_oclock)

        offer.refresh_from_db()
    assert offer.stage == "accepted"


def test_c22_a_renewal_counts_the_fees_of_its_term_with_the_uplift_told(boss, palisade):
    uplift = Uplift(kind="fixed", percent=Decimal(5))
    days = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31")}
    contract = make_course(boss, retainer(), client=palisade, **days, renewal=Renewal(kind="express", uplift=uplift))
    approver = approver_of(boss, palisade, "20159.99")
    with acting_in(boss.tenant_id, SYSTEM):
        actions.tell_uplift(contract=contract, by=boss, at=noon(day("2026-06-01")))
        actions.offer_renewal(contract=contract, by=boss, at=noon(day("2026-12-01")))

        with pytest.raises(AboveSpendingLimit, match=r"£20,160\.00 without tax is above your limit of £20,159\.99"):
            actions.renew_contract(contract=contract, by=approver, at=noon(day("2026-12-02")))

        contract.refresh_from_db()
        assert contract.ends_on == day("2026-12-31")
        Membership.objects.filter(pk=approver.pk).update(spending_limit=Decimal("20160.00"))
        actions.renew_contract(contract=contract, by=approver, at=noon(day("2026-12-02")))
        contract.refresh_from_db()
    assert contract.ends_on == day("2027-12-31")


def test_c22_staff_record_what_was_accepted_by_other_ways_whatever_it_costs(boss, offer, nine_oclock):
    with acting_as(boss):
        actions.accept_contract(contract=offer, by=boss, at=nine_oclock, reason="Signed on paper")

        offer.refresh_from_db()
    assert offer.stage == "accepted"


def test_the_page_says_what_an_offer_comes_to_and_who_may_accept_it(boss, palisade, offer, nine_oclock, monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    small = sign_in(Browser(), approver_of(boss, palisade, "5000.00"))
    large = sign_in(Browser(), make_contact(boss, palisade, "more@approver.example", is_approver=True))
    path, answer = (reverse(f"portal:{name}", args=["acme", offer.pk]) for name in ("contract", "contract-answer"))

    read, full = words_of(small.get(path)), words_of(large.get(path))

    assert "The fees of its first year come to <b>£19,200.00</b> without tax." in read
    assert "You may approve up to £5,000.00 without tax." in read and "Accept the offer" not in read and "Decline" in read
    assert "Accept the offer" in full
    refused = words_of(small.post(answer, {"answer": "accept"}, follow=True))
    assert "£19,200.00 without tax is above your limit of £5,000.00. Somebody else at your company has to accept it." in refused
