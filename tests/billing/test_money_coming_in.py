"""Credit notes, payments, balances and what is overdue."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest

from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from billing.errors import InvoiceRefused, MoreThanInvoiced
from billing.models import BalanceMovement, Invoice, LineSource, Payment
from billing.queries import balance_of
from billing.statements import statement_of
from notifications.models import Notice
from tests import factories
from tests.billing.conftest import hours, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def pay(books, nine_oclock):
    def pay(invoice, amount, **more):
        day = nine_oclock.date()
        return actions.record_payment(invoice=invoice, amount=D(amount), received_on=day, by=books, at=nine_oclock, **more)

    return pay


@pytest.fixture
def credit(books, nine_oclock):
    def credit(invoice, lines=None, reason="Agreed"):
        return actions.credit_invoice(invoice=invoice, lines=lines, reason=reason, by=books, at=nine_oclock)

    return credit


def now(invoice):
    return Invoice.objects.get(pk=invoice.pk)


def test_ex_c8_less_work_than_prepaid_is_credited(issued, pay, books, kestrel, nine_oclock):
    prepaid = issued(hours(12, 110, "Level 3, estimate"), item(132, "Contingency 10 %"))
    assert (prepaid.net, prepaid.tax, prepaid.total) == (D("1452.00"), D("290.40"), D("1742.40"))
    pay(prepaid, "1742.40")

    note = actions.settle_prepayment(invoice=prepaid, actual=D("10.25") * 110, by=books, at=nine_oclock)

    assert (note.kind, note.net, note.tax, note.total) == ("credit_note", D("324.50"), D("64.90"), D("389.40"))
    assert note.content["corrects"]["number"] == prepaid.number
    assert balance_of(kestrel, "GBP") == D("389.40")


def test_more_work_than_prepaid_is_invoiced_up_to_the_cap(issued, books, nine_oclock):
    prepaid = issued(hours(10, 100))

    draft = actions.settle_prepayment(invoice=prepaid, actual=D(1300), cap=D(1200), by=books, at=nine_oclock)

    assert (draft.kind, draft.state, draft.net) == ("invoice", "draft", D(200))


def test_a_payment_in_parts(issued, pay):
    invoice = issued(item(100))

    pay(invoice, 20)
    assert (now(invoice).state, now(invoice).open_amount) == ("part_paid", D(100))
    pay(invoice, 100)
    assert (now(invoice).state, now(invoice).open_amount) == ("paid", D(0))


@pytest.mark.parametrize("amount", ["0", "-5", "0.001"])
def test_amounts_that_are_none_are_refused(issued, pay, amount):
    with pytest.raises(InvoiceRefused, match="above nothing"):
        pay(issued(item(100)), amount)


def test_more_than_is_open_is_refused_or_kept_for_the_client(issued, pay, kestrel):
    invoice = issued(item(100))

    with pytest.raises(InvoiceRefused, match=r"£120\.00 is open"):
        pay(invoice, 130)
    pay(invoice, 130, keeps_surplus=True)

    assert now(invoice).state == "paid"
    assert balance_of(kestrel, "GBP") == D(10)


def test_a_payment_taken_back_leaves_both_rows(issued, pay, books, nine_oclock):
    invoice = issued(item(100))
    wrong = pay(invoice, 120)

    actions.take_back_payment(payment=wrong, by=books, at=nine_oclock)

    assert now(invoice).state == "issued"
    assert [row.amount for row in Payment.objects.order_by("at", "id")] == [D(120), D(-120)]
    with pytest.raises(InvoiceRefused):
        actions.take_back_payment(payment=wrong, by=books, at=nine_oclock)


def test_crediting_all_ends_the_invoice_and_frees_what_it_charged(issued, drafted, credit, kestrel):
    entry = ("time", uuid4())
    invoice = issued(item(100, sources=(entry,)))

    note = credit(invoice)

    assert (note.total, now(invoice).state, now(invoice).open_amount) == (D(120), "credited", D(0))
    assert balance_of(kestrel, "GBP") == 0
    assert not LineSource.objects.filter(is_live=True).exists()
    drafted(item(100, sources=(entry,)))


def test_crediting_part_of_a_line_keeps_what_it_charges(issued, credit):
    invoice = issued(item(100, sources=(("time", uuid4()),)))

    credit(invoice, {invoice.lines.get().pk: D(40)})

    assert (now(invoice).state, now(invoice).open_amount) == ("part_paid", D(72))
    assert LineSource.objects.get().is_live


def test_never_more_than_was_invoiced_is_credited(issued, credit):
    invoice = issued(item(100), item(50))
    line = invoice.lines.first()
    credit(invoice, {line.pk: D("99.99")})

    with pytest.raises(MoreThanInvoiced, match=r"has £0\.01 left"):
        credit(invoice, {line.pk: D("0.02")})
    credit(invoice, {line.pk: D("0.01")})
    credit(invoice)
    with pytest.raises(InvoiceRefused, match="left to be credited"):
        credit(invoice)

    notes = now(invoice).credit_notes.all()
    assert sum(note.total for note in notes) == invoice.total
    assert sum(note.tax for note in notes) == invoice.tax


def test_credit_needs_a_reason_a_known_line_and_an_issued_invoice(issued, drafted, credit):
    invoice = issued(item(100))

    with pytest.raises(InvoiceRefused, match="Say why"):
        credit(invoice, reason=" ")
    with pytest.raises(InvoiceRefused, match="not on INV"):
        credit(invoice, {uuid4(): D(1)})
    with pytest.raises(InvoiceRefused, match="Only an issued invoice"):
        credit(drafted(item(1)))


def test_what_stands_to_a_clients_credit_pays_its_oldest_open_invoice_of_the_currency(issued, pay, credit, kestrel):
    paid = issued(item(100))
    pay(paid, 120)
    euros = issued(item(500), currency="EUR")
    old, new = issued(item(50)), issued(item(500))

    credit(paid)

    assert [now(each).open_amount for each in (euros, old, new)] == [D(600), D(0), D(540)]
    assert balance_of(kestrel, "GBP") == 0
    assert [row.kind for row in BalanceMovement.objects.order_by("at", "id")] == ["credit_note", "applied", "applied"]


def test_a_new_invoice_takes_what_is_left_of_the_balance(issued, pay, kestrel):
    pay(issued(item(100)), 150, keeps_surplus=True)

    later = issued(item(100))

    assert (later.state, later.open_amount, balance_of(kestrel, "GBP")) == ("part_paid", D(90), D(0))


def test_no_more_is_paid_back_than_the_balance(issued, pay, books, kestrel, nine_oclock):
    pay(issued(item(100)), 150, keeps_surplus=True)
    refund = {"client": kestrel, "currency": "GBP", "by": books, "at": nine_oclock}

    with pytest.raises(InvoiceRefused, match=r"Only £30\.00"):
        actions.refund_balance(amount=D("30.01"), **refund)
    actions.refund_balance(amount=D(30), **refund)

    assert balance_of(kestrel, "GBP") == 0


def test_what_was_paid_back_stands_on_its_day_where_the_client_is(issued, pay, books, kestrel):
    pay(issued(item(100)), 150, keeps_surplus=True)
    half_past_midnight = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)

    actions.refund_balance(client=kestrel, currency="GBP", amount=D(30), by=books, at=half_past_midnight)

    entries = statement_of(kestrel, "GBP", member=books).entries
    assert [entry.on for entry in entries if entry.kind == "refunded"] == [date(2026, 6, 9)]


def test_an_invoice_is_overdue_when_its_day_is_over_at_the_entitys_seat_and_its_client_is_told_once(boss, kestrel, issued):
    factories.make_contact(boss, kestrel, "mo@kestrel.example", role="manager")
    invoice = issued(item(100))  # due on 22 June
    last_minute = datetime(2026, 6, 22, 22, 59, tzinfo=UTC)

    with acting_in(boss.tenant, SYSTEM):
        assert actions.mark_overdue(tenant_id=boss.tenant_id, at=last_minute) == 0
        assert actions.mark_overdue(tenant_id=boss.tenant_id, at=last_minute + timedelta(minutes=1)) == 1
        assert actions.mark_overdue(tenant_id=boss.tenant_id, at=last_minute + timedelta(days=9)) == 0

        assert now(invoice).state == "overdue"
        assert Notice.objects.filter(template="invoice_overdue").count() == 1


def test_an_overdue_invoice_that_is_paid_is_paid(boss, issued, books, pay):
    invoice = issued(item(100))
    with acting_in(boss.tenant, SYSTEM):
        actions.mark_overdue(tenant_id=boss.tenant_id, at=datetime(2026, 7, 1, tzinfo=UTC))

    pay(invoice, 120)

    assert now(invoice).state == "paid"
