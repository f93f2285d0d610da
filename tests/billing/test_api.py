"""Invoices for programs."""

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.models import Invoice, Payment
from tests import factories
from tests.billing.conftest import EX_C2, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(finance, kestrel, nine_oclock):
    def make(*charges, is_issued=True):
        with acting_as(finance):
            draft = actions.start_draft(client=kestrel, charges=charges, by=finance, at=nine_oclock)
            return actions.issue_invoice(invoice=draft, by=finance, at=nine_oclock) if is_issued else draft

    return make


def test_ex_c2_is_read_with_its_lines(call, finance, made):
    invoice = made(*EX_C2)

    said = call(finance, "get", "api:invoice", invoice.pk).json()

    assert (said["net"], said["tax"], said["total"], said["open"]) == ("291.25", "58.25", "349.50", "349.50")
    assert [line["net"] for line in said["lines"]] == ["67.50", "168.75", "55.00"]
    assert said["number"] == "INV-2026-000001" and said["content_sha256"] == invoice.content_sha256


def test_a_client_lists_what_is_issued_and_no_draft(call, boss, kestrel, made):
    made(item(1))
    made(item(1), is_issued=False)
    manager = factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")

    found = call(manager, "get", "api:invoices").json()["results"]

    assert [each["state"] for each in found] == ["issued"]


def test_an_issue_repeated_with_its_key_is_one_issue(call, finance, made):
    draft = made(item(10), is_issued=False)

    first = call(finance, "post", "api:invoice-issue", draft.pk, key="issue-1")
    second = call.again("post", "api:invoice-issue", draft.pk)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json() and second.headers["Idempotent-Replayed"] == "true"
    assert first.json()["number"] == "INV-2026-000001"


def test_an_issue_repeated_without_a_key_is_refused_in_words(call, finance, made):
    invoice = made(item(10))

    answer = call(finance, "post", "api:invoice-issue", invoice.pk)

    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_is_issued")
    assert "Correct it with a credit note" in answer.json()["detail"]


def test_a_payment_repeated_with_its_key_is_one_payment(call, finance, made):
    invoice = made(item(10))
    paid = {"amount": "12.00", "received_on": "2026-06-08", "reference": "BACS 7"}

    first = call(finance, "post", "api:invoice-payments", invoice.pk, data=paid, key="pay-1")
    call.again("post", "api:invoice-payments", invoice.pk, data=paid)

    assert (first.status_code, first.json()["amount"]) == (201, "12.00")
    with acting_as(finance):
        assert Payment.objects.count() == 1
        assert Invoice.objects.get().state == "paid"


@pytest.mark.parametrize(
    "paid, status",
    [
        ({"amount": "-1", "received_on": "2026-06-08"}, 409),
        ({"amount": "0.001", "received_on": "2026-06-08"}, 409),
        ({"amount": "13", "received_on": "2026-06-08"}, 409),
        ({"amount": "1", "received_on": "2099-01-01"}, 409),
        ({"amount": "1", "received_on": "0001-01-01"}, 409),
        ({"amount": "x", "received_on": "2026-06-08"}, 400),
        ({"amount": "1", "received_on": "2026-06-08", "method": "balance"}, 400),
        ({}, 400),
    ],
)
def test_bad_payments_are_refused_in_words(call, finance, made, paid, status):
    answer = call(finance, "post", "api:invoice-payments", made(item(10)).pk, data=paid)

    assert answer.status_code == status, answer.json()


def test_what_is_called_needs_its_scope_and_its_role(call, boss, finance, agent, kestrel, made):
    draft = made(item(10), is_issued=False)
    manager = factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")

    assert call(finance, "get", "api:invoices", scopes=["tickets:read"]).json()["code"] == "insufficient_scope"
    assert call(finance, "post", "api:invoice-issue", draft.pk, scopes=["invoices:read"]).status_code == 403
    assert call(agent, "get", "api:invoices").status_code == 403
    assert call(manager, "post", "api:invoice-issue", draft.pk).status_code == 403
    assert call(manager, "get", "api:invoice", draft.pk).status_code == 404


def test_the_pdf_is_downloaded(call, finance, made):
    answer = call(finance, "get", "api:invoice-pdf", made(item(10)).pk)

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
