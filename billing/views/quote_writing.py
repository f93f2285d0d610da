"""Writing a quote: a sheet of lines whose totals follow what is typed, with script or by a button."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import door
from billing import actions
from billing.forms.quotes import QuoteSheet
from billing.models.quotes import DRAFT, FIXED
from billing.quote_queries import preview, quotes_with_all, versions_of
from billing.quoting import budget_hint
from common import money, wallclock
from common.errors import DomainError
from contracts.models import Contract
from tickets.models import Ticket

NEW = {"valid_days": 30, "contingency_percent": 0, "pricing": "estimate", "billing": "on_completion", "tax_category": "standard"}


@door("desk", may="quote.edit")
def ticket_quote(request, tenant, pk):
    """A new quote about a ticket."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.member).select_related("client__tenant", "contract"), pk=pk)
    about = {"client": ticket.client, "ticket": ticket, "contract": ticket.contract}
    trail = [
        (_("Queue"), reverse("desk:queue", args=[tenant])),
        (f"#{ticket.number}", reverse("desk:ticket", args=[tenant, ticket.pk])),
    ]
    return _write(request, about, NEW | {"title": ticket.title[:160]}, trail)


@door("manage", may="quote.edit")
def contract_quote(request, tenant, pk):
    """A new quote under a contract, without a ticket."""
    contract = get_object_or_404(Contract.objects.visible_to(request.member).select_related("client__tenant"), pk=pk)
    back = reverse("manage:contract", args=[tenant, contract.pk])
    trail = [(_("Contracts"), reverse("manage:contracts", args=[tenant])), (contract.name, back)]
    return _write(request, {"client": contract.client, "contract": contract, "ticket": None}, NEW | {"pricing": FIXED}, trail)


@door("manage", may="quote.edit")
def quote_draft(request, tenant, pk):
    """Change the draft of a quote."""
    quote = get_object_or_404(quotes_with_all(request.member), pk=pk)
    version = next((one for one in versions_of(request.member, quote) if one.state == DRAFT), None)
    if version is None:
        messages.info(request, _("The draft was sent. Begin a new version to change the offer."))
        return redirect("manage:quote", tenant, quote.pk)
    version.quote = quote
    about = {"client": quote.client, "contract": quote.contract, "ticket": quote.ticket}
    trail = [
        (_("Quotes"), reverse("manage:quotes", args=[tenant])),
        (str(quote), reverse("manage:quote", args=[tenant, quote.pk])),
    ]
    initial = {name: _as_typed(getattr(version, name)) for name in (*NEW, "title", "scope", "starts_when", "not_to_exceed")}
    return _write(request, about, initial, trail, version=version, currency=quote.currency)


def _as_typed(value):
    """A figure without the zeros that only the column adds."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _write(request, about, initial, trail, *, version=None, currency=None):
    at, wants = wallclock.now(), request.POST.get("do", "save")
    currency = currency or (about["contract"].currency if about["contract"] else actions.usual_currency(about["client"]))
    sheet = QuoteSheet(request.POST or None, member=request.member, initial=initial, version=version)
    is_read = request.method == "POST" and sheet.is_valid()
    if is_read and wants == "save":
        try:
            done = _save(sheet, about, version, request.member, at)
            messages.success(request, _("Draft saved. The client sees nothing of it until you send it."))
            return redirect("manage:quote", request.member.tenant.slug, done.quote_id)
        except DomainError as refusal:
            field = refusal.field if refusal.field in sheet.form.fields else None
            sheet.form.add_error(field, str(refusal))
            sheet.form.renew()
    context = {
        "sheet": sheet,
        "about": about,
        "version": version,
        "currency": currency,
        "trail": trail,
        **_shown(sheet, version, about, currency, at, is_read),
    }
    status = 422 if request.method == "POST" and wants == "save" else 200
    return render(request, "billing/quote_sheet.html", context, status=status)


def _save(sheet, about, version, member, at):
    if version is not None:
        return actions.change_quote(version=version, lines=sheet.lines, by=member, at=at, **sheet.terms)
    pk = sheet.form.cleaned_data["pk"]
    return actions.draft_quote(lines=sheet.lines, by=member, at=at, pk=pk, **about, **sheet.terms)


def _shown(sheet, version, about, currency, at, is_read):
    """The totals beside the lines: of what was typed, of the stored draft, or none yet."""
    if is_read:
        priced, totals = preview(
            client=about["client"], contract=about["contract"], currency=currency, terms=sheet.terms, lines=sheet.lines, at=at
        )
        cost = sheet.form.cleaned_data.get("development")
        hint = budget_hint(cost, currency) if cost else None
        return {"priced": priced, "totals": totals, "hint": hint}
    if version is not None and not sheet.form.is_bound:
        kept = money.ZERO + sum(line.net for line in version.lines.all())
        totals = {
            "lines": kept,
            "contingency": version.contingency,
            "net": version.net,
            "tax": version.tax,
            "total": version.total,
        }
        return {"priced": [(line, "") for line in version.lines.all()], "totals": totals}
    return {}
