"""Drafts: begun, edited line by line, thrown away, issued."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from accounts.models import Client
from billing import actions
from billing.errors import InvoiceIsIssued
from billing.forms.documents import DetailsForm, LineForm, NewDraftForm, NewLineForm, UntilForm
from billing.models import Invoice, InvoiceLine
from billing.queries import default_entity, document_of, paper_of
from common import money, wallclock
from common.errors import DomainError
from common.http import accepted, form_page
from contracts.models import Contract
from contracts.spans import day_of

DETAILS = ("currency", "language", "payment_days", "period_from", "period_until", "order_reference", "note", "reason")
LINE = ("description", "detail", "quantity", "unit", "unit_price", "discount_percent", "category")


@door("manage", may="invoice.edit")
def new_invoice(request, tenant):
    """Begin a draft."""
    clients = Client.objects.visible_to(request.member).active()
    entity = default_entity(request.member.tenant_id)
    usual = {"currency": entity.currency if entity else money.DEFAULT}
    form = NewDraftForm(request.POST or None, member=request.member, clients=clients, initial=usual | request.GET.dict())

    def start(**said):
        return actions.start_draft(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, start):
        return redirect("manage:invoice", tenant, form.outcome.pk)
    if form.is_bound:
        form.renew()
    return form_page(request, form, here=_("New invoice"), trail=[_to_invoices(tenant)], submit=_("Begin the draft"))


@door("manage", may="invoice.edit")
def contract_invoice(request, tenant, pk):
    """Draft what is payable on a contract until a day."""
    found = get_object_or_404(Contract.objects.visible_to(request.member).select_related("client"), pk=pk)
    at = wallclock.now()
    form = UntilForm(request.POST or None, initial={"until": day_of(at, found.time_zone)})

    def draft(until):
        return actions.draft_invoice(contract=found, until=until, by=request.member, at=at)

    if request.method == "POST" and accepted(form, draft):
        if form.outcome is not None:
            return redirect("manage:invoice", tenant, form.outcome.pk)
        form.add_error(None, _("Nothing is payable until then that is not on an invoice already."))
    trail = [(_("Contracts"), reverse("manage:contracts", args=[tenant])), (found.name, _contract_url(tenant, found))]
    lead = _("Fees that are due, overage and tickets of closed periods, and approved work charged ad hoc.")
    return form_page(request, form, here=_("Draft an invoice"), trail=trail, submit=_("Draft invoice"), lead=lead)


@door("manage", may="invoice.edit")
def invoice_details(request, tenant, pk):
    """What a draft says besides its lines."""
    found = _found(request, pk)
    if away := _away(request, tenant, found):
        return away
    form = DetailsForm(request.POST or None, kind=found.kind, initial={name: getattr(found, name) for name in DETAILS})

    def change(**said):
        return actions.change_draft(invoice=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("Draft saved."))
        return redirect("manage:invoice", tenant, pk)
    return form_page(request, form, here=_("Details"), trail=_trail(tenant, found), submit=_("Save draft"))


@door("manage", may="invoice.edit")
def new_line(request, tenant, pk):
    """One more line."""
    found = _found(request, pk)
    if away := _away(request, tenant, found):
        return away
    form = NewLineForm(request.POST or None, member=request.member)

    def add(pk, **said):
        return actions.add_line(invoice=found, charge=actions.Charge(**said), by=request.member, at=wallclock.now(), pk=pk)

    if request.method == "POST" and accepted(form, add):
        return redirect("manage:invoice", tenant, pk)
    if form.is_bound:
        form.renew()
    return form_page(request, form, here=_("New line"), trail=_trail(tenant, found), submit=_("Add line"), lead=_amounts(found))


@door("manage", may="invoice.edit")
def line(request, tenant, pk):
    """Other words, quantity, price or tax."""
    found = get_object_or_404(InvoiceLine.objects.visible_to(request.member).select_related("invoice__client"), pk=pk)
    if away := _away(request, tenant, found.invoice):
        return away
    form = LineForm(request.POST or None, initial={name: _as_typed(getattr(found, name)) for name in LINE})

    def change(**said):
        return actions.change_line(line=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        return redirect("manage:invoice", tenant, found.invoice_id)
    trail, lead = _trail(tenant, found.invoice), _amounts(found.invoice)
    return form_page(request, form, here=found.description, trail=trail, submit=_("Save line"), lead=lead)


@door("manage", may="invoice.edit")
@require_POST
def line_deletion(request, tenant, pk):
    """Take a line off a draft."""
    found = get_object_or_404(InvoiceLine.objects.visible_to(request.member).select_related("invoice"), pk=pk)
    said = _told(request, lambda: actions.delete_line(line=found, by=request.member, at=wallclock.now()))
    if said:
        messages.success(request, _("Line taken off."))
    return redirect("manage:invoice", tenant, found.invoice_id)


@door("manage", may="invoice.edit")
def invoice_deletion(request, tenant, pk):
    """Throw a draft away."""
    found = _found(request, pk)
    if away := _away(request, tenant, found):
        return away
    lead = _("The draft was never issued: no number is missing afterwards, and what it charges can be charged again.")
    if request.method == "POST":
        if _told(request, lambda: actions.delete_draft(invoice=found, by=request.member, at=wallclock.now())):
            messages.success(request, _("Draft deleted."))
            return redirect("manage:invoices", tenant)
        return redirect("manage:invoice", tenant, pk)
    trail = _trail(tenant, found)
    return form_page(request, None, here=_("Delete the draft"), trail=trail, submit=_("Delete draft"), lead=lead, danger=True)


@door("manage", may="invoice.issue")
def invoice_issue(request, tenant, pk):
    """Read it once more, and issue it."""
    found = _found(request, pk)
    if away := _away(request, tenant, found):
        return away
    if request.method == "POST":
        if done := _told(request, lambda: actions.issue_invoice(invoice=found, by=request.member, at=wallclock.now())):
            messages.success(request, _("%(number)s is issued, and the client is told.") % {"number": done.number})
        return redirect("manage:invoice", tenant, pk)
    context = {"invoice": found, "paper": paper_of(found, wallclock.now()), "trail": _trail(tenant, found)}
    return render(request, "billing/issue.html", context)


@door("manage", may="invoice.edit")
@require_POST
def proforma_invoice(request, tenant, pk):
    """Make an invoice of a proforma."""
    found = _found(request, pk)
    made = _told(request, lambda: actions.invoice_from_proforma(proforma=found, by=request.member, at=wallclock.now()))
    return redirect("manage:invoice", tenant, made.pk if made else pk)


def _amounts(invoice):
    """In what the amounts of a form are."""
    return _("Amounts are in %(currency)s, without tax.") % {"currency": invoice.currency}


def _as_typed(value):
    """A figure without the zeros that only the column adds."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _told(request, deed):
    """What the deed returns, or nothing after a refusal, which is shown; what returns nothing counts as done."""
    try:
        return deed() or True
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None


def _away(request, tenant, invoice):
    """Back to a document that is issued by now, whose drafting pages can do nothing more; a form that was sent is answered."""
    if invoice.is_draft or request.method == "POST":
        return None
    messages.error(request, str(InvoiceIsIssued.of(invoice)))
    return redirect("manage:invoice", tenant, invoice.pk)


def _found(request, pk) -> Invoice:
    return get_object_or_404(document_of(request.member), pk=pk)


def _contract_url(tenant, contract):
    return reverse("manage:contract", args=[tenant, contract.pk])


def _to_invoices(tenant):
    return (_("Invoices"), reverse("manage:invoices", args=[tenant]))


def _trail(tenant, invoice):
    return [_to_invoices(tenant), (invoice.number or _("Draft"), reverse("manage:invoice", args=[tenant, invoice.pk]))]
