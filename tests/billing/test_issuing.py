"""Issuing: numbers without a gap, content that stays, tax at its day, proformas that are no invoices."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from billing.contents import sha256_of
from billing.errors import InvoiceRefused
from billing.models import Invoice, LineSource, Sequence
from notifications.models import Notice
from tests import factories
from tests.billing.conftest import EX_C2, item

pytestmark = pytest.mark.django_db


def test_ex_c2_the_invoice_says_291_25_and_58_25_and_349_50(issued):
    invoice = issued(*EX_C2)

    said = invoice.content
    assert [line["net"] for line in said["lines"]] == ["67.50", "168.75", "55.00"]
    assert (said["net"], said["tax"], said["total"]) == ("291.25", "58.25", "349.50")
    assert said["groups"] == [{"category": "standard", "percent": "20", "net": "291.25", "tax": "58.25"}]


def test_ex_c33_tax_is_rounded_once_for_the_group(issued):
    assert issued(*[item("33.33")] * 3).tax == D("20.00")


def test_ex_c9_work_on_completion(issued):
    invoice = issued(EX_C2[0].__class__(description="Work", quantity=D("3.75"), unit="hour", unit_price=D(90)))

    assert (invoice.net, invoice.tax, invoice.total) == (D("337.50"), D("67.50"), D("405.00"))


def test_ex_c36_numbers_go_by_issue_and_a_deleted_draft_leaves_no_gap(drafted, entity, books, nine_oclock):
    Sequence.objects.create(tenant=books.tenant, entity=entity, series="INV", year=2026, last=40)
    a, b, c = (drafted(item(10)) for _ in range(3))

    actions.delete_draft(invoice=b, by=books, at=nine_oclock)
    issued_c = actions.issue_invoice(invoice=c, by=books, at=nine_oclock)
    issued_a = actions.issue_invoice(invoice=a, by=books, at=nine_oclock)

    assert (issued_c.number, issued_a.number) == ("INV-2026-000041", "INV-2026-000042")


def test_an_issue_that_fails_takes_no_number(drafted, issued, books, nine_oclock):
    with pytest.raises(InvoiceRefused, match="below nothing"):
        actions.issue_invoice(invoice=drafted(item(-1)), by=books, at=nine_oclock)

    assert issued(item(1)).number == "INV-2026-000001"


def test_each_kind_counts_in_a_series_of_its_own_and_from_one_each_year(issued, books, nine_oclock):
    invoice = issued(item(10))
    proforma = issued(item(10), kind="proforma")
    note = actions.credit_invoice(invoice=invoice, reason="Wrong client", by=books, at=nine_oclock)
    next_year = issued(item(10), at=datetime(2027, 1, 1, tzinfo=UTC))

    numbers = [each.number for each in (invoice, proforma, note, next_year)]
    assert numbers == ["INV-2026-000001", "PRO-2026-000001", "CN-2026-000001", "INV-2027-000001"]


def test_the_year_and_the_day_are_those_at_the_entitys_seat(issued):
    invoice = issued(item(10), at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert (invoice.issued_on, invoice.due_on) == (date(2026, 7, 1), date(2026, 7, 15))


def test_names_and_addresses_stay_as_they_were_on_the_day_of_issue(issued, entity, books, kestrel, nine_oclock):
    actions.save_profile(client=kestrel, name="Kestrel Logistics Ltd", address="Unit 4", by=books, at=nine_oclock)
    invoice = issued(item(10))

    actions.save_entity(entity=entity, name="Acme Renamed Ltd", by=books, at=nine_oclock)
    actions.save_profile(client=kestrel, name="Kestrel Renamed", by=books, at=nine_oclock)

    said = Invoice.objects.get(pk=invoice.pk).content
    assert (said["seller"]["name"], said["buyer"]["name"]) == ("Acme Support Ltd", "Kestrel Logistics Ltd")
    assert invoice.content_sha256 == sha256_of(said)


def test_the_rate_is_the_one_valid_at_the_tax_point(drafted, entity, books, nine_oclock):
    draft = drafted(item(100))
    later = nine_oclock.date() + timedelta(days=30)
    actions.set_rate(entity=entity, category="standard", percent=D(22), valid_from=later, by=books, at=nine_oclock)

    invoice = actions.issue_invoice(invoice=draft, by=books, at=nine_oclock + timedelta(days=30))

    assert (invoice.tax, invoice.lines.get().percent) == (D(22), D(22))


def test_arrears_are_taxed_at_the_periods_end_where_the_entity_wants_it(issued, entity, books, nine_oclock):
    actions.save_entity(entity=entity, arrears_tax_point="period_end", by=books, at=nine_oclock)

    invoice = issued(item(10), period_from=date(2026, 5, 1), period_until=date(2026, 5, 31))

    assert (invoice.tax_point, invoice.issued_on) == (date(2026, 5, 31), date(2026, 6, 8))


def test_a_category_without_a_rate_is_refused(drafted, books, nine_oclock):
    with pytest.raises(InvoiceRefused, match="No rate is entered"):
        actions.issue_invoice(invoice=drafted(item(10, category="reduced")), by=books, at=nine_oclock)


def test_an_empty_draft_is_not_issued(drafted, books, nine_oclock):
    with pytest.raises(InvoiceRefused, match="Add a line first"):
        actions.issue_invoice(invoice=drafted(), by=books, at=nine_oclock)


def test_an_invoice_over_nothing_is_paid_at_once(issued):
    assert issued(item(100), item(-100)).state == "paid"


def test_a_proforma_leads_to_an_invoice_and_stays_what_it_is(issued, books, nine_oclock):
    entry = ("quote", uuid4())
    proforma = issued(item(10, sources=(entry,)), kind="proforma")
    assert not LineSource.objects.filter(is_live=True).exists()

    draft = actions.invoice_from_proforma(proforma=proforma, by=books, at=nine_oclock)
    invoice = actions.issue_invoice(invoice=draft, by=books, at=nine_oclock)

    assert (invoice.number, invoice.content["made_from"]) == ("INV-2026-000001", "PRO-2026-000001")
    assert LineSource.objects.get(is_live=True).line.invoice_id == invoice.pk
    with pytest.raises(InvoiceRefused, match="made from PRO-2026-000001 already"):
        actions.invoice_from_proforma(proforma=proforma, by=books, at=nine_oclock)


def test_managers_and_approvers_hear_of_it_and_other_contacts_do_not(boss, ann, kestrel, issued):
    manager = factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")
    approver = factories.make_contact(boss, kestrel, "pat@kestrel.example", is_approver=True)

    issued(item(10))

    with acting_in(boss.tenant, SYSTEM):
        told = list(Notice.objects.filter(template="invoice_issued"))
    assert {notice.recipient_id for notice in told} == {manager.pk, approver.pk}


FROZEN = [
    "UPDATE billing_invoice SET number = 'INV-1' WHERE id = %s",
    "UPDATE billing_invoice SET total = total + 1 WHERE id = %s",
    "UPDATE billing_invoice SET content = '{}' WHERE id = %s",
    "UPDATE billing_invoice SET issued_on = issued_on - 1 WHERE id = %s",
    "UPDATE billing_invoice SET pdf_id = NULL WHERE id = %s",
    "UPDATE billing_invoice SET state = 'draft', number = '', sequence = NULL, content = NULL WHERE id = %s",
    "DELETE FROM billing_invoice WHERE id = %s",
    "UPDATE billing_invoiceline SET net = net + 1 WHERE invoice_id = %s",
    "DELETE FROM billing_invoiceline WHERE invoice_id = %s",
    "DELETE FROM billing_linesource WHERE line_id IN (SELECT id FROM billing_invoiceline WHERE invoice_id = %s)",
    "UPDATE billing_linesource SET source = id WHERE line_id IN (SELECT id FROM billing_invoiceline WHERE invoice_id = %s)",
]


@pytest.mark.parametrize("sql", FROZEN)
def test_the_database_itself_keeps_an_issued_document(issued, sql):
    invoice = issued(item(10, sources=(("time", uuid4()),)))

    with pytest.raises(DatabaseError, match="issued"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [invoice.pk])


def test_a_line_is_slipped_onto_no_issued_document_by_sql(issued):
    invoice = issued(item(10))
    copied = (
        "INSERT INTO billing_invoiceline SELECT (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).*"
        " FROM billing_invoiceline l WHERE invoice_id = %s"
    )

    with pytest.raises(DatabaseError, match="issued"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copied, [invoice.pk])
