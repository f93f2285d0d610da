"""Questions beyond the hours and service credits on pages, and the signed link by every kind of reader."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy import acting_as
from billing import actions
from billing.consent_links import link_for
from billing.models import ConsentRequest, CreditProposal
from common import wallclock
from tests.billing.quotes import approver_of
from tests.billing.test_consent import blocked
from tests.billing.test_month_credits import AVAILABILITY, JULY, agreed
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_staff
from tests.http import words_of


@pytest.fixture(autouse=True)
def now(monkeypatch, nine_oclock):
    at = [nine_oclock + timedelta(minutes=10)]
    monkeypatch.setattr(wallclock, "now", lambda: at[0])
    return at


@pytest.fixture
def fox(boss):
    return make_client(boss, "Fox & Hound")


def question(boss):
    with acting_as(boss):
        return ConsentRequest.objects.select_related("client__tenant").get()


def test_asked_at_the_ticket_and_answered_by_the_link(boss, fox, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock)
    petra = approver_of(boss, fox, "petra@fox.example")
    desk, said = signed_in(boss), {"line": line.pk, "hours": "2", "days": "7", "note": "For the export"}
    assert desk.post(reverse("desk:ticket-consent", args=["acme", ticket.pk]), said).status_code == 302
    request = question(boss)
    link = link_for(request, petra, "acme")

    anonymous = Client().get(link)
    assert anonymous.status_code == 302 and "/accounts/login/" in anonymous.url
    portal = signed_in(petra)
    page = portal.get(link, follow=True)
    assert "£190.00" in words_of(page) and "For the export" in words_of(page) and "The work waits" in words_of(page)
    assert "beyond your hours?" in words_of(portal.get(reverse("portal:home", args=["acme"])))
    assert portal.post(reverse("portal:consent-approval", args=["acme", request.pk]), {"amount": "0"}).status_code == 422
    assert portal.post(reverse("portal:consent-approval", args=["acme", request.pk]), {"amount": "190"}).status_code == 302
    answered = words_of(portal.get(reverse("portal:consent", args=["acme", request.pk])))
    assert "Answered by" in answered and "The work waits" not in answered
    again = portal.post(reverse("portal:consent-refusal", args=["acme", request.pk]), {"reason": "No"})
    assert again.status_code == 422 and "answered already, by Petra" in words_of(again)
    assert "Approved" in words_of(desk.get(reverse("desk:ticket", args=["acme", ticket.pk])))


def test_an_engineer_who_may_not_ask_reads_who_may(boss, fox, nine_oclock):
    ticket, _line = blocked(boss, fox, nine_oclock)
    page, words = reverse("desk:ticket", args=["acme", ticket.pk]), "Leads and account managers write quotes and ask"

    assert words in words_of(signed_in(make_staff(boss, "eve@acme.example")).get(page))
    assert words not in words_of(signed_in(boss).get(page))


def test_the_link_of_another_an_expired_one_and_a_forged_one_lead_nowhere(boss, fox, palisade, nine_oclock, now):
    _ticket, line = blocked(boss, fox, nine_oclock)
    petra = approver_of(boss, fox, "petra@fox.example")
    with acting_as(boss):
        request = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    link = link_for(request, petra, "acme")

    colleague = approver_of(boss, fox, "otto@fox.example")
    stranger = approver_of(boss, palisade, "stranger@palisade.example")
    for member in (colleague, stranger, boss):
        assert signed_in(member).get(link).status_code == 404
    assert signed_in(petra).get(link[:-3] + "xx/").status_code == 404
    now[0] = request.expires_at
    assert signed_in(petra).get(link).status_code == 404


def test_a_contact_without_the_right_reads_and_cannot_answer(boss, fox, nine_oclock):
    _ticket, line = blocked(boss, fox, nine_oclock)
    with acting_as(boss):
        request = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    portal = signed_in(make_contact(boss, fox, "plain@fox.example", role="manager"))

    assert "Somebody who approves" in words_of(portal.get(reverse("portal:consent", args=["acme", request.pk])))
    for name, said in {"approval": {"amount": "1"}, "top-up": {"hours": "1"}, "refusal": {}}.items():
        assert portal.post(reverse(f"portal:consent-{name}", args=["acme", request.pk]), said).status_code == 403
    assert question(boss).state == "asked"


def test_a_credit_is_reckoned_approved_and_seen_by_the_client(boss, kestrel, now):
    now[0] = JULY
    contract = agreed(boss, kestrel, availability=AVAILABILITY)
    desk, portal = signed_in(boss), signed_in(make_contact(boss, kestrel, "mo@kestrel.example", role="manager"))
    said = {"contract": contract.pk, "month": date(2026, 6, 15).isoformat(), "availability": "99.5"}

    assert desk.post(reverse("manage:new-credit", args=["acme"]), said).status_code == 302
    listed = words_of(desk.get(reverse("manage:credits", args=["acme"])))
    assert "Availability 99.5\xa0%: 10\xa0% of the fee" in listed and "£300.00" in listed
    assert "£300.00" not in words_of(portal.get(reverse("portal:credits", args=["acme"])))
    with acting_as(boss):
        credit = CreditProposal.objects.get()
        assert credit.amount == Decimal(300)
    assert desk.post(reverse("manage:credit-approval", args=["acme", credit.pk])).status_code == 302
    assert desk.post(reverse("manage:credit-approval", args=["acme", credit.pk])).status_code == 422
    assert "£300.00" in words_of(portal.get(reverse("portal:credits", args=["acme"])))
