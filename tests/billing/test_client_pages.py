"""What clients see of their invoices, and what is set about them."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from accounts.models import Tenant
from accounts.tenancy import acting_as
from tests import factories
from tests.billing.conftest import EX_C2, item
from tests.doors import signed_in
from tests.http import words_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=["acme", *args])


def test_managers_and_approvers_see_issued_documents_and_never_a_draft(boss, kestrel, maker):
    issued, draft = maker(*EX_C2), maker(item(1), is_issued=False)
    manager = signed_in(factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager"))
    approver = signed_in(factories.make_contact(boss, kestrel, "pat@kestrel.example", is_approver=True))
    user = signed_in(factories.make_contact(boss, kestrel, "uwe@kestrel.example"))

    for who in (manager, approver):
        listed = words_of(who.get(url("portal:invoices")))
        assert "INV-2026-000001" in listed and "Draft" not in listed and "£349.50 open on 1 invoice" in listed
        assert "£291.25" in words_of(who.get(url("portal:invoice", issued.pk)))
        assert b"".join(who.get(url("portal:invoice-pdf", issued.pk)).streaming_content).startswith(b"%PDF")
        assert who.get(url("portal:invoice", draft.pk)).status_code == 404
        assert "£349.50" in words_of(who.get(url("portal:statement")))
    assert user.get(url("portal:invoices")).status_code == 403


def test_settings_are_entered_from_nothing(page, finance, entity):
    said = {
        "name": "Second Ltd", "address": "2 Street", "tax_name": "USt", "currency": "EUR", "payment_days": "30",
        "tax_category": "standard", "arrears_tax_point": "issue", "invoice_series": "RE", "credit_series": "GS",
        "proforma_series": "PF", "time_zone": "Europe/Berlin",
    }  # fmt: skip

    same = page.post(url("manage:new-entity"), said | {"credit_series": "RE"})
    assert "need a series each" in same.context["form"].errors["credit_series"][0]
    answer = page.post(url("manage:new-entity"), said)
    page.post(answer.url, {"category": "standard", "percent": "19", "valid_from": "2021-01-01"})

    shown = words_of(page.get(url("manage:entities")))
    assert "Second Ltd" in shown and "Standard rate 19% from 1 Jan 2021" in shown


def test_a_new_entity_is_asked_for_in_parts_and_in_the_likely_currency(page, boss, finance, entity):
    first = factories.founded("berlin")
    form = signed_in(first).get(reverse("manage:new-entity", args=["berlin"])).context["form"]
    assert form["currency"].value() == "GBP"  # its seat, London
    with acting_as(first):
        Tenant.objects.filter(pk=first.tenant_id).update(time_zone="Europe/Berlin")
    form = signed_in(first).get(reverse("manage:new-entity", args=["berlin"])).context["form"]
    assert form["currency"].value() == "EUR"

    shown = page.get(url("manage:new-entity"))
    assert shown.context["form"]["currency"].value() == "GBP"  # as the other one
    parts = shown.context["form"].parts()
    assert sorted(field.name for _title, fields in parts for field in fields) == sorted(shown.context["form"].fields)
    assert all(str(title) in words_of(shown) for title, _fields in parts)


def test_a_client_says_how_it_is_invoiced(page, kestrel, maker):
    said = {
        "name": "Kestrel Logistics Ltd",
        "address": "Unit 4",
        "tax_category": "reverse",
        "payment_days": "30",
        "language": "en",
    }
    page.post(url("manage:client-billing", kestrel.pk), said)

    invoice = maker(item(100))

    assert (invoice.total, invoice.due_on) == (D(100), date(2026, 7, 8))
    shown = words_of(page.get(url("manage:invoice", invoice.pk)))
    assert "Reverse charge: the customer accounts" in shown and "Kestrel Logistics Ltd" in shown
    assert "INV-2026-000001" in words_of(page.get(url("manage:client", kestrel.pk)))
