"""Who invoices, what was invoiced, and what was paid."""

from billing.models.entity import BillingProfile, LegalEntity, Sequence, TaxRate
from billing.models.invoice import Invoice, InvoiceLine, LineSource
from billing.models.payment import BalanceMovement, Payment

__all__ = [
    "BalanceMovement",
    "BillingProfile",
    "Invoice",
    "InvoiceLine",
    "LegalEntity",
    "LineSource",
    "Payment",
    "Sequence",
    "TaxRate",
]
