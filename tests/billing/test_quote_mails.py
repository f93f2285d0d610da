"""How mails about quotes read."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from contracts import actions as contracts
from contracts.terms import Terms
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests.billing.quotes import accept, approver_of, fresh, quoted
from tests.factories import make_ticket

pytestmark = pytest.mark.usefixtures("entity")


def mails(boss):
    with acting_in(boss.tenant_id, SYSTEM):
        rows = Notice.objects.filter(template__contains="quote") | Notice.objects.filter(template="work_preauthorised")
        rows = rows.select_related("tenant", "recipient__person", "recipient__client").order_by("at", "id")
        return {notice.template: mail_of_notice(notice) for notice in rows}


def test_who_decides_reads_what_and_until_when_and_the_desk_what_was_said(boss, kestrel, nine_oclock):
    small = approver_of(boss, kestrel, "small@kestrel.example", limit=Decimal(10))
    large = approver_of(boss, kestrel, "large@kestrel.example")
    version = quoted(boss, nine_oclock, client=kestrel, title="Label <b>")
    with acting_as(small):
        actions.pass_quote_on(version=fresh(version), by=small, at=nine_oclock)
    accept(version, large, nine_oclock)

    told = mails(boss)

    assert told["quote_sent"].subject == f"Quote {version.quote} waits for your approval: Label <b>"
    assert "£1,320.00 without tax, £1,584.00 with it." in told["quote_sent"].body
    assert "up to and including 8 Jul 2026" in told["quote_sent"].body
    assert f"/acme/portal/quotes/{version.quote_id}/" in told["quote_sent"].body
    assert told["quote_passed_on"].subject.startswith("Small asks you to approve quote")
    assert told["quote_decided"].subject == f"Kestrel Logistics accepted quote {version.quote}: Label <b>"
    assert f"/acme/manage/quotes/{version.quote_id}/" in told["quote_decided"].body


def test_approvers_hear_of_emergency_work(boss, ann, kestrel, nine_oclock):
    approver_of(boss, kestrel)
    ticket = make_ticket(ann, at=nine_oclock, severity="critical", title="All is down")
    with acting_as(boss):
        said = replace(Terms(), preauthorised=Decimal(500))
        contracts.agree(contract=ticket.contract, terms=said, effective_on=date(2026, 6, 1), by=boss, at=nine_oclock)
        actions.use_preauthorisation(ticket=ticket, reason="No orders go out.", by=boss, at=nine_oclock)

    mail = mails(boss)["work_preauthorised"]

    assert mail.subject == f"Emergency work has begun on #{ticket.number}: All is down"
    assert "up to £500.00 without tax" in mail.body and "No orders go out." in mail.body
