"""Service credits walked through: agreed, missed, proposed by the worker, approved, on the next invoice (issue 4, C-72)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from unittest import mock

import pytest
from django.urls import reverse
from msgspec.structs import replace

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions, tasks
from billing.errors import CreditRefused
from billing.models import CreditProposal, Invoice
from common import wallclock
from contracts import tasks as contract_tasks
from contracts.terms import Credits, Hours, Retainer, Terms
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests import factories
from tests.billing.conftest import make_entity
from tests.doors import signed_in
from tests.http import words_of
from tickets import actions as tickets

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
RESPONSE = ((D(95), D(0)), (D(90), D(5)), (D(0), D(10)))
AVAILABILITY = ((D("99.9"), D(0)), (D(0), D(10)))
MISSED_AT = datetime(2026, 6, 8, 12, 0, tzinfo=UTC)


def at(moment):
    moment = datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
    return mock.patch.object(wallclock, "now", lambda: moment)


def sweep(moment):
    with at(moment):
        tasks.sweep_month_credits()


def proposals(boss):
    with acting_as(boss):
        return [(row.month.isoformat(), row.amount, row.state) for row in CreditProposal.objects.order_by("month", "amount")]


def promised(boss, zone="America/New_York", name="Kestrel", starts_on=date(2026, 6, 1), **credits):
    """A retainer of 3,000.00 a month with credits, and two tickets of which one was answered too late in June."""
    client = factories.make_client(boss, name, zone)
    line = {"kind": "retainer", "name": "Hours", "terms": Retainer(hours=Hours(allowance_minutes=1200), fee=D(3000))}
    terms = replace(Terms(), credits=Credits(**(credits or {"response": RESPONSE})))
    contract = factories.make_contract(boss, client, kind="retainer", starts_on=starts_on, lines=[line], terms=terms)
    ann = factories.make_contact(boss, client, f"ann@{name.lower()}.example")
    kept, _missed = (factories.make_ticket(ann, at=MISSED_AT) for _each in range(2))
    with acting_as(boss):
        tickets.reply(ticket=kept, body="Seen.", by=boss, at=MISSED_AT + timedelta(minutes=5))
    with acting_in(boss.tenant_id, SYSTEM):
        tickets.record_due_clocks(tenant_id=boss.tenant_id, at=MISSED_AT + timedelta(days=10))
    return contract


def test_issue_4_walk_through_of_service_credits():
    boss = factories.founded("acme")
    make_entity(boss, datetime(2026, 1, 1, tzinfo=UTC))
    ruth = factories.make_staff(boss, "ruth@acme.example", roles=("account_manager",), level=None)
    contract = promised(boss)

    sweep("2026-07-01T03:59:59")  # still June in New York
    assert proposals(boss) == []
    sweep("2026-07-01T04:00:00")
    sweep("2026-07-01T05:00:00")
    assert proposals(boss) == [("2026-06-01", D(300), "proposed")]
    with acting_in(boss.tenant_id, SYSTEM):
        notice = Notice.objects.select_related("tenant", "recipient__person").get(template="credit_proposed", recipient=ruth)
        mail = mail_of_notice(notice)
    assert mail.subject == "Service credit to decide: Kestrel, June 2026"
    assert "earns a credit of £300.00" in mail.body and "/acme/manage/credits/" in mail.body

    with at("2026-07-02T09:00:00"):
        page = signed_in(ruth)
        shown = words_of(page.get(reverse("manage:credits", args=["acme"])))
        assert "£300.00" in shown and "Responses in time 50\xa0%: 10\xa0% of the fee" in shown and "Work out again" in shown
        with acting_as(ruth):
            proposal = CreditProposal.objects.get()
        assert page.post(reverse("manage:credit-approval", args=["acme", proposal.pk])).status_code == 302
        tasks.sweep_advance_invoices()
    with acting_as(boss):
        assert not Invoice.objects.filter(kind="credit_note").exists()  # it waits for the next invoice

    with at("2026-08-01T12:00:00"):
        contract_tasks.sweep_contract_days()
        tasks.sweep_advance_invoices()

    with acting_as(boss):
        invoice = Invoice.objects.filter(contract=contract).order_by("sequence").last()
        lines = [(line["description"], line["net"]) for line in invoice.content["lines"]]
    assert ("Service credit, 1 Jun 2026 to 30 Jun 2026", "-300.00") in lines
    assert any(net == "3000.00" for _words, net in lines)


def test_after_three_days_down_and_swept_twice_each_month_is_proposed_once():
    boss = factories.founded("acme")
    promised(boss)

    sweep("2026-07-04T09:00:00")
    sweep("2026-07-04T09:00:00")

    assert proposals(boss) == [("2026-06-01", D(300), "proposed")]


def test_a_month_with_nothing_missed_leaves_no_row_and_an_availability_is_asked_for():
    boss = factories.founded("acme")
    promised(boss, availability=AVAILABILITY)

    sweep("2026-08-02T09:00:00")

    assert proposals(boss) == [("2026-06-01", D(0), "proposed"), ("2026-07-01", D(0), "proposed")]
    with at("2026-08-02T10:00:00"):
        page = signed_in(boss)
        assert "still to be entered" in words_of(page.get(reverse("manage:credits", args=["acme"])))
        with acting_as(boss):
            contract = CreditProposal.objects.first().contract_id
        form = words_of(page.get(reverse("manage:new-credit", args=["acme"]) + f"?contract={contract}&month=2026-06-01"))
        assert f'value="{contract}" selected' in form and 'value="2026-06-01"' in form
        said = {"contract": contract, "month": "2026-06-01", "availability": "99.5"}
        assert page.post(reverse("manage:new-credit", args=["acme"]), said).status_code == 302
        tasks.sweep_month_credits()
    assert proposals(boss) == [("2026-06-01", D(300), "proposed"), ("2026-07-01", D(0), "proposed")]


def test_what_was_decided_is_not_proposed_again():
    boss = factories.founded("acme")
    promised(boss)
    sweep("2026-07-01T12:00:00")
    with acting_as(boss):
        actions.reject_credit(proposal=CreditProposal.objects.get(), reason="Their own line", by=boss, at=MISSED_AT)

    sweep("2026-07-01T13:00:00")

    assert proposals(boss) == [("2026-06-01", D(300), "rejected")]


def test_credits_that_are_claimed_are_not_proposed_and_can_be_claimed_until_the_window_ends():
    boss = factories.founded("acme")
    contract = promised(boss, response=RESPONSE, is_automatic=False, claim_days=30)

    def claim(moment):
        with acting_as(boss):
            return actions.propose_credit(contract=contract, month=date(2026, 6, 1), by=boss, at=moment)

    sweep("2026-07-04T09:00:00")
    assert proposals(boss) == []
    assert claim(datetime(2026, 7, 31, 3, 59, tzinfo=UTC)).amount == 300  # 30 July in New York
    with pytest.raises(CreditRefused, match="until 30 July 2026"):
        claim(datetime(2026, 7, 31, 4, 0, tzinfo=UTC))
