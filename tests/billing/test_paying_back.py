"""What stands to a client's credit is paid back: the page, the API, and forms of drafts that are sent twice (C-73)."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from billing import actions
from billing.models import BalanceMovement, Invoice, Quote
from billing.queries import balance_of
from common import wallclock
from tests import factories
from tests.billing.conftest import item
from tests.contracts.desk import retained
from tests.doors import signed_in
from tests.http import words_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"manage:{name}", args=["acme", *args])


@pytest.fixture
def overpaid(maker, finance, kestrel, nine_oclock):
    """50.00 stand to Kestrel's credit."""
    invoice = maker(item(100))
    with acting_as(finance):
        said = {"amount": D(170), "received_on": nine_oclock.date(), "keeps_surplus": True}
        actions.record_payment(invoice=invoice, **said, by=finance, at=nine_oclock)


def test_finance_notes_from_the_statement_what_was_paid_back(page, finance, kestrel, overpaid):
    statement, refund = url("client-statement", kestrel.pk), url("client-refund", kestrel.pk)
    assert refund in page.get(statement).content.decode()
    said = {"currency": "GBP", "submission": page.get(refund).context["form"]["submission"].value()}

    too_much = page.post(refund, said | {"amount": "50.01"})
    done, again = (page.post(refund, said | {"amount": "20", "note": "By transfer"}) for _time in range(2))

    assert "Only £50.00" in words_of(too_much) and too_much.status_code == 422
    assert (done.status_code, done.url) == (302, statement)
    assert "This was recorded already." in words_of(again)
    with acting_as(finance):
        assert balance_of(kestrel, "GBP") == D(30)
    shown = words_of(page.get(statement))
    assert "£30.00 stands to the credit of the account" in shown and "Paid back" in shown


def test_without_a_balance_there_is_nothing_to_pay_back(page, maker, kestrel):
    maker(item(100))

    assert url("client-refund", kestrel.pk) not in page.get(url("client-statement", kestrel.pk)).content.decode()
    assert "Nothing stands to the credit of this client." in words_of(page.get(url("client-refund", kestrel.pk)))


def test_programs_read_the_balance_and_note_what_was_paid_back_once(call, finance, boss, kestrel, overpaid):
    sent = {"currency": "GBP", "amount": "20.00", "note": "By transfer"}
    answer = call(finance, "post", "api:client-refunds", kestrel.pk, data=sent, key="refund-1")
    again = call.again("post", "api:client-refunds", kestrel.pk, data=sent)
    too_much = call(finance, "post", "api:client-refunds", kestrel.pk, data=sent | {"amount": "30.01"})
    read = call(finance, "get", "api:client-balance", kestrel.pk)
    manager = factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")

    assert (answer.status_code, answer.json()["amount"], again.json()["id"]) == (201, "-20.00", answer.json()["id"])
    assert (too_much.status_code, too_much.json()["code"]) == (409, "invoice_refused")
    assert read.json() == [{"currency": "GBP", "amount": "30.00"}]
    assert call(manager, "get", "api:client-balance", kestrel.pk).json() == read.json()
    assert call(manager, "post", "api:client-refunds", kestrel.pk, data=sent).status_code == 403
    with acting_as(finance):
        assert BalanceMovement.objects.filter(kind="refunded").count() == 1


def test_a_draft_that_is_begun_twice_is_one(page, finance, kestrel):
    form = page.get(url("new-invoice")).context["form"]
    said = {"client": kestrel.pk, "kind": "invoice", "currency": "GBP", "submission": form["submission"].value()}

    first, second = (page.post(url("new-invoice"), said) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "This draft was begun already." in words_of(second)
    with acting_as(finance):
        assert Invoice.objects.count() == 1


def test_a_quote_that_is_saved_twice_is_one(boss, entity, monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    page, contract = signed_in(boss), retained(boss, factories.make_client(boss, "Northwind"))
    sheet = page.get(url("contract-quote", contract.pk)).context["sheet"]
    terms = {"title": "Work", "pricing": "fixed", "billing": "on_completion", "starts_when": "paid", "valid_days": "30"}
    said = terms | {"tax_category": "standard", "line_0-price": "100", "submission": sheet.form["submission"].value()}
    added_up = page.post(url("contract-quote", contract.pk), said | {"do": "check"})
    assert added_up.context["sheet"].form["submission"].value() == said["submission"]

    first, second = (page.post(url("contract-quote", contract.pk), said | {"do": "save"}) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "This quote was drafted already." in words_of(second)
    with acting_as(boss):
        assert Quote.objects.count() == 1
