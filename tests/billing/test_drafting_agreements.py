"""Drafts and invoices made of what agreements make payable: the worked examples, read from issued invoices."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.errors import InvoiceRefused
from billing.models import Invoice
from contracts import actions as contracts
from contracts.models import Charge
from contracts.models.charge import BUCKET, FEE, PRORATION
from contracts.terms import AdHoc
from tests.billing.conftest import item
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, a_bucket, agreed, retained, twenty_hours
from tests.contracts.test_counted_tickets import count, per_ticket, resolve
from tests.factories import make_client, make_contact, make_ticket
from tests.tickets.work import log
from tickets import actions as tickets
from tickets.models import TimeEntry

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2026, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def northwind(boss, entity):
    return make_client(boss, "Northwind")


def charged(contract, boss, kind, amount, *, days=("2026-02-01", "2026-02-28"), line=0):
    """A charge as the agreement's own app stores it."""
    with acting_as(boss):
        return Charge.objects.create(
            tenant=boss.tenant,
            contract=contract,
            client=contract.client,
            line=contract.lines.order_by("position")[line],
            kind=kind,
            amount=D(amount),
            currency=contract.currency,
            from_on=date.fromisoformat(days[0]),
            until_on=date.fromisoformat(days[1]),
            due_on=date.fromisoformat(days[0]),
            created_at=FEBRUARY,
        )


def drafted(contract, boss, until="2026-02-01", **more):
    with acting_as(boss):
        return actions.draft_invoice(contract=contract, until=date.fromisoformat(until), by=boss, at=FEBRUARY, **more)


def issued(draft, boss, at=FEBRUARY):
    with acting_as(boss):
        return actions.issue_invoice(invoice=draft, by=boss, at=at)


def test_ex_c11_the_next_invoice_holds_the_fee_in_advance_and_the_overage(boss, northwind):
    contract = retained(boss, northwind)
    desk = Desk(boss, contract)
    desk.log("2026-01-12T10:00", 1410)
    desk.keep("2026-02-01T00:00")
    charged(contract, boss, FEE, "1600.00")

    invoice = issued(drafted(contract, boss), boss)

    assert [line["net"] for line in invoice.content["lines"]] == ["1600.00", "332.50"]
    assert (invoice.net, invoice.tax, invoice.total) == (D("1932.50"), D("386.50"), D("2319.00"))


def test_what_is_drafted_is_drafted_once_and_again_when_its_line_is_gone(boss, northwind):
    contract = retained(boss, northwind)
    charged(contract, boss, FEE, "1600.00")

    draft = drafted(contract, boss)
    assert drafted(contract, boss) is None
    with acting_as(boss):
        actions.delete_draft(invoice=draft, by=boss, at=FEBRUARY)

    assert drafted(contract, boss).net == D(1600)


def test_overage_of_a_running_period_waits_for_its_close(boss, northwind):
    contract = retained(boss, northwind)
    Desk(boss, contract).log("2026-01-12T10:00", 1410)

    assert drafted(contract, boss, "2026-01-31") is None


def test_ex_c22_buckets_are_invoiced_when_they_are_bought(boss, northwind):
    lines = [("bucket", a_bucket(10, 700, "2026-06-30")), ("bucket", a_bucket(20, 1300, "2026-12-31"))]
    contract = agreed(boss, northwind, *lines)
    charged(contract, boss, BUCKET, "700.00")
    charged(contract, boss, BUCKET, "1300.00", line=1)

    assert issued(drafted(contract, boss), boss).net == D(2000)


def test_ex_c26_an_upgrade_is_two_lines(boss, northwind):
    contract = agreed(boss, northwind, ("retainer", twenty_hours()))
    charged(contract, boss, PRORATION, "-450.00")
    charged(contract, boss, PRORATION, "750.00")

    invoice = issued(drafted(contract, boss), boss)

    assert sorted(line["net"] for line in invoice.content["lines"]) == ["-450.00", "750.00"]
    assert (invoice.kind, invoice.net) == ("invoice", D("300.00"))


def test_ex_c27_an_upgrade_within_a_year_comes_to_the_penny(boss, northwind):
    contract = agreed(boss, northwind, ("retainer", twenty_hours()))
    charged(contract, boss, PRORATION, "-6332.05")
    charged(contract, boss, PRORATION, "10553.42")

    assert issued(drafted(contract, boss), boss).net == D("4221.37")


def test_ex_c28_a_downgrade_agreed_at_once_is_a_credit_note_on_the_fees_invoice(boss, northwind):
    contract = agreed(boss, northwind, ("retainer", twenty_hours()))
    charged(contract, boss, FEE, "1500.00")
    invoice = issued(drafted(contract, boss), boss)
    charged(contract, boss, PRORATION, "-500.00", days=("2026-02-19", "2026-02-28"))
    charged(contract, boss, PRORATION, "300.00", days=("2026-02-19", "2026-02-28"))

    note = issued(drafted(contract, boss, "2026-02-19"), boss)

    assert (note.kind, note.net, note.content["corrects"]["number"]) == ("credit_note", D("200.00"), invoice.number)
    with acting_as(boss):
        assert Invoice.objects.get(pk=invoice.pk).open_amount == D("1560.00")
    assert drafted(contract, boss, "2026-02-19") is None


def test_ex_c9_work_on_completion_is_drafted_from_approved_time_only(boss, northwind, agent, nine_oclock):
    contract = agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=nine_oclock)
    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=contract, by=boss, at=nine_oclock)
        contracts.open_cap(
            client=northwind,
            contract=contract,
            ticket_id=ticket.pk,
            currency="GBP",
            source_kind="nte",
            amount=D(1000),
            at=nine_oclock,
        )
    entry = log(agent, "2026-06-08T10:00", 225, ticket=ticket)
    assert drafted(contract, boss, "2026-06-30") is None
    with acting_as(boss):
        tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)

    draft = drafted(contract, boss, "2026-06-30", ticket_id=ticket.pk)
    invoice = issued(draft, boss, at=datetime(2026, 6, 30, 9, tzinfo=UTC))

    assert (invoice.net, invoice.tax, invoice.total) == (D("337.50"), D("67.50"), D("405.00"))
    assert invoice.content["lines"][0]["tickets"] == [ticket.number]
    with acting_as(boss):
        assert TimeEntry.objects.get(pk=entry.pk).billed_at is not None
        actions.credit_invoice(invoice=invoice, reason="Agreed", by=boss, at=datetime(2026, 6, 30, 10, tzinfo=UTC))
        assert TimeEntry.objects.get(pk=entry.pk).billed_at is None
    assert drafted(contract, boss, "2026-06-30").net == D("337.50")


def test_time_that_was_corrected_since_the_draft_is_not_issued(boss, northwind, agent, nine_oclock):
    contract = retained(boss, northwind)
    desk = Desk(boss, contract)
    ticket = uuid4()
    desk.log("2026-01-12T10:00", 1410, ticket=ticket)
    desk.keep("2026-02-01T00:00")
    draft = drafted(contract, boss)
    desk.log("2026-02-02T10:00", -60, ticket=ticket, worked_at="2026-01-12T10:00")

    with pytest.raises(InvoiceRefused, match="was changed since it was drafted"):
        issued(draft, boss)


def test_an_advance_invoice_is_issued_once(boss, northwind):
    contract = retained(boss, northwind)
    charged(contract, boss, FEE, "1600.00")
    with acting_as(boss):
        first = actions.invoice_what_is_due(contract=contract, until=date(2026, 2, 1), by=None, at=FEBRUARY)
        second = actions.invoice_what_is_due(contract=contract, until=date(2026, 2, 1), by=None, at=FEBRUARY)

    assert (first.number, first.total, second) == ("INV-2026-000001", D("1920.00"), None)


def test_a_manual_line_may_stand_beside_them(boss, northwind):
    contract = retained(boss, northwind)
    charged(contract, boss, FEE, "1600.00")
    draft = drafted(contract, boss)
    with acting_as(boss):
        actions.add_line(invoice=draft, charge=item(100), by=boss, at=FEBRUARY)

    assert issued(draft, boss).net == D(1700)


def test_ex_c23_tickets_agreed_and_extra_ones_are_lines(boss, northwind):
    desk = Desk(boss, agreed(boss, northwind, ("per_ticket", per_ticket())))
    for level, tickets_counted in {1: 107, 2: 43}.items():
        for _ in range(tickets_counted):
            ticket = uuid4()
            count(desk, ticket, level)
            resolve(desk, ticket)
    desk.keep("2026-02-01T00:00")
    charged(desk.contract, boss, FEE, "2920.00", days=("2026-01-01", "2026-01-31"))

    invoice = issued(drafted(desk.contract, boss), boss)

    lines = [(line["quantity"], line["unit"], line["unit_price"], line["net"]) for line in invoice.content["lines"]]
    assert lines == [("1", "item", "2920", "2920.00"), ("7", "ticket", "16.8", "117.60"), ("3", "ticket", "45.6", "136.80")]
    assert invoice.net == D("3174.40")


def test_ex_c24_a_ticket_is_invoiced_once_at_its_highest_level(boss, northwind):
    desk = Desk(boss, agreed(boss, northwind, ("per_ticket", per_ticket((0, "14", "14"), (0, "38", "38")))))
    ticket = uuid4()
    count(desk, ticket, 1)
    desk.log("2026-01-12T10:00", 15, level=1, ticket=ticket)
    desk.log("2026-01-12T11:00", 30, level=2, ticket=ticket)
    resolve(desk, ticket)
    count(desk, ticket, 1, at=london("2026-01-21T09:00"))
    resolve(desk, ticket, at=london("2026-01-21T11:00"))
    desk.keep("2026-02-01T00:00")

    invoice = issued(drafted(desk.contract, boss), boss)

    assert [line["net"] for line in invoice.content["lines"]] == ["38.00"]


@pytest.mark.parametrize("fee", ["7560.00", "37800.00", "1800.00"])
def test_ex_c25_capacity_is_invoiced_as_its_row_of_the_table_says(boss, northwind, fee):
    contract = retained(boss, northwind)
    charged(contract, boss, FEE, fee)

    assert issued(drafted(contract, boss), boss).net == D(fee)
