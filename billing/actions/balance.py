"""What stands to a client's credit: applied to its oldest open invoice of the same currency, or paid back (C-73)."""

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.effects import move, state_of
from billing.actions.locking import hold_client, log
from billing.actions.worked import note_paid_fees
from billing.amounts import spread
from billing.errors import InvoiceRefused
from billing.models import Payment
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


@transaction.atomic
def refund_balance(*, client, currency, amount, by, at, note=""):
    """Note that money was paid back to the client; never more than stands to its credit."""
    hold_client(client.pk, client.tenant_id)
    money.known(currency)
    if amount <= 0 or not money.is_whole(amount, currency):
        raise InvoiceRefused(_("Give an amount above nothing, in the digits of the currency."), field="amount")
    balance = balance_of(client, currency)
    if amount > balance:
        raise InvoiceRefused(
            _("Only %(balance)s stands to the client's credit.") % {"balance": money.in_words(balance, currency)}, field="amount"
        )
    return move(client, currency, -amount, "refunded", note=note[:300], by=by, at=at)
