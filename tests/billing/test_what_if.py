"""What-if, walked through: real work of twelve months priced under each offer, on pages and by the API (issue 4)."""

from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from billing.offer_queries import comparison_for
from common import wallclock
from contracts.models import Movement
from contracts.queries import uninvoiced_work
from contracts.terms import Hours, Retainer
from tests import factories
from tests.api.conftest import make_caller
from tests.contracts.desk import agreed, retained
from tests.doors import signed_in
from tests.http import queries_of, words_of
from tests.tickets.work import log

JUNE = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: JUNE)


@pytest.fixture
def fox(boss):
    """A client with 20 hours a month for 1,600.00, and nothing else."""
    return factories.make_client(boss, "Fox & Hound")


@pytest.fixture
def contract(boss, fox):
    return retained(boss, fox)


def worked(agent, contract, start, minutes, **more):
    return log(agent, start, minutes, contract=contract, activity="corrective", **more)


@pytest.fixture
def year(boss, agent, contract):
    """Three days of 8 h in January and 4 h in March by level 2, an hour by level 3; and what is in no month or given away."""
    for day in ("2026-01-12", "2026-01-13", "2026-01-14"):
        worked(agent, contract, f"{day}T09:00", 470, level=2)  # up to 8 h
    worked(agent, contract, "2026-03-12T09:00", 240, level=2)
    worked(agent, contract, "2026-04-14T09:00", 60, level=3)
    worked(agent, contract, "2026-06-03T09:00", 300, level=2)  # this month
    worked(agent, contract, "2026-03-13T09:00", 45, level=2, kind="goodwill", reason="They waited")
    return contract


def totals(found):
    return {each.offer.name: each.total for each in found.outcomes}


def test_issue_4_walk_through_of_what_if(boss, agent, year):
    """24 h in January, 4 h in March, 1 h of level 3 in April; 29 h, up to 3 h a month."""
    page = signed_in(boss)
    url = reverse("manage:contract-what-if", args=["acme", year.pk])

    linked = words_of(page.get(reverse("manage:contract", args=["acme", year.pk])))
    assert url in linked and "Compare offers" in linked
    shown = page.get(url)
    found = shown.context["found"]

    assert (found.span.starts_on.isoformat(), found.span.ends_on.isoformat()) == ("2025-06-01", "2026-05-31")
    assert (found.worked, found.given, found.currency) == (29 * 60, 45, "GBP")
    assert (found.size.hours, found.size.price) == (3, D("80.00"))  # 1,600 for 20 h
    assert totals(found) == {
        "As agreed now": D("19580.00"),  # 12 × 1,600 and 4 h at 95
        "Basic": D("6400.00"),  # 12 × 400 and 20 h at 80
        "Standard": D("11920.00"),  # 12 × 900 and 14 h at 80
        "Premium": D("18320.00"),  # 12 × 1,500 and 4 h at 80
        "Enterprise": D("36000.00"),
        "Retainer": D("4640.00"),  # 12 × 240 and 21 h + 1 h at 80
        "By the hour": D("2350.00"),  # 28 h at 80 and 1 h at 110
    }
    assert [each.offer.name for each in found.outcomes if each.is_cheapest] == ["By the hour"]
    january = next(month for month in found.outcomes[0].months if month.starts_on.isoformat() == "2026-01-01")
    assert (january.fee, january.overage, january.used, january.over, january.unused) == (1600, D("380.00"), 1200, 240, 0)
    text = words_of(shown)
    assert "9 of the twelve months have no work" in text
    assert "£19,580.00" in text and "Cheapest" in text and "45m given away" in text and "Service credits" in text

    larger = page.get(url, {"hours": "24", "price": "70", "rollover": "none"})
    assert totals(larger.context["found"])["Retainer"] == D("20160.00")
    assert 'value="24"' in words_of(larger)
    wrong = page.get(url, {"hours": "many"})
    assert wrong.status_code == 200 and wrong.context["found"].size.hours == 3 and 'value="many"' in words_of(wrong)


def test_what_is_agreed_now_comes_to_what_the_ledger_charges(boss, year):
    """The comparison and the ledger are reckoned apart; beyond the hours they come to the same, and so do the hours used."""
    with acting_as(boss):
        found = comparison_for(boss, year.client, JUNE, year)
        charged = uninvoiced_work(year, found.span.ends_on, with_open_periods=True)
        drawn = Movement.objects.filter(contract=year, kind="draw", work_on__lte=found.span.ends_on)

        assert found.now.sums.overage == sum(charge.amount for charge in charged) == D("380.00")
        assert found.now.sums.used == -sum(movement.quantity for movement in drawn) == 25 * 60


def test_the_clients_page_leads_to_all_of_its_work(boss, agent, fox, year):
    page = signed_in(boss)
    url = reverse("manage:client-what-if", args=["acme", fox.pk])

    assert url in words_of(page.get(reverse("manage:client", args=["acme", fox.pk])))
    found = page.get(url).context["found"]

    assert (found.worked, found.now) == (29 * 60, None)
    assert totals(found)["By the hour"] == D("2350.00")


@pytest.mark.parametrize(("currency", "price"), [("JPY", D(143)), ("GBP", D("142.86")), ("KWD", D("142.857"))])
def test_c01_the_price_of_an_hour_has_the_digits_of_its_currency(boss, currency, price):
    client = factories.make_client(boss, "Palisade & Sons")
    seven_hours = Retainer(hours=Hours(allowance_minutes=420), fee=D(1000))
    contract = agreed(boss, client, ("retainer", seven_hours), currency=currency)

    with acting_as(boss):
        assert comparison_for(boss, client, JUNE, contract).size.price == price


def test_without_time_in_the_months_it_says_so(boss, contract):
    shown = words_of(signed_in(boss).get(reverse("manage:contract-what-if", args=["acme", contract.pk])))

    assert "No time in these months" in shown and "Retainer to try" not in shown


def test_a_level_without_rate_and_a_package_in_another_currency_are_told(boss, agent, fox, year):
    with acting_as(boss):
        fox.contracts.update(currency="EUR")
        found = comparison_for(boss, fox, JUNE)

    assert found.currency == "EUR"
    assert [name for name, _code in found.left_out] == ["Basic", "Enterprise", "Premium", "Standard"]
    assert [each.offer.name for each in found.outcomes] == ["By the hour"]  # nothing is known of a price per hour in euro
    assert (found.unrated_levels, found.outcomes[0].is_cheapest) == ([2, 3], False)
    text = words_of(signed_in(boss).get(reverse("manage:client-what-if", args=["acme", fox.pk])))
    assert (
        "Basic is priced in GBP and is not compared" in text
        and "Levels 2, 3 have no rate" in text
        and "enter a price per hour" in text
    )


def test_who_may_not_see_rates_sees_no_comparison(boss, agent, year):
    url = reverse("manage:contract-what-if", args=["acme", year.pk])

    assert signed_in(agent).get(url).status_code in (403, 404)
    assert "Compare offers" not in words_of(signed_in(agent).get(reverse("manage:contract", args=["acme", year.pk])))


def test_the_queries_do_not_grow_with_the_entries(boss, agent, year):
    page, url = signed_in(boss), reverse("manage:contract-what-if", args=["acme", year.pk])
    page.get(url)
    few = queries_of(page, url)
    for day in range(1, 21):
        worked(agent, year, f"2026-05-{day:02d}T09:00", 40, level=1 + day % 3)

    assert queries_of(page, url) == few <= 24


def test_programs_read_the_same_within_their_scope(boss, agent, year):
    caller = make_caller(boss, boss, scopes=["contracts:read"])
    url = reverse("api:contract-what-if", args=[year.pk])

    answer = caller.get(url + "?hours=24&price=70").json()

    assert (answer["starts_on"], answer["ends_on"], answer["currency"]) == ("2025-06-01", "2026-05-31", "GBP")
    assert (answer["worked_minutes"], answer["retainer_hours"], answer["retainer_price"]) == (1740, "24.00", "70.00")
    offers = {offer["name"]: offer for offer in answer["offers"]}
    assert (offers["Retainer"]["sums"]["total"], offers["By the hour"]["is_cheapest"]) == ("20160.00", True)
    assert [month["starts_on"] for month in offers["Retainer"]["months"]][::11] == ["2025-06-01", "2026-05-01"]
    assert caller.get(reverse("api:client-what-if", args=[year.client_id])).json()["contract"] is None
    assert caller.get(url + "?hours=many").status_code == 400
    assert make_caller(boss, boss, scopes=["tickets:read"]).get(url).status_code == 403
    contact = factories.make_contact(boss, year.client, "mo@fox.example", role="manager")
    assert make_caller(boss, contact, scopes=["contracts:read"]).get(url).status_code == 403
