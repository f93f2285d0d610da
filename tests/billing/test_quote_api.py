"""Quotes, questions about hours and service credits for programs."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.models import Quote
from common import wallclock
from contracts.models import SpendingCap
from contracts.terms import Credits, Terms
from tests.billing.quotes import approver_of, quoted, quoted_on_ticket
from tests.contracts.desk import agreed, retained, twenty_hours
from tests.factories import make_client, make_contact, make_ticket

pytestmark = pytest.mark.usefixtures("entity")
WRITTEN = {
    "title": "New label",
    "contingency_percent": "10",
    "lines": [
        {"description": "Layout", "level": 3, "minutes": 720, "rate": "110"},
        {"description": "Test plan", "price": "80.00"},
    ],
}


@pytest.fixture
def petra(boss, kestrel):
    return approver_of(boss, kestrel)


@pytest.fixture
def fox(boss):
    """A client with twenty hours a month, and its line."""
    client = make_client(boss, "Fox")
    contract = retained(boss, client)
    with acting_as(boss):
        return client, contract.lines.get()


def test_a_quote_is_drafted_sent_and_accepted_by_programs(call, boss, ann, petra, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    drafted = call(boss, "post", "api:quotes", data=WRITTEN | {"ticket": str(ticket.pk)})
    unseen = call(petra, "get", "api:quote", drafted.json()["id"])
    sent = call(boss, "post", "api:quote-sending", drafted.json()["id"])
    offer = call(petra, "get", "api:quote", drafted.json()["id"]).json()
    yes = {"content_sha256": offer["versions"][0]["content_sha256"], "order_reference": "PO-7"}
    accepted = call(petra, "post", "api:quote-acceptance", offer["id"], data=yes)

    assert (drafted.status_code, unseen.status_code, sent.status_code, accepted.status_code) == (201, 404, 200, 200)
    assert drafted["Location"].endswith(f"/quotes/{offer['id']}/")
    (version,) = offer["versions"]
    assert (version["net"], version["tax"], version["total"]) == ("1540.00", "308.00", "1848.00")
    assert [line["net"] for line in version["lines"]] == ["1320.00", "80.00"]
    assert (accepted.json()["state"], accepted.json()["versions"][0]["decided_by"]) == ("accepted", petra.name)
    with acting_as(boss):
        assert SpendingCap.objects.get(ticket_id=ticket.pk).amount == Decimal(1540)


def test_another_wording_than_the_one_that_was_read_is_not_accepted(call, boss, ann, petra):
    _ticket, version = quoted_on_ticket(boss, ann, wallclock.now())

    answer = call(petra, "post", "api:quote-acceptance", version.quote_id, data={"content_sha256": "0" * 64})

    assert answer.status_code == 409 and "exchanged while you read it" in answer.json()["detail"]


def test_whoever_may_not_approve_cannot_by_the_api(call, boss, agent, kestrel, ann):
    _ticket, version = quoted_on_ticket(boss, ann, wallclock.now())
    manager = make_contact(boss, kestrel, "mo@kestrel.example", role="manager")
    small = approver_of(boss, kestrel, "small@kestrel.example", limit=Decimal(100))
    yes = {"content_sha256": version.content_sha256}

    refused = [
        call(who, "post", "api:quote-acceptance", version.quote_id, data=yes) for who in (manager, agent, boss, ann, small)
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403, 403, 409]
    assert "above your limit" in refused[-1].json()["detail"]
    with acting_as(boss):
        assert Quote.objects.get().versions.get().state == "sent"


def test_a_refusal_says_why(call, boss, ann, petra):
    _ticket, version = quoted_on_ticket(boss, ann, wallclock.now())

    without = call(petra, "post", "api:quote-refusal", version.quote_id, data={})
    answer = call(petra, "post", "api:quote-refusal", version.quote_id, data={"reason": "Too dear."})

    assert without.status_code == 400
    assert (answer.json()["state"], answer.json()["versions"][0]["reason"]) == ("declined", "Too dear.")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"lines": []}, "/lines"), ({"valid_days": 0}, "/valid_days"), ({"title": ""}, "/title")],
)
def test_what_means_nothing_is_told_by_its_field(call, boss, kestrel, wrong, pointer):
    answer = call(boss, "post", "api:quotes", data=WRITTEN | {"client": str(kestrel.pk)} | wrong)

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [pointer])


def test_a_quote_in_a_currency_that_is_none_is_refused_in_words(call, boss, kestrel):
    answer = call(boss, "post", "api:quotes", data=WRITTEN | {"client": str(kestrel.pk), "currency": "XXX"})

    assert answer.status_code == 409 and "XXX" in answer.json()["detail"]


def test_a_list_of_quotes_costs_the_same_however_many_there_are(call, boss, kestrel, nine_oclock, django_assert_max_num_queries):
    quoted(boss, nine_oclock, client=kestrel)
    assert len(call(boss, "get", "api:quotes").json()["results"]) == 1
    for _more in range(3):
        quoted(boss, nine_oclock, client=kestrel)

    with django_assert_max_num_queries(14):
        found = call.again("get", "api:quotes").json()["results"]

    assert [each["net"] for each in found] == ["1320.00"] * 4


@pytest.mark.parametrize(
    ("name", "said", "state"),
    [
        ("api:consent-approval", {"amount": "95.00"}, "approved"),
        ("api:consent-top-up", {"minutes": 60}, "topped_up"),
        ("api:consent-refusal", {"reason": "Not this month."}, "declined"),
    ],
)
def test_hours_beyond_are_asked_and_answered_by_programs(call, boss, agent, fox, name, said, state):
    client, line = fox
    petra = approver_of(boss, client, "petra@fox.example")

    forbidden = call(agent, "post", "api:consents", data={"line": str(line.pk), "minutes": 120})
    asked = call(boss, "post", "api:consents", data={"line": str(line.pk), "minutes": 120})
    answered = call(petra, "post", name, asked.json()["id"], data=said)
    twice = call(petra, "post", name, asked.json()["id"], data=said)

    assert (forbidden.status_code, asked.status_code, twice.status_code) == (403, 201, 409)
    assert (asked.json()["amount"], asked.json()["state"]) == ("190.00", "asked")
    assert (answered.json()["state"], answered.json()["decided_by"]) == (state, petra.name)


def test_a_client_lists_the_credits_that_were_approved(call, boss, kestrel, nine_oclock):
    fox = make_client(boss, "Fox")
    promises = Credits(availability=((Decimal("99.9"), Decimal(0)), (Decimal(0), Decimal(10))))
    contract = agreed(boss, fox, ("retainer", twenty_hours()), terms=Terms(credits=promises))
    petra = approver_of(boss, fox, "petra@fox.example")
    with acting_as(boss):
        for month in (3, 4):
            said = {"month": date(2026, month, 1), "availability": Decimal(99)}
            credit = actions.propose_credit(contract=contract, **said, by=boss, at=nine_oclock)
        actions.approve_credit(proposal=credit, by=boss, at=nine_oclock)

    of_staff, of_client = (call(who, "get", "api:service-credits").json()["results"] for who in (boss, petra))

    assert [(each["month"], each["amount"]) for each in of_client] == [("2026-04-01", "160.00")]
    assert sorted(each["state"] for each in of_staff) == ["approved", "proposed"]
