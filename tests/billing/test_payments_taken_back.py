"""A payment that bounced takes along what it, or a credit note meanwhile, had brought the client's balance (C-73)."""

from decimal import Decimal as D

import pytest

from billing import actions
from billing.models import Invoice
from billing.queries import balance_of
from billing.statements import statement_of
from tests.billing.conftest import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(issued, books, nine_oclock):
    """An invoice of 120.00, and the payment of so much that came in for it."""

    def paid(amount):
        invoice = issued(item(100))
        said = {"amount": D(amount), "received_on": nine_oclock.date(), "keeps_surplus": True}
        return invoice, actions.record_payment(invoice=invoice, **said, by=books, at=nine_oclock)

    return paid


@pytest.fixture
def bounced(books, nine_oclock):
    def bounced(payment):
        return actions.take_back_payment(payment=payment, by=books, at=nine_oclock)

    return bounced


def of(invoice):
    found = Invoice.objects.get(pk=invoice.pk)
    return found.state, found.open_amount


def owed(client, books):
    return statement_of(client, "GBP", member=books).closing


def test_what_was_overpaid_stands_to_nobodys_credit_any_more(paid, bounced, kestrel, books):
    invoice, payment = paid(130)

    bounced(payment)

    assert (of(invoice), balance_of(kestrel, "GBP"), owed(kestrel, books)) == (("issued", D(120)), D(0), D(120))


def test_of_two_payments_the_one_that_stays_pays_the_invoice(paid, bounced, kestrel, books, nine_oclock):
    invoice, first = paid(120)
    said = {"amount": D(50), "received_on": nine_oclock.date(), "keeps_surplus": True}
    actions.record_payment(invoice=invoice, **said, by=books, at=nine_oclock)

    bounced(first)

    assert (of(invoice), balance_of(kestrel, "GBP"), owed(kestrel, books)) == (("part_paid", D(70)), D(0), D(70))


def test_what_was_credited_meanwhile_lowers_what_is_open_instead(paid, bounced, kestrel, books, nine_oclock):
    whole, payment = paid(120)
    actions.credit_invoice(invoice=whole, reason="Agreed", by=books, at=nine_oclock)
    bounced(payment)
    part, payment = paid(120)
    actions.credit_invoice(invoice=part, lines={part.lines.get().pk: D(25)}, reason="Agreed", by=books, at=nine_oclock)
    bounced(payment)

    assert (of(whole), of(part)) == (("credited", D(0)), ("part_paid", D(90)))
    assert (balance_of(kestrel, "GBP"), owed(kestrel, books)) == (D(0), D(90))


def test_what_was_applied_to_another_invoice_is_open_there_again(paid, bounced, issued, kestrel, books):
    first, payment = paid(150)
    second = issued(item(100))
    assert of(second) == ("part_paid", D(90))

    bounced(payment)

    assert (of(first), of(second), balance_of(kestrel, "GBP")) == (("issued", D(120)), ("issued", D(120)), D(0))
    assert owed(kestrel, books) == D(240)


def test_what_was_paid_back_to_the_client_is_owed(paid, bounced, kestrel, books, nine_oclock):
    invoice, payment = paid(130)
    actions.refund_balance(client=kestrel, currency="GBP", amount=D(10), by=books, at=nine_oclock)

    bounced(payment)

    assert (of(invoice), balance_of(kestrel, "GBP"), owed(kestrel, books)) == (("issued", D(120)), D(-10), D(130))
