"""What billing refuses."""

from django.utils.translation import gettext as _

from common.errors import DomainError


class InvoiceRefused(DomainError):
    """What was asked about an invoice, a line or a payment goes against its rules."""

    code = "invoice_refused"


class InvoiceIsIssued(InvoiceRefused):
    """An issued document is frozen: it is corrected by a credit note and never edited (C-63, C-65)."""

    code = "invoice_is_issued"

    @classmethod
    def of(cls, invoice):
        """The refusal in words."""
        return cls(_("%(number)s is issued and stays as it is. Correct it with a credit note.") % {"number": invoice.number})


class MoreThanInvoiced(InvoiceRefused):
    """Credit notes together would exceed what a line of the invoice says (C-65)."""

    code = "more_than_invoiced"


class ChargedAlready(InvoiceRefused):
    """The time entry or fee is on another live invoice line (C-71)."""

    code = "charged_already"


class QuoteRefused(DomainError):
    """What was asked about a quote goes against its rules."""

    code = "quote_refused"


class QuoteIsOver(QuoteRefused):
    """The offer is expired, replaced or decided already, and is not decided again (C-21)."""

    code = "quote_is_over"


class NoApprover(QuoteRefused):
    """Only a contact who may approve for the client decides, whatever the door (C-22)."""

    code = "no_approver"


class ConsentRefused(DomainError):
    """What was asked about hours beyond the allowance goes against its rules."""

    code = "consent_refused"


class CreditRefused(DomainError):
    """What was asked about a service credit goes against its rules."""

    code = "credit_refused"
