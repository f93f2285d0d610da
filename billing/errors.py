"""What billing refuses."""

from common.errors import DomainError


class InvoiceRefused(DomainError):
    """What was asked about an invoice, a line or a payment goes against its rules."""

    code = "invoice_refused"


class InvoiceIsIssued(InvoiceRefused):
    """An issued document is frozen: it is corrected by a credit note and never edited (C-63, C-65)."""

    code = "invoice_is_issued"


class MoreThanInvoiced(InvoiceRefused):
    """Credit notes together would exceed what a line of the invoice says (C-65)."""

    code = "more_than_invoiced"


class ChargedAlready(InvoiceRefused):
    """The time entry or fee is on another live invoice line (C-71)."""

    code = "charged_already"
