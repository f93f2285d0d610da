"""Quotes on pages: written with totals, sent, approved in the portal; refused by every door to who may not."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_in
from billing.models import Quote, QuoteVersion
from common import wallclock
from tests.billing.quotes import approver_of, quoted, quoted_on_ticket
from tests.doors import signed_in
from tests.factories import make_contact, make_ticket
from tests.http import queries_of, words_of

pytestmark = pytest.mark.usefixtures("entity")
SHEET = {
    "title": "New carrier label",
    "pricing": "estimate",
    "billing": "upfront",
    "starts_when": "paid",
    "contingency_percent": "10",
    "valid_days": "30",
    "tax_category": "standard",
    "line_0-description": "Layout",
    "line_0-level": "3",
    "line_0-hours": "12",
    "line_0-band": "business",
    "line_0-rate": "110",
}


@pytest.fixture(autouse=True)
def _now(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)


def version_of(member):
    with acting_in(member.tenant_id, SYSTEM):
        return QuoteVersion.objects.select_related("quote").get()


def test_the_sheet_adds_up_without_script_and_saves_a_draft(boss, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    desk, url = signed_in(boss), reverse("desk:ticket-quote", args=["acme", ticket.pk])

    shown = words_of(desk.post(url, SHEET | {"do": "check", "development": "200000"}))
    assert "£1,320.00" in shown and "£132.00" in shown and "£1,452.00" in shown and "£1,742.40" in shown
    assert "£30,000.00 to £40,000.00, or £2,500.00 to £3,333.33 a month" in shown  # EX-C41
    with acting_in(boss.tenant_id, SYSTEM):
        assert not Quote.objects.exists()

    assert desk.post(url, SHEET).status_code == 302
    version = version_of(boss)
    assert (version.state, version.total, version.quote.ticket_id) == ("draft", Decimal("1742.4"), ticket.pk)
    page = words_of(desk.get(reverse("manage:quote", args=["acme", version.quote_id])))
    assert "Send to client" in page and "Layout" in page
    assert desk.post(reverse("manage:quote-sending", args=["acme", version.quote_id])).status_code == 302
    assert version_of(boss).state == "sent"
    assert "Waits for approval" in words_of(desk.get(reverse("desk:ticket", args=["acme", ticket.pk])))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"line_0-hours": "-1"}, "greater than or equal to 0"),
        ({"line_0-hours": "0.001"}, "whole minutes"),
        ({"title": ""}, "required"),
        ({"line_0-rate": ""}, "no rate is entered for level 3"),
        ({"valid_days": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_quoted_comes_back_with_its_sentence(boss, ann, nine_oclock, typed, words):
    ticket = make_ticket(ann, at=nine_oclock)

    answer = signed_in(boss).post(reverse("desk:ticket-quote", args=["acme", ticket.pk]), SHEET | typed)

    assert answer.status_code == 422
    assert words in words_of(answer)


def test_an_approver_reads_confirms_and_approves(boss, ann, kestrel, nine_oclock):
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    petra = approver_of(boss, kestrel)
    portal, pk = signed_in(petra), version.quote_id

    assert "Quote to approve" in words_of(portal.get(reverse("portal:home", args=["acme"])))
    assert "Approve quote" in words_of(portal.get(reverse("portal:quote", args=["acme", pk])))
    asked = words_of(portal.get(reverse("portal:quote-acceptance", args=["acme", pk])))
    assert "Approve £1,320.00?" in asked and version.content_sha256 in asked
    said = {"order_reference": "PO-77120", "sha256": version.content_sha256}
    assert portal.post(reverse("portal:quote-acceptance", args=["acme", pk]), said).status_code == 302

    shown = words_of(portal.get(reverse("portal:quote", args=["acme", pk])))
    assert "Approved by Petra" in shown and "PO-77120" in shown
    again = portal.post(reverse("portal:quote-acceptance", args=["acme", pk]), said)
    assert again.status_code == 422 and "accepted already, by Petra" in words_of(again)


def test_a_limit_in_another_currency_is_told_and_offers_to_pass_it_on(boss, ann, kestrel, nine_oclock):
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    abroad = approver_of(boss, kestrel, "abroad@kestrel.example", limit=Decimal(9000), spending_currency="EUR")

    page = words_of(signed_in(abroad).get(reverse("portal:quote", args=["acme", version.quote_id])))

    assert "Your limit of €9,000.00 is in EUR, and this is in GBP." in page and "Approve quote" not in page


def test_a_low_limit_offers_to_pass_it_on_and_a_raw_post_is_refused(boss, ann, kestrel, nine_oclock):
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    small = approver_of(boss, kestrel, "small@kestrel.example", limit=Decimal(500))
    portal, pk = signed_in(small), version.quote_id

    page = words_of(portal.get(reverse("portal:quote", args=["acme", pk])))
    assert "You may approve up to £500.00" in page and "Pass it on for approval" in page and "Approve quote" not in page
    refused = portal.post(reverse("portal:quote-acceptance", args=["acme", pk]), {})
    assert refused.status_code == 422 and "above your limit of £500.00" in words_of(refused)
    lonely = portal.post(reverse("portal:quote-passing-on", args=["acme", pk]))
    assert lonely.status_code == 422 and "Nobody at your company" in words_of(lonely)
    approver_of(boss, kestrel, "large@kestrel.example")
    assert portal.post(reverse("portal:quote-passing-on", args=["acme", pk])).status_code == 302
    assert version_of(boss).state == "sent"


@pytest.mark.parametrize("role", ["user", "manager"])
def test_a_contact_without_the_right_cannot_answer(boss, ann, kestrel, nine_oclock, role):
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    portal = signed_in(make_contact(boss, kestrel, "plain@kestrel.example", role=role))

    for name, said in {"acceptance": {}, "refusal": {"reason": "No"}, "passing-on": {}}.items():
        assert portal.post(reverse(f"portal:quote-{name}", args=["acme", version.quote_id]), said).status_code == 403
    assert version_of(boss).state == "sent"


def test_declining_needs_a_reason_and_tells_it(boss, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    portal, pk = signed_in(approver_of(boss, kestrel)), version.quote_id

    assert portal.post(reverse("portal:quote-refusal", args=["acme", pk]), {"reason": " "}).status_code == 422
    assert portal.post(reverse("portal:quote-refusal", args=["acme", pk]), {"reason": "Too dear"}).status_code == 302

    assert "Too dear" in words_of(signed_in(boss).get(reverse("manage:quote", args=["acme", pk])))


def test_lists_take_as_many_queries_however_many_quotes(boss, kestrel, nine_oclock):
    desk, portal = signed_in(boss), signed_in(approver_of(boss, kestrel))
    quoted(boss, nine_oclock, client=kestrel)
    before = queries_of(desk, "/acme/manage/quotes/"), queries_of(portal, "/acme/portal/quotes/")
    for _each in range(3):
        quoted(boss, nine_oclock, client=kestrel)

    assert (queries_of(desk, "/acme/manage/quotes/"), queries_of(portal, "/acme/portal/quotes/")) == before
    assert before[0] <= 12 and before[1] <= 14
