"""What we promise: the page of a client's contracts in plain words, on screen and for paper."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts.actions import order_conditions
from slas.models import TicketType, Tier
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_contract, make_person, make_product, make_ticket
from tests.http import queries_of
from tickets.models import Clock

PAGE = reverse("portal:promises", args=["acme"])


@pytest.fixture(autouse=True)
def at(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    return nine_oclock


def read(member, query=""):
    answer = signed_in(member).get(PAGE + query)
    assert answer.status_code == 200
    return answer.context["papers"], " ".join(answer.content.decode().split())


def test_a_contract_is_said_in_plain_words(ann, at):
    (paper,), page = read(ann)

    (sheet,) = paper["sheets"]
    assert [str(metric["name"]) for metric in sheet["table"]["metrics"]] == [
        "First answer", "Next answer", "Updates", "A way round it", "Resolution",
    ]  # fmt: skip
    assert [row["code"] for row in sheet["table"]["rows"]] == ["critical", "major", "minor", "question"]
    for words in (
        "Standard 2026", "Version 1, of", "4 hours", "Monday to Friday", "09:00–17:00", "Saturday and Sunday", "Europe/London",
        "Production is down or unusable for everyone", "while we wait for your answer", "while the service is suspended",
        "On critical tickets we keep you posted also while we wait for you.", "Service desk", "are told at once",
    ):  # fmt: skip
        assert words in page, words
    said = re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main")[0])  # ids hold any figures
    for secret in ("L1", "L2", "L3", "75 %", "90 %", "webhook"):
        assert secret not in said, secret


def test_the_example_is_what_a_ticket_sent_now_gets(ann, at):
    (paper,), _page = read(ann)
    example = {one["severity"]: one for one in paper["sheets"][0]["examples"]}["critical"]
    ticket = make_ticket(ann, at=at, severity="critical")

    with acting_in(ann.tenant_id, SYSTEM):
        due = dict(Clock.objects.filter(ticket=ticket).values_list("metric", "due_at"))

    assert {metric: example[metric] for metric in ("first_response", "workaround", "resolution")} == {
        metric: due[metric] for metric in ("first_response", "workaround", "resolution")
    }


def test_closed_days_of_the_next_three_months_are_named(ann, at):
    (paper,), page = read(ann)

    (hours,) = paper["hours"]
    assert [(day["on"], day["is_closed"]) for day in hours["days"]] == [(date(2026, 8, 31), True)]
    assert "Monday 31 August 2026" in page
    assert hours["days"][0]["name"] in page


def test_conditions_are_said_in_order_and_show_only_what_they_decide(ann, boss, kestrel, at):
    with acting_as(boss):
        contract = kestrel.contracts.get()
        tiers = {tier.name: tier for tier in Tier.objects.filter(tenant_id=boss.tenant_id)}
        incident = TicketType.objects.get(tenant_id=boss.tenant_id, code="incident")
        lines = [
            {"severity": "critical", "tier": tiers["Premium"]},
            {"severity": "major", "ticket_type": incident, "source": "phone", "tier": tiers["Enterprise"]},
        ]
        order_conditions(contract=contract, conditions=lines, by=boss, at=at)

    (paper,), page = read(ann)

    assert {sheet["tier"].name: [row["code"] for row in sheet["table"]["rows"]] for sheet in paper["sheets"]} == {
        "Standard": ["major", "minor", "question"],
        "Premium": ["critical"],
        "Enterprise": ["major"],
    }
    first = page.index("When the severity is Critical, the promises of Premium hold.")
    second = page.index(f"the type is {incident.name} and it reaches us by: Phone, the promises of Enterprise hold.")
    assert first < second < page.index("In every other case, the promises of Standard hold.")
    assert "around the clock" in page


def test_without_a_contract_best_effort_is_promised(boss, palisade):
    (paper,), page = read(make_contact(boss, palisade, "second@palisade.example"))

    assert paper["contract"] is None
    assert "Without a contract" in page
    assert "8 hours" in page


def test_nobody_reads_of_another_clients_contract(ann, boss, palisade):
    make_contract(boss, palisade, "Premium")

    papers, page = read(ann)

    assert [paper["contract"].client_id for paper in papers] == [ann.client_id]
    assert "Premium 2026" not in page
    assert signed_in(boss).get(PAGE).status_code == 404


def test_times_are_in_the_readers_and_the_contracts_zone(boss, kestrel, at):
    tess = make_contact(boss, kestrel, "", person=make_person("tess@kestrel.example", zone="Asia/Tokyo"))

    _papers, page = read(tess)

    assert "21:00 Tokyo" in page  # 4 hours after nine in London
    assert "13:00 London" in page
    assert "yours is Asia/Tokyo" in page


def test_the_page_for_paper_is_the_same_without_the_portal(ann):
    papers, page = read(ann, "?print")

    assert papers[0]["contract"].name in page
    assert "Version 1, of" in page
    assert "portal-nav" not in page
    assert f'href="{PAGE}"' in page
    assert 'href="?print"' in read(ann)[1]


def test_the_way_there(ann, at):
    browser = signed_in(ann)

    home = browser.get(reverse("portal:home", args=["acme"])).content.decode()

    assert home.count(f'href="{PAGE}') == 2  # navigation and panel


def test_as_many_queries_for_three_contracts_as_for_one(boss, at):
    counts = []
    for name, count in (("Wren Foods", 1), ("Heron Mills", 3)):
        client = make_client(boss, name)
        for number in range(count):
            product = make_product(boss, f"{name} {number}", client)
            make_contract(boss, client, ("Standard", "Premium", "Basic")[number], products=[product])
        browser = signed_in(make_contact(boss, client, f"{name.split()[0].lower()}@clients.example"))
        assert len(browser.get(PAGE).context["papers"]) == count
        counts.append(queries_of(browser, PAGE))

    assert counts[0] == counts[1] <= 22
