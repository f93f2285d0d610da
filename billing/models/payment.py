"""Money that came in, and what a client has standing to its credit; both only grow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from billing.models.invoice import Invoice
from common import money
from common.constraints import CompositeForeignKey

BALANCE = "balance"
METHODS = {
    "transfer": _("Bank transfer"),
    "direct_debit": _("Direct debit"),
    "card": _("Card"),
    "cheque": _("Cheque"),
    "cash": _("Cash"),
    BALANCE: _("Balance"),
}
MOVEMENTS = {
    "credit_note": _("Credit note"),
    "overpaid": _("Overpaid"),
    "applied": _("Applied to an invoice"),
    "refunded": _("Paid back"),
}


class Payment(OwnedModel):
    """Money received for an invoice, recorded by hand; a wrong one is taken back by a row that names it."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    received_on = models.DateField()
    amount = models.DecimalField(**money.COLUMN)  # in the invoice's currency; negative where it takes one back
    method = models.CharField(max_length=12, choices=METHODS)
    reference = models.CharField(max_length=120, blank=True)
    reverses = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_constraint=False)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            unique_in_tenant("payment_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "reverses"], name="payment_taken_back_once"),
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0), name="payment_sign"
            ),
            CompositeForeignKey(field="invoice", name="payment_of_an_invoice_of_its_tenant"),
            CompositeForeignKey(field="client", name="payment_by_a_client_of_its_tenant"),
            CompositeForeignKey(field="reverses", name="payment_reverses_one_of_its_tenant"),
            CompositeForeignKey(field="by", name="payment_noted_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "invoice"], name="payment_of_invoice")]


class BalanceMovement(OwnedModel):
    """A change of what stands to a client's credit in one currency; the balance is their sum (C-73)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(**money.COLUMN)  # more is in the client's favour
    kind = models.CharField(max_length=12, choices=MOVEMENTS)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+", null=True, db_constraint=False)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            CompositeForeignKey(field="client", name="balance_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="invoice", name="balance_by_an_invoice_of_its_tenant"),
            CompositeForeignKey(field="by", name="balance_moved_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "client", "currency"], name="balance_of_client")]
