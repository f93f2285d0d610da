"""Drafts: begun, changed, thrown away, and what is refused on the way."""

from datetime import timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.errors import ChargedAlready, InvoiceIsIssued, InvoiceRefused
from billing.models import Invoice, LineSource
from common.money import UnknownCurrency
from tests.billing.conftest import EX_C2, hours, item
from tests.factories import make_contract

pytestmark = pytest.mark.django_db


def test_a_draft_has_no_number_and_adds_up_its_lines(drafted):
    draft = drafted(*EX_C2)

    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.sequence) == ("draft", "", None)
    assert (draft.net, draft.tax, draft.total) == (D("291.25"), D("58.25"), D("349.50"))


def test_lines_are_changed_and_taken_off_and_the_draft_adds_up_again(drafted, books, nine_oclock):
    draft = drafted(item(100), item(50))
    first, second = draft.lines.all()

    actions.change_line(line=first, quantity=D(3), by=books, at=nine_oclock)
    actions.delete_line(line=second, by=books, at=nine_oclock)

    draft.refresh_from_db()
    assert (draft.net, draft.total) == (D(300), D(360))


def test_another_currency_is_counted_in_its_own_digits(drafted, books, nine_oclock):
    draft = drafted(hours("0.3333", "9800"))

    actions.change_draft(invoice=draft, currency="JPY", by=books, at=nine_oclock)

    assert Invoice.objects.get(pk=draft.pk).net == D(3266)


def test_c06_a_document_of_a_contract_is_for_its_client_in_its_currency(books, boss, kestrel, palisade, nine_oclock):
    contract = make_contract(boss, palisade, "Premium")
    said = {"contract": contract, "by": books, "at": nine_oclock}

    with acting_as(boss):
        with pytest.raises(InvoiceRefused, match="another client"):
            actions.start_draft(client=kestrel, **said)
        with pytest.raises(InvoiceRefused, match="kept in GBP"):
            actions.start_draft(client=palisade, currency="EUR", **said)
        draft = actions.start_draft(client=palisade, **said)
        with pytest.raises(InvoiceRefused, match="kept in GBP"):
            actions.change_draft(invoice=draft, currency="EUR", by=books, at=nine_oclock)

    assert draft.currency == "GBP"


@pytest.mark.parametrize("quantity", ["-1", "-0.0001", "NaN"])
def test_hours_below_nothing_are_refused(drafted, quantity):
    with pytest.raises(InvoiceRefused, match="never below nothing"):
        drafted(hours(quantity, "80"))


def test_a_deduction_is_a_price_below_nothing(drafted):
    assert drafted(item(100), item(-30, "Service credit")).net == D(70)


@pytest.mark.parametrize("code", ["XXX", "gbp", ""])
def test_an_unknown_currency_is_refused(drafted, books, nine_oclock, code):
    draft = drafted(item(1))

    with pytest.raises(UnknownCurrency):
        actions.change_draft(invoice=draft, currency=code, by=books, at=nine_oclock)


def test_a_period_that_ends_before_it_begins_is_refused(drafted, nine_oclock):
    day = nine_oclock.date()

    with pytest.raises(InvoiceRefused, match="before it begins"):
        drafted(item(1), period_from=day, period_until=day - timedelta(days=1))


def test_nothing_is_drafted_before_somebody_said_who_invoices(boss, kestrel, nine_oclock):
    with acting_as(boss), pytest.raises(InvoiceRefused, match="who invoices"):
        actions.start_draft(client=kestrel, by=boss, at=nine_oclock)


def test_an_issued_invoice_is_edited_by_no_verb(issued, books, nine_oclock):
    invoice = issued(item(10))
    line = invoice.lines.get()
    verbs = [
        lambda: actions.add_line(invoice=invoice, charge=item(1), by=books, at=nine_oclock),
        lambda: actions.change_line(line=line, quantity=D(2), by=books, at=nine_oclock),
        lambda: actions.delete_line(line=line, by=books, at=nine_oclock),
        lambda: actions.change_draft(invoice=invoice, note="Other", by=books, at=nine_oclock),
        lambda: actions.delete_draft(invoice=invoice, by=books, at=nine_oclock),
        lambda: actions.issue_invoice(invoice=invoice, by=books, at=nine_oclock),
    ]

    for verb in verbs:
        with pytest.raises(InvoiceIsIssued, match="Correct it with a credit note"):
            verb()


def test_the_same_time_is_charged_once_and_is_free_again_when_its_line_goes(drafted, books, nine_oclock):
    entry = ("time", uuid4())
    draft = drafted(item(10, sources=(entry,)))

    with pytest.raises(ChargedAlready, match="charged once only"):
        drafted(item(10, sources=(entry,)))
    actions.delete_line(line=draft.lines.get(), by=books, at=nine_oclock)

    assert drafted(item(10, sources=(entry,))).total == D(12)


def test_a_deleted_draft_frees_what_it_charged(drafted, books, nine_oclock):
    entry = ("fee", uuid4())

    actions.delete_draft(invoice=drafted(item(10, sources=(entry,))), by=books, at=nine_oclock)

    assert not LineSource.objects.exists()
    drafted(item(10, sources=(entry,)))
