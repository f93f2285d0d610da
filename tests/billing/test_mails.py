"""What clients and the finance people read in their mail."""

from datetime import UTC, datetime

import pytest

from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests import factories
from tests.billing.conftest import item

pytestmark = pytest.mark.django_db


def mails(boss):
    with acting_in(boss.tenant, SYSTEM):
        rows = Notice.objects.select_related("tenant", "recipient__person", "recipient__client")
        return {notice.template: mail_of_notice(notice) for notice in rows.filter(template__startswith="invoice")}


def test_the_mails_of_an_invoice_name_number_amount_and_day(boss, kestrel, issued, books, nine_oclock):
    factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")
    invoice = issued(item(100))
    first = mails(boss)["invoice_issued"]
    with acting_in(boss.tenant, SYSTEM):
        actions.mark_overdue(tenant_id=boss.tenant_id, at=datetime(2026, 7, 1, tzinfo=UTC))
    told = mails(boss)

    assert first.subject == "Invoice INV-2026-000001: £120.00"
    assert "Please pay by 22 Jun 2026." in first.body and f"/acme/portal/invoices/{invoice.pk}/" in first.body
    assert told["invoice_overdue"].subject == "Reminder: invoice INV-2026-000001 was due on 22 Jun 2026"
    assert "£120.00 of invoice INV-2026-000001 is still open." in told["invoice_overdue"].body
    assert told["invoice_overdue_desk"].subject == "Overdue: INV-2026-000001, Kestrel Logistics, £120.00"
    assert f"/acme/manage/invoices/{invoice.pk}/" in told["invoice_overdue_desk"].body


def test_a_credit_note_is_told_as_one(boss, kestrel, issued, books, nine_oclock):
    factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")
    invoice = issued(item(100))
    with acting_in(boss.tenant, SYSTEM):
        Notice.objects.all().delete()

    actions.credit_invoice(invoice=invoice, reason="Agreed", by=books, at=nine_oclock)

    assert mails(boss)["invoice_issued"].subject == "Credit note CN-2026-000001: £120.00"
