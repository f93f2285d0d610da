"""The pages of finance people and of clients: lists, the editor, issue, credit, payment, statement, export."""

import csv
from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from billing import actions
from billing.models import Invoice, Payment
from tests import factories
from tests.billing.conftest import EX_C2, item
from tests.http import queries_of, words_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=["acme", *args])


def read(finance, invoice):
    with acting_as(finance):
        return Invoice.objects.get(pk=invoice.pk)


def test_a_draft_is_begun_filled_issued_and_paid_by_hand(page, finance, kestrel):
    assert page.get(url("manage:new-invoice")).context["form"]["currency"].initial == "GBP"
    begun = page.post(url("manage:new-invoice"), {"client": kestrel.pk, "kind": "invoice", "currency": "GBP"})
    line = {"description": "Level 2", "quantity": "135", "unit": "worked", "unit_price": "75"}
    with acting_as(finance):
        draft = Invoice.objects.get()
    assert begun.url == url("manage:invoice", draft.pk)
    page.post(url("manage:new-invoice-line", draft.pk), line)
    confirm = words_of(page.get(url("manage:invoice-issue", draft.pk)))
    assert "Issue to Kestrel Logistics" in confirm and "£202.50" in confirm
    page.post(url("manage:invoice-issue", draft.pk))

    issued = read(finance, draft)
    assert (issued.state, issued.total) == ("issued", D("202.50"))
    shown = words_of(page.get(url("manage:invoice", draft.pk)))
    assert issued.number in shown and "2:15 h" in shown and "£75.00/h" in shown and "issued it" in shown

    paid = {"amount": "202.50", "received_on": str(issued.issued_on), "method": "transfer", "reference": "BACS 1"}
    page.post(url("manage:invoice-payment", draft.pk), paid)
    assert read(finance, draft).state == "paid"


def test_lines_are_changed_and_taken_off_and_a_draft_is_deleted(page, finance, maker):
    draft = maker(item(10), item(20), is_issued=False)
    with acting_as(finance):
        first, second = draft.lines.all()

    page.post(url("manage:invoice-line", first.pk), {"description": "Other", "quantity": "2", "unit": "item", "unit_price": "10"})
    page.post(url("manage:invoice-line-deletion", second.pk))
    assert read(finance, draft).net == D(20)

    assert page.post(url("manage:invoice-deletion", draft.pk)).url == url("manage:invoices")
    with acting_as(finance):
        assert not Invoice.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(page, finance, maker):
    draft = maker(is_issued=False)
    line = {"description": "Work", "quantity": "-2", "unit": "hour", "unit_price": "80"}

    below = page.post(url("manage:new-invoice-line", draft.pk), line)
    huge = page.post(url("manage:new-invoice-line", draft.pk), line | {"quantity": "1e9"})
    odd = page.post(url("manage:invoice-details", draft.pk), {"currency": "XXX", "language": "en", "payment_days": "1"})
    empty = page.post(url("manage:invoice-issue", draft.pk), follow=True)

    assert "never below nothing" in below.context["form"].errors["quantity"][0]
    assert huge.context["form"].errors["quantity"]
    assert odd.context["form"].errors["currency"]
    assert "Add a line first" in words_of(empty)
    assert read(finance, draft).state == "draft"


def test_an_issued_invoice_cannot_be_edited_by_any_page(page, finance, maker):
    invoice = maker(item(10))
    with acting_as(finance):
        line = invoice.lines.get()
    said = {"description": "Other", "quantity": "2", "unit": "item", "unit_price": "10"}

    answers = [
        page.post(url("manage:invoice-line", line.pk), said),
        page.post(url("manage:new-invoice-line", invoice.pk), said),
        page.post(url("manage:invoice-line-deletion", line.pk), follow=True),
        page.post(url("manage:invoice-deletion", invoice.pk), follow=True),
        page.post(url("manage:invoice-details", invoice.pk), {"currency": "EUR", "language": "en", "payment_days": "1"}),
    ]

    names = ("invoice-details", "new-invoice-line", "invoice-deletion", "invoice-issue")
    answers += [page.get(url(f"manage:{name}", invoice.pk), follow=True) for name in names]
    answers.append(page.get(url("manage:invoice-line", line.pk), follow=True))

    assert all("Correct it with a credit note" in words_of(answer) for answer in answers)
    assert read(finance, invoice).total == D(12)


def test_a_credit_note_by_line_and_never_too_much(page, finance, maker):
    invoice = maker(item(100), item(50))

    much = page.post(url("manage:invoice-credit", invoice.pk), {"reason": "Agreed", "line_0": "100.01"})
    assert "has £100.00 left" in words_of(much)
    page.post(url("manage:invoice-credit", invoice.pk), {"reason": "Agreed", "line_0": "40"})

    with acting_as(finance):
        note = Invoice.objects.get(kind="credit_note")
    assert (note.total, read(finance, invoice).open_amount) == (D(48), D(132))
    assert note.number in words_of(page.get(url("manage:invoice", invoice.pk)))
    assert "−£48.00" in words_of(page.get(url("manage:invoices")))


def test_money_that_is_sent_twice_is_written_once(page, finance, maker):
    invoice = maker(item(100))
    usual = {"received_on": str(invoice.issued_on), "method": "transfer"}

    for noun, said in (("payment", usual | {"amount": "40"}), ("credit", {"reason": "Agreed", "line_0": "10"})):
        where = url(f"manage:invoice-{noun}", invoice.pk)
        once = {"submission": page.get(where).context["form"].fields["submission"].initial}
        page.post(where, said | once)
        again = page.post(where, said | once)
        assert again.status_code == 422 and "already" in words_of(again)
        assert again.context["form"]["submission"].value() != once["submission"]  # what is sent next is something else

    found = read(finance, invoice)
    assert (found.paid, found.credited) == (D(40), D(12))


def test_a_line_that_is_sent_twice_is_added_once(page, finance, maker):
    draft = maker(is_issued=False)
    where = url("manage:new-invoice-line", draft.pk)
    said = {"description": "Work", "quantity": "1", "unit": "item", "unit_price": "80"}
    said["submission"] = page.get(where).context["form"].fields["submission"].initial

    assert [page.post(where, said).status_code for _ in range(2)] == [302, 422]
    assert read(finance, draft).net == D(80)


def test_a_paid_invoice_says_that_nothing_is_open(page, maker):
    invoice = maker(item(100))
    paid = {"amount": "120", "received_on": str(invoice.issued_on), "method": "transfer"}
    page.post(url("manage:invoice-payment", invoice.pk), paid)

    assert f"Nothing is open on {invoice.number}" in words_of(page.post(url("manage:invoice-payment", invoice.pk), paid))


def test_a_payment_is_taken_back(page, finance, maker):
    invoice = maker(item(100))
    with acting_as(finance):
        actions.record_payment(invoice=invoice, amount=D(120), received_on=date(2026, 6, 8), by=finance, at=invoice.issued_at)
        payment = Payment.objects.get()

    assert "£120.00 of 8 Jun 2026 is open again afterwards" in words_of(page.get(url("manage:payment-return", payment.pk)))
    page.post(url("manage:payment-return", payment.pk))

    assert read(finance, invoice).open_amount == D(120)


def test_the_list_is_narrowed_and_adds_up_its_states(page, maker, palisade):
    maker(*EX_C2)
    maker(item(10), is_issued=False, client=palisade)

    everything = words_of(page.get(url("manage:invoices")))
    drafts = words_of(page.get(url("manage:invoices") + "?state=draft"))
    found = words_of(page.get(url("manage:invoices") + "?q=palis&kind=invoice"))

    assert "INV-2026-000001" in everything and "1 document, £349.50" in everything
    assert "INV-2026-000001" not in drafts and "Palisade Life" in drafts
    assert "Palisade Life" in found and "Kestrel" not in found


def test_the_list_costs_the_same_for_few_and_many(page, maker):
    maker(item(1))
    few = queries_of(page, url("manage:invoices"))
    for _ in range(4):
        maker(item(1))

    assert queries_of(page, url("manage:invoices")) == few <= 12


def test_the_export_holds_what_is_issued_and_no_formula(page, boss, finance, maker):
    sly = factories.make_client(boss, "=HYPERLINK(1)")
    maker(*EX_C2)
    maker(item(1), client=sly)
    maker(item(1), is_issued=False)

    rows = list(csv.DictReader(page.get(url("manage:invoices-export")).content.decode().splitlines()))

    assert [(row["number"], row["net"], row["total"]) for row in rows][-1] == ("INV-2026-000001", "291.25", "349.50")
    assert rows[0]["client"] == "'=HYPERLINK(1)" and len(rows) == 2


def test_the_pdf_comes_as_a_download(page, maker):
    invoice = maker(*EX_C2)

    answer = page.get(url("manage:invoice-pdf", invoice.pk))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-2026-000001.pdf"'


def test_a_draft_has_no_pdf(page, maker):
    assert page.get(url("manage:invoice-pdf", maker(item(1), is_issued=False).pk)).status_code == 404


def test_a_proforma_becomes_an_invoice(page, finance, maker):
    proforma = maker(item(10), kind="proforma")

    answer = page.post(url("manage:proforma-invoice", proforma.pk))

    with acting_as(finance):
        made = Invoice.objects.get(made_from=proforma)
    assert answer.url == url("manage:invoice", made.pk)
    assert "PRO-2026-000001" in words_of(page.get(url("manage:invoice", proforma.pk)))


def test_the_statement_ends_at_what_is_open_less_the_balance(page, finance, maker):
    first, _second = maker(item(100)), maker(item(50))
    with acting_as(finance):
        actions.record_payment(invoice=first, amount=D(120), received_on=date(2026, 6, 8), by=finance, at=first.issued_at)
        actions.credit_invoice(
            invoice=first, lines={first.lines.get().pk: D(10)}, reason="Agreed", by=finance, at=first.issued_at
        )

    said = words_of(page.get(url("manage:client-statement", first.client_id)))

    assert "£48.00" in said and "CN-2026-000001" in said  # 180 invoiced, 120 paid, 12 credited
