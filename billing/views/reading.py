"""Documents as the staff see them: the list, one document, its PDF, the export, a client's account."""

import csv

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Client, LogEntry
from billing.draft_checks import checks_of
from billing.forms.documents import InvoiceSearch, StatementForm
from billing.models import Invoice
from billing.queries import balances_of, currencies_of, document_of, invoices_found, paper_of, sums_by_state
from billing.statements import statement_of
from common import money, wallclock
from common.csv_cells import as_cell
from files.delivery import download

PER_PAGE = 50
MOST_EXPORTED = 20_000
HISTORY_SHOWN = 20
COLUMNS = (
    "number kind state client issued_on tax_point due_on currency net tax total paid credited open order_reference corrects"
).split()


@door("manage", may="invoice.view")
@require_safe
def invoices(request, tenant):
    """The documents, by words, state, kind, currency and day, with what each state adds up to."""
    search, rows = _found(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "search": search, "said": search.cleaned_data, "sums": sums_by_state(rows)}
    return render(request, "billing/invoices.html", context)


@door("manage", may="invoice.view")
@require_safe
def export(request, tenant):
    """The issued documents of a search as CSV, for the accountant."""
    _search, rows = _found(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="invoices.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    for each in rows.exclude(state="draft").select_related("client", "corrects")[:MOST_EXPORTED]:
        writer.writerow([as_cell(value) for value in _row(each)])
    return answer


@door("manage", may="invoice.view")
@require_safe
def invoice(request, tenant, pk):
    """One document as it looks on paper, with what may be done and what was."""
    found = get_object_or_404(document_of(request.member), pk=pk)
    return render(request, "billing/invoice.html", context_of(request, found))


@door("manage", may="invoice.view")
@require_safe
def pdf(request, tenant, pk):
    """The PDF of an issued document."""
    return download_of(request, pk)


@door("manage", may="invoice.view")
@require_safe
def statement(request, tenant, pk):
    """A client's account."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    trail = [(_("Invoices"), reverse("manage:invoices", args=[tenant])), (client.name, _client_url(tenant, client))]
    return render(request, "billing/statement.html", statement_context(request, client) | {"trail": trail})


def context_of(request, found):
    """What the page of a document shows."""
    at = wallclock.now()
    log = LogEntry.objects.visible_to(request.member).filter(subject_id=found.pk).select_related("actor").order_by("-at", "-pk")
    paper = paper_of(found, at)
    lines = list(found.lines.all()) if found.is_draft else []
    return {
        "invoice": found,
        "paper": paper,
        "rows": list(zip(paper["lines"], lines or [None] * len(paper["lines"]), strict=True)),
        "checks": checks_of(request.member, found) if found.is_draft else [],
        "payments": found.payments.all(),
        "notes": found.credit_notes.exclude(state="draft").order_by("sequence") if found.kind == "invoice" else [],
        "made": found.made.first() if found.kind == "proforma" else None,
        "history": log[:HISTORY_SHOWN],
        "invoices_url": reverse("manage:invoices", args=[request.member.tenant.slug]),
    }


def download_of(request, pk):
    """The PDF of a document that the member may see."""
    found = get_object_or_404(Invoice.objects.visible_to(request.member).select_related("pdf"), pk=pk)
    if found.pdf is None:
        raise Http404
    return download(found.pdf)


def statement_context(request, client):
    """The account that is asked for, in the first of the client's currencies unless one is named."""
    currencies = currencies_of(client)
    form = StatementForm(request.GET or None, currencies=currencies)
    said = form.cleaned_data if form.is_valid() else {}
    currency = said.get("currency") or (currencies[0] if currencies else "")
    days = {"since": said.get("since"), "until": said.get("until")}
    found = statement_of(client, currency, member=request.member, **days) if currency else None
    return {"client": client, "form": form, "statement": found, "currency": currency, "balances": balances_of(client)}


def _found(request):
    search = InvoiceSearch(request.GET)
    search.is_valid()
    return search, invoices_found(request.member, search.cleaned_data)


def _row(each):
    plain = (each.number, each.kind, each.state, each.client.name, each.issued_on, each.tax_point, each.due_on, each.currency)
    amounts = (each.net, each.tax, each.total, each.paid, each.credited, each.open_amount)
    sums = [money.rounded(amount, each.currency) for amount in amounts]
    return (*plain, *sums, each.order_reference, each.corrects.number if each.corrects else "")


def _client_url(tenant, client):
    return reverse("manage:client", args=[tenant, client.pk])
