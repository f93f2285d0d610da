"""Who invoices, what was invoiced, and what was paid."""

from billing.models.claim import CreditClaim
from billing.models.consent import ConsentRequest, CreditProposal
from billing.models.entity import BillingProfile, LegalEntity, Sequence, TaxRate
from billing.models.invoice import Invoice, InvoiceLine, LineSource
from billing.models.obstacle import Obstacle
from billing.models.payment import BalanceMovement, Payment
from billing.models.quotes import Quote, QuoteLine, QuoteVersion

__all__ = [
    "BalanceMovement",
    "BillingProfile",
    "ConsentRequest",
    "CreditClaim",
    "CreditProposal",
    "Invoice",
    "InvoiceLine",
    "LegalEntity",
    "LineSource",
    "Obstacle",
    "Payment",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Sequence",
    "TaxRate",
]
