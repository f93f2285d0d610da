"""Payments, recorded by hand."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.balance import apply_balance, kept_of, take_off_balance
from billing.actions.effects import move, state_of
from billing.actions.locking import hold, log
from billing.actions.worked import note_paid_fees
from billing.errors import InvoiceRefused
from billing.models import Payment
from billing.models.invoice import DRAFT, INVOICE, PAID
from billing.models.payment import BALANCE, METHODS
from billing.queries import local_day
from common import money

FIRST_DAY = date(1970, 1, 1)


@transaction.atomic
def record_payment(*, invoice, amount, received_on, by, at, method="transfer", reference="", keeps_surplus=False, pk=None):
    """Note money that came in for an issued invoice; issued becomes part paid or paid (C-63).

    Refuses a draft, an amount of nothing or of too many digits, a day to come, a `pk` that is there already (a form that was sent
    twice), and more than is open, unless `keeps_surplus`: then the rest stands to the client's credit (C-73).
    """
    held = hold(invoice)
    if pk and Payment.objects.filter(tenant_id=held.tenant_id, pk=pk).exists():
        raise InvoiceRefused(_("This payment was recorded already."))
    today = local_day(held.entity, at)
    _check(held, amount, received_on, method, today)
    surplus = max(amount - held.open_amount, money.ZERO)
    if surplus and not keeps_surplus:
        raise InvoiceRefused(_more_than_is_open(held), field="amount")
    payment = Payment.objects.create(
        **({"pk": pk} if pk else {}),
        tenant_id=held.tenant_id,
        invoice=held,
        client=held.client,
        received_on=received_on,
        amount=amount,
        method=method,
        reference=reference[:120],
        by=by,
        at=at,
    )
    held.paid += amount - surplus
    held.state = state_of(held, today)
    held.save(update_fields=["paid", "state"])
    if held.state == PAID:
        note_paid_fees(held, at=at)
    log("invoice.paid", held, by, at, amount=amount, open=held.open_amount)
    if surplus:
        move(held.client, held.currency, surplus, "overpaid", invoice=held, by=by, at=at)
        apply_balance(client=held.client, currency=held.currency, by=by, at=at)
    return payment


def _check(held, amount, received_on, method, today):
    """Refuse what cannot have come in: on a draft, of nothing, on a day to come or in another age, by no way to pay."""
    if held.kind != INVOICE or held.state == DRAFT:
        raise InvoiceRefused(_("Money is recorded on an issued invoice."))
    if amount <= 0 or not money.is_whole(amount, held.currency):
        raise InvoiceRefused(_("Give an amount above nothing, in the digits of the currency."), field="amount")
    if received_on > today:
        raise InvoiceRefused(_("That day is still to come."), field="received_on")
    if received_on < FIRST_DAY:
        raise InvoiceRefused(_("Choose a day between the years 1970 and 2100."), field="received_on")
    if method not in METHODS or method == BALANCE:
        raise InvoiceRefused(_("That is no way to pay."), field="method")


def _more_than_is_open(held):
    said = {"open": money.in_words(held.open_amount, held.currency), "number": held.number}
    words = (
        _("%(open)s is open on %(number)s. Record that much, or keep what is more on the client's balance.")
        if held.open_amount
        else _("Nothing is open on %(number)s. Keep what came in on the client's balance.")
    )
    return words % said


@transaction.atomic
def take_back_payment(*, payment, by, at, reference=""):
    """Correct a payment that was recorded by mistake, or bounced, by a row that names it.

    What of it stood to the client's credit does so no more, and credit notes that did while the invoice was paid lower what is
    open instead; what was applied to other invoices meanwhile is open there again, the latest first (C-73). What was paid back to
    the client since leaves the balance below nothing.
    """
    held = hold(payment.invoice)
    if payment.method == BALANCE or payment.reverses_id or Payment.objects.filter(tenant_id=held.tenant_id, reverses=payment):
        raise InvoiceRefused(_("This payment cannot be taken back."))
    today = local_day(held.entity, at)
    back = Payment.objects.create(
        tenant_id=held.tenant_id,
        invoice=held,
        client=held.client,
        received_on=today,
        amount=-payment.amount,
        method=payment.method,
        reference=reference[:120],
        reverses=payment,
        by=by,
        at=at,
    )
    was_paid = held.state == PAID
    surplus = min(kept_of(held), payment.amount)
    held.paid -= payment.amount - surplus
    lowered = min(max(held.open_amount, money.ZERO), held.credited - held.settled)
    held.settled += lowered
    held.state = state_of(held, today)
    held.save(update_fields=["paid", "settled", "state"])
    if was_paid and held.state != PAID:
        note_paid_fees(held, at=None)
    if surplus + lowered:
        take_off_balance(held, {"overpaid": surplus, "credit_note": lowered}, by=by, at=at)
    log("invoice.payment_taken_back", held, by, at, amount=payment.amount)
    apply_balance(client=held.client, currency=held.currency, by=by, at=at)
    return back
