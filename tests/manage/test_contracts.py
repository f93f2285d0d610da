"""Contracts: listed, made, ended; refusals keep what was typed."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from contracts.models import Contract
from slas.models import Calendar, Tier
from tests.factories import make_client, make_contract, make_product
from tests.http import queries_of, sign_in, words_of


@pytest.fixture
def premium(boss):
    with acting_as(boss):
        return Tier.objects.get(name="Premium")


def make(page, client, on, **said):
    url = reverse("manage:new-contract", args=["acme"]) + f"?client={client.pk}"
    usual = {"name": "Premium 2027", "kind": "retainer", "tier": on.pk, "starts_on": "2027-01-01", "time_zone": "Europe/London"}
    return page.post(url, usual | said)


def test_a_client_is_put_on_a_tier(page, boss, palisade, premium):
    product = make_product(boss, "Dispatch Hub", palisade)
    with acting_as(boss):
        calendar = Calendar.objects.get(name="24/7 London")

    answer = make(page, palisade, premium, ends_on="2027-12-31", products=[product.pk], calendar_0=calendar.pk, is_frozen="on")

    with acting_as(boss):
        made = Contract.objects.select_related("frozen_version").get(client=palisade)
        assert [covered.product_id for covered in made.covered.all()] == [product.pk]
        assert [(choice.kind, choice.calendar_id) for choice in made.calendars.all()] == [("8/5", calendar.pk)]
    assert answer.url == reverse("manage:contract", args=["acme", made.pk])
    assert (made.tier_id, made.kind, made.starts_on, made.ends_on) == (
        premium.pk,
        "retainer",
        date(2027, 1, 1),
        date(2027, 12, 31),
    )
    assert made.frozen_version.number == 1
    text = words_of(page.get(answer.url))
    assert "frozen at version 1" in text and "Dispatch Hub" in text and "8/5: 24/7 London" in text


def test_an_end_before_the_start_is_refused_at_its_field_and_all_is_kept(page, boss, palisade, premium):
    product = make_product(boss, "Dispatch Hub", palisade)

    answer = make(page, palisade, premium, ends_on="2026-12-31", products=[product.pk], name="Kept name", is_frozen="on")

    form = answer.context["form"]
    assert form.errors["ends_on"] == [
        "The contract would end on 31 December 2026, before it starts on 1 January 2027. Choose a later end."
    ]
    text = words_of(answer)
    assert 'value="Kept name"' in text and 'value="2026-12-31"' in text and 'value="2027-01-01"' in text
    assert form["products"].value() == [str(product.pk)] and form["is_frozen"].value() and form["kind"].value() == "retainer"
    with acting_as(boss):
        assert not Contract.objects.filter(client=palisade).exists()


def test_the_same_cover_on_the_same_day_is_refused(page, boss, kestrel, premium):
    answer = make(page, kestrel, premium)

    assert "“Standard 2026” covers the same on some of these days" in words_of(answer)


@pytest.mark.parametrize(
    "said", [{"starts_on": "someday"}, {"name": ""}, {"kind": "gift"}, {"tier": "x"}, {"time_zone": "UTC+1"}]
)
def test_what_is_no_contract_is_refused(page, palisade, premium, said):
    assert "1 thing to fix" in words_of(make(page, palisade, premium, **said))


def test_the_client_is_asked_for_first(page, kestrel, palisade):
    url = reverse("manage:new-contract", args=["acme"])

    asked = words_of(page.get(url))

    assert "Kestrel Logistics" in asked and "Palisade Life" in asked
    assert "New contract for Palisade Life" in words_of(page.get(url + f"?client={palisade.pk}"))
    assert "not one of the available choices" in words_of(page.get(url + "?client=3f2b7c1e-0000-7000-8000-000000000000"))


def test_a_product_of_another_client_is_no_choice(page, boss, kestrel, palisade, premium):
    foreign = make_product(boss, "Depot Scan", kestrel)

    assert "not one of the available choices" in words_of(make(page, palisade, premium, products=[foreign.pk]))


def test_the_end_is_changed_and_a_bad_one_refused(page, boss, kestrel):
    with acting_as(boss):
        contract = Contract.objects.get(client=kestrel)
    url = reverse("manage:contract-end", args=["acme", contract.pk])

    refused = page.post(url, {"ends_on": "2025-12-31"})
    changed = page.post(url, {"ends_on": "2026-06-30"})

    assert "before it starts" in words_of(refused) and 'value="2025-12-31"' in words_of(refused)
    assert changed.status_code == 302
    with acting_as(boss):
        contract.refresh_from_db()
    assert contract.ends_on == date(2026, 6, 30)


def test_the_list_is_filtered(page, boss, kestrel, palisade):
    over = make_contract(boss, palisade, "Premium", kind="ad_hoc", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    with acting_as(boss):
        current = Contract.objects.get(client=kestrel)
    url = reverse("manage:contracts", args=["acme"])

    def found(query):
        return [contract.pk for contract in page.get(url + query).context["page"].object_list]

    assert found("") == [current.pk]
    assert found("?state=over") == [over.pk]
    assert found("?state=all&q=palisade") == [over.pk]
    assert found("?state=all&kind=package") == [current.pk]
    assert found(f"?state=all&tier={over.tier_id}") == [over.pk]
    assert found("?state=nonsense&tier=nonsense&kind=nonsense") == [current.pk]


def test_an_empty_list_says_what_would_be_there(page, kestrel):
    said = {
        state: words_of(page.get(reverse("manage:contracts", args=["acme"]) + f"?state={state}")) for state in ("over", "risk")
    }

    assert "No contract is over" in said["over"] and "No contract is at risk" in said["risk"]


def test_the_list_takes_as_many_queries_for_thirty_contracts_as_for_three(page, boss, kestrel):
    url = reverse("manage:contracts", args=["acme"])
    for number in range(2):
        make_contract(boss, make_client(boss, f"Client {number}"))
    page.get(url)
    with_three = queries_of(page, url)
    for number in range(2, 29):
        make_contract(boss, make_client(boss, f"Client {number}"))

    assert queries_of(page, url) == with_three <= 12


def test_an_engineer_reads_contracts_and_makes_none(client, agent, boss, kestrel, other_boss):
    with acting_as(boss):
        contract = Contract.objects.get(client=kestrel)
    sign_in(client, agent)

    assert client.get(reverse("manage:contract", args=["acme", contract.pk])).status_code == 200
    assert client.get(reverse("manage:new-contract", args=["acme"])).status_code == 403
    assert client.post(reverse("manage:contract-end", args=["acme", contract.pk])).status_code == 403
    assert sign_in(client, other_boss).get(reverse("manage:contract", args=["borealis", contract.pk])).status_code == 404


def test_a_contract_is_given_tiers_by_ticket_in_their_order(page, boss, kestrel):
    with acting_as(boss):
        contract = Contract.objects.get(client=kestrel)
        premium, basic = (Tier.objects.get(name=name) for name in ("Premium", "Basic"))
    address = reverse("manage:contract-conditions", args=["acme", contract.pk])
    lines = {"place_0": 2, "severity_0": "minor", "tier_0": basic.pk, "place_1": 1, "source_1": "phone", "tier_1": premium.pk}

    page.post(address, lines)
    text = words_of(page.get(reverse("manage:contract", args=["acme", contract.pk])))
    half = page.post(address, {"severity_0": "minor"})
    hidden = page.post(address, {"tier_0": basic.pk, "severity_1": "minor", "tier_1": premium.pk})

    assert text.index("1. Phone: Premium") < text.index("2. Minor: Basic")
    assert half.context["form"].errors["tier_0"] == ["Choose the tier that is meant, or empty the line."]
    assert "Line 2 is never reached" in hidden.context["form"].errors["tier_1"][0]
    page.post(address, {})
    with acting_as(boss):
        assert not contract.conditions.exists()
