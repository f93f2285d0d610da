"""Who hears of documents: the client's managers and approvers, and of what is overdue the provider's finance people too."""

from django.db.models import Q

from accounts.models import Membership
from accounts.permissions import FINANCE, MANAGER
from billing.models.invoice import PROFORMA
from common import money
from notifications.actions import notify


def tell_of_issue(invoice, *, at):
    """A document was issued."""
    if invoice.kind == PROFORMA:
        return
    _tell(_payers(invoice), invoice, f"invoice:{invoice.pk}", "invoice_issued", at, link=_portal(invoice))


def tell_of_overdue(invoice, *, at):
    """An invoice is not paid on its day."""
    _tell(_payers(invoice), invoice, f"overdue:{invoice.pk}", "invoice_overdue", at, link=_portal(invoice))
    finance = list(Membership.objects.in_force().with_role(FINANCE).filter(tenant_id=invoice.tenant_id))
    _tell(finance, invoice, f"overdue:{invoice.pk}", "invoice_overdue_desk", at, link=_manage(invoice))


def _payers(invoice):
    rows = Membership.objects.in_force().filter(tenant_id=invoice.tenant_id, client_id=invoice.client_id)
    return list(rows.filter(Q(contact_role=MANAGER) | Q(is_approver=True)))


def _tell(people, invoice, key, template, at, *, link):
    facts = {
        "kind": invoice.kind,
        "number": invoice.number,
        "client": invoice.client.name,
        "total_words": money.in_words(invoice.total, invoice.currency, invoice.language),
        "open_words": money.in_words(invoice.open_amount, invoice.currency, invoice.language),
        "due_words": invoice.due_on.strftime("%d.%m.%Y" if invoice.language == "de" else "%d %b %Y") if invoice.due_on else "",
    }
    notify(people, key=key, template=template, facts=facts, link=link, at=at)


def _portal(invoice):
    return f"/{invoice.client.tenant.slug}/portal/invoices/{invoice.pk}/"


def _manage(invoice):
    return f"/{invoice.client.tenant.slug}/manage/invoices/{invoice.pk}/"
