"""What stands to a client's credit: applied to its oldest open invoice of the same currency, or paid back (C-73)."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.log import record
from billing.actions.effects import move, state_of
from billing.actions.locking import hold_client, log
from billing.actions.worked import note_paid_fees
from billing.amounts import spread
from billing.errors import InvoiceRefused
from billing.models import BalanceMovement, Invoice, Payment
from billing.models.invoice import PAID
from billing.models.payment import BALANCE
from billing.queries import balance_of, local_day, open_invoices
from common import money


@transaction.atomic
def apply_balance(*, client, currency, by, at):
    """Use the balance on open invoices of its currency, the oldest first; nothing happens without either. Safe to repeat."""
    hold_client(client.pk, client.tenant_id)
    balance = balance_of(client, currency)
    if balance <= 0:
        return []
    waiting = list(open_invoices(client, currency).select_for_update(of=("self",), no_key=True).select_related("entity"))
    parts = spread(balance, [invoice.open_amount for invoice in waiting])
    applied = [(invoice, part) for invoice, part in zip(waiting, parts, strict=True) if part]
    for invoice, part in applied:
        today = local_day(invoice.entity, at)
        Payment.objects.create(
            tenant_id=client.tenant_id,
            invoice=invoice,
            client=client,
            received_on=today,
            amount=part,
            method=BALANCE,
            by=by,
            at=at,
        )
        invoice.paid += part
        invoice.state = state_of(invoice, today)
        invoice.save(update_fields=["paid", "state"])
        if invoice.state == PAID:
            note_paid_fees(invoice, at=at)
        move(client, currency, -part, "applied", invoice=invoice, by=by, at=at)
        log("invoice.balance_applied", invoice, by, at, amount=part)
    return [invoice for invoice, _part in applied]


def kept_of(invoice):
    """What of the payments of an invoice stands, or stood, to the client's credit."""
    rows = BalanceMovement.objects.filter(tenant_id=invoice.tenant_id, invoice=invoice, kind="overpaid")
    return rows.aggregate(sum=Sum("amount"))["sum"] or money.ZERO


def take_off_balance(invoice, amounts, *, by, at):
    """Take off the balance, by kind of movement, what an invoice had brought it; what was applied to other invoices is taken
    back from those, the latest first, as far as that is needed. The caller holds the client."""
    for kind, amount in amounts.items():
        if amount:
            move(invoice.client, invoice.currency, -amount, kind, invoice=invoice, by=by, at=at)
    rows = Payment.objects.filter(tenant_id=invoice.tenant_id, client=invoice.client, method=BALANCE)
    reversed_before = rows.exclude(reverses=None).values("reverses")
    rows = rows.filter(reverses=None, invoice__currency=invoice.currency).exclude(pk__in=reversed_before)
    for payment in rows.order_by("-at", "-id"):
        if balance_of(invoice.client, invoice.currency) >= 0:
            break
        _take_back_applied(payment, by=by, at=at)


def _take_back_applied(payment, *, by, at):
    rows = Invoice.objects.select_for_update(of=("self",), no_key=True).select_related("client", "entity")
    paid = rows.get(tenant_id=payment.tenant_id, pk=payment.invoice_id)
    today = local_day(paid.entity, at)
    Payment.objects.create(
        tenant_id=paid.tenant_id,
        invoice=paid,
        client=paid.client,
        received_on=today,
        amount=-payment.amount,
        method=BALANCE,
        reverses=payment,
        by=by,
        at=at,
    )
    if paid.state == PAID:
        note_paid_fees(paid, at=None)
    paid.paid -= payment.amount
    paid.state = state_of(paid, today)
    paid.save(update_fields=["paid", "state"])
    move(paid.client, paid.currency, payment.amount, "applied", invoice=paid, by=by, at=at)
    log("invoice.balance_taken_back", paid, by, at, amount=payment.amount)


@transaction.atomic
def refund_balance(*, client, currency, amount, by, at, note="", pk=None):
    """Note that money was paid back to the client; never more than stands to its credit.

    Refuses a `pk` that is there already (a form that was sent twice).
    """
    hold_client(client.pk, client.tenant_id)
    if pk and BalanceMovement.objects.filter(tenant_id=client.tenant_id, pk=pk).exists():
        raise InvoiceRefused(_("This was recorded already."))
    money.known(currency)
    if amount <= 0 or not money.is_whole(amount, currency):
        raise InvoiceRefused(_("Give an amount above nothing, in the digits of the currency."), field="amount")
    balance = balance_of(client, currency)
    if amount > balance:
        raise InvoiceRefused(
            _("Only %(balance)s stands to the client's credit.") % {"balance": money.in_words(balance, currency)}, field="amount"
        )
    made = move(client, currency, -amount, "refunded", note=note[:300], by=by, at=at, pk=pk)
    facts = {"amount": str(amount), "currency": currency, "note": made.note}
    record(tenant_id=client.tenant_id, kind="client.refunded", subject=client, client_id=client.pk, at=at, by=by, **facts)
    return made
