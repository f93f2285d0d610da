"""The client's own contract in the portal."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts import actions
from contracts.models import Contract
from contracts.terms import AdHoc, LevelPrice, PerTicket
from tests.contracts.courses import make_course, retainer
from tests.contracts.desk import Desk, agreed
from tests.factories import make_contact, make_contract
from tests.http import sign_in, words_of


@pytest.fixture
def at(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    return nine_oclock


@pytest.fixture
def contract(boss, palisade, at):
    made = make_course(boss, retainer(), client=palisade, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with acting_in(boss.tenant_id, SYSTEM):
        actions.keep_ledger(contract=made, at=at)
    return made


def test_a_contact_sees_cover_hours_ledger_and_dates(boss, palisade, contract):
    browser = sign_in(Browser(), make_contact(boss, palisade, "ada@palisade.example", role="manager"))

    text = words_of(browser.get(reverse("portal:contracts", args=["acme"]), follow=True))

    assert "20h 00m a month for £1,600.00" in text and "20h 00m left of 20h 00m" in text
    assert "What is covered" in text and "Granted" in text and "31 Dec 2026" in text
    assert "Charges" not in text and "manage" not in text
    assert browser.get(reverse("portal:contract-ledger", args=["acme", contract.pk])).status_code == 200


def test_a_draft_is_nobodys_business_and_another_clients_contract_is_not_there(boss, palisade, kestrel, contract):
    draft = make_contract(boss, palisade, "Premium", stage="draft")
    ann = sign_in(Browser(), make_contact(boss, kestrel, "ann2@kestrel.example", role="manager"))
    ada = sign_in(Browser(), make_contact(boss, palisade, "ada@palisade.example", role="manager"))

    assert ada.get(reverse("portal:contract", args=["acme", draft.pk])).status_code == 404
    assert ann.get(reverse("portal:contract", args=["acme", contract.pk])).status_code == 404


def test_an_approver_answers_an_offer_and_nobody_else_does(boss, palisade, at):
    offer = make_contract(boss, palisade, stage="draft", starts_on=date(2026, 7, 1), lines=[retainer()])
    with acting_as(boss):
        actions.offer_contract(contract=offer, by=boss, at=at)
    chief = sign_in(Browser(), make_contact(boss, palisade, "chief@palisade.example", role="manager"))
    approver = sign_in(Browser(), make_contact(boss, palisade, "yes@palisade.example", is_approver=True))
    path, answer = (reverse(f"portal:{name}", args=["acme", offer.pk]) for name in ("contract", "contract-answer"))

    assert "Accept the offer" not in words_of(chief.get(path)) and "Accept the offer" in words_of(approver.get(path))
    chief.post(answer, {"answer": "accept"})
    assert stage(boss, offer) == "offered"
    assert "Say why you decline" in words_of(approver.post(answer, {"answer": "decline"}, follow=True))
    approver.post(answer, {"answer": "accept"})

    assert stage(boss, offer) == "accepted"
    with acting_as(boss):
        assert offer.changes.get(kind="accepted").by.name == "Yes"


def test_a_plain_user_sees_tickets_and_no_contract(boss, palisade, contract):
    browser = sign_in(Browser(), make_contact(boss, palisade, "plain@palisade.example"))

    assert browser.get(reverse("portal:contract", args=["acme", contract.pk])).status_code == 403
    assert reverse("portal:contracts", args=["acme"]) not in words_of(browser.get(reverse("portal:home", args=["acme"])))


def test_the_ledger_of_work_by_the_hour_tells_time_rate_and_money_and_no_balance(boss, palisade, at):
    """A contract without hours has no balance: what was charged of two hours' work, and the half hour that waits."""
    desk = Desk(boss, agreed(boss, palisade, ("ad_hoc", AdHoc())))
    ticket = uuid4()
    with acting_as(boss):
        about = {"client": palisade, "contract": desk.contract, "ticket_id": ticket, "currency": "GBP", "amount": Decimal(160)}
        actions.open_cap(**about, source_kind="nte", at=at)
    desk.log(at, 150, ticket=ticket)
    browser = sign_in(Browser(), make_contact(boss, palisade, "ada@palisade.example", role="manager"))

    for name in ("contract", "contract-ledger"):
        text = words_of(browser.get(reverse(f"portal:{name}", args=["acme", desk.contract.pk])))
        assert "£160.00 charged without tax" in text and "30m held" in text
        assert "Rate an hour" in text and "£80.00" in text and "2h 00m" in text
        assert "Balance" not in text and ">0m<" not in text


def test_a_contract_by_the_ticket_says_how_many_are_left_and_counts_tickets_in_its_ledger(boss, palisade, at):
    levels = {level: LevelPrice(included=2, price=Decimal(14), extra_price=Decimal(17)) for level in (1, 2)}
    made = agreed(boss, palisade, ("per_ticket", PerTicket(levels=levels)), starts_on="2026-06-01")
    with acting_as(boss):
        for level in (1, 2, 2, 2):
            actions.reserve_unit(contract=made, ticket_id=uuid4(), level=level, by=boss, at=at)
    browser = sign_in(Browser(), make_contact(boss, palisade, "ada@palisade.example", role="manager"))

    page = words_of(browser.get(reverse("portal:contract", args=["acme", made.pk])))
    home = words_of(browser.get(reverse("portal:home", args=["acme"])))

    for text in (page, home):
        assert (
            '<b>1</b> <span class="muted">left of 2 tickets' in text and '<b>0</b> <span class="muted">left of 2 tickets' in text
        )
        assert "1 extra" in text
    assert "−1 ticket" in page and "+2 tickets" in page and "extra ticket" in page and "0m" not in page


def stage(boss, contract):
    with acting_as(boss):
        return Contract.objects.get(pk=contract.pk).stage
