"""Documents as the client sees them: the issued ones, their PDFs, the account."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from billing.queries import balances_of, document_of, invoices_found, open_sums, paper_of
from billing.views.reading import PER_PAGE, download_of, statement_context
from common import wallclock


@door("portal", may="portal.invoice.view")
@require_safe
def invoices(request, tenant):
    """The client's documents, the newest first, with what is open."""
    rows = invoices_found(request.member, {})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "open_sums": open_sums(rows), "balances": balances_of(request.member.client)}
    return render(request, "billing/portal_invoices.html", context)


@door("portal", may="portal.invoice.view")
@require_safe
def invoice(request, tenant, pk):
    """One document, as it is on paper."""
    found = get_object_or_404(document_of(request.member), pk=pk)
    paper = paper_of(found, wallclock.now())
    context = {
        "invoice": found,
        "paper": paper,
        "rows": [(line, None) for line in paper["lines"]],
        "payments": found.payments.all(),
    }
    return render(request, "billing/portal_invoice.html", context)


@door("portal", may="portal.invoice.view")
@require_safe
def pdf(request, tenant, pk):
    """The PDF of a document."""
    return download_of(request, pk)


@door("portal", may="portal.invoice.view")
@require_safe
def statement(request, tenant):
    """The client's account."""
    trail = [(_("Invoices"), reverse("portal:invoices", args=[tenant]))]
    return render(request, "billing/portal_statement.html", statement_context(request, request.member.client) | {"trail": trail})
