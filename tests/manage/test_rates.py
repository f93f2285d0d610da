"""Prices per hour: their cards, and setting one."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.permissions import ENGINEER, FINANCE, LEAD
from accounts.tenancy import acting_as
from contracts import actions
from contracts.models import Rate
from tests.contracts.calendars import london
from tests.doors import signed_in
from tests.factories import make_client, make_contract, make_staff
from tests.http import queries_of, words_of

AT = london("2026-06-08T09:00")
CARDS = reverse("manage:rate-cards", args=["acme"])
NEW = reverse("manage:new-hourly-rate", args=["acme"])


def price(boss, level, amount, **owner):
    with acting_as(boss):
        return actions.set_rate(level=level, amount=Decimal(amount), currency="GBP", by=boss, at=AT, **owner)


def sent(boss, **more):
    with acting_as(boss):
        level = Level.objects.get(tenant=boss.tenant, number=2)
    return {"level": level.pk, "amount": "80.50", "currency": "GBP"} | more


def test_the_usual_prices_come_first_and_then_those_of_clients_and_contracts(page, boss, kestrel):
    contract = make_contract(boss, make_client(boss, "Aardvark"), "Premium")
    for owner, amount in (({"client": kestrel}, 75), ({"contract": contract}, 70), ({}, 80)):
        price(boss, 2, amount, valid_from=date(2026, 1, 1), **owner)

    said = words_of(page.get(CARDS))

    assert said.index("Usual prices") < said.index("£80.00") < min(said.index("£75.00"), said.index("£70.00"))
    assert "from 1 Jan 2026" in said and "Kestrel Logistics" in said and "Aardvark" in said


def test_the_page_takes_as_many_queries_for_many_cards(page, boss):
    price(boss, 1, 45)
    few = queries_of(page, CARDS)
    for name in ("One", "Two", "Three"):
        client = make_client(boss, name)
        price(boss, 1, 40, client=client)
        price(boss, 2, 60, client=client)

    assert queries_of(page, CARDS) == few


def test_a_price_is_set_for_everybody_a_client_or_a_contract(page, boss, kestrel):
    contract = make_contract(boss, make_client(boss, "Aardvark"), "Premium")
    for more in ({}, {"client": kestrel.pk}, {"contract": contract.pk, "band": "weekend", "valid_from": "2026-07-01"}):
        assert page.post(NEW, sent(boss, **more)).url == CARDS

    with acting_as(boss):
        rows = Rate.objects.select_related("card").order_by("card__client", "card__contract")
        told = {(rate.card.client_id, rate.card.contract_id, rate.level, rate.amount, rate.band) for rate in rows}
    amount = Decimal("80.500000")
    assert told == {
        (None, None, 2, amount, ""),
        (kestrel.pk, None, 2, amount, ""),
        (None, contract.pk, 2, amount, "weekend"),
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"currency": "XXX"}, "Select a valid choice"),
        ({"valid_from": "2026-07-01", "valid_until": "2026-06-30"}, "end before it starts"),
    ],
)
def test_a_price_that_cannot_be_is_refused_in_words(page, boss, more, words):
    assert words in words_of(page.post(NEW, sent(boss, **more)))


def test_a_contract_of_another_client_is_refused(page, boss, kestrel):
    contract = make_contract(boss, make_client(boss, "Aardvark"), "Premium")

    answer = page.post(NEW, sent(boss, client=kestrel.pk, contract=contract.pk))

    assert "contract of another client" in words_of(answer)


@pytest.mark.parametrize(("role", "seen", "edited"), [(ENGINEER, 403, 403), (LEAD, 200, 403), (FINANCE, 200, 200)])
def test_leads_see_prices_and_finance_sets_them(boss, role, seen, edited):
    browser = signed_in(make_staff(boss, "somebody@acme.example", roles=[role]))

    assert browser.get(CARDS).status_code == seen
    assert browser.get(NEW).status_code == edited
