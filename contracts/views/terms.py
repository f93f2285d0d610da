"""The terms of a contract: changed by a change order, line by line (C-12, C-52, C-53)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.doors import door
from common import wallclock
from common.http import accepted, status_of
from contracts import actions
from contracts.lines_form import LinesForm
from contracts.models import Contract
from contracts.queries import agreement_on, today_of
from contracts.terms_forms import ChangeForm, TermsForm
from slas.models import Calendar


@door("manage", may="contract.edit")
def contract_terms(request, tenant, pk):
    """Make the contract's next version: its lines, new ones, and everything else that was agreed."""
    at = wallclock.now()
    rows = Contract.objects.visible_to(request.member).select_related("client", "tenant")
    contract = get_object_or_404(rows, pk=pk)
    newest = contract.versions.order_by("-number").first()
    day = max(today_of(contract, at), contract.starts_on, newest.effective_on)
    present = agreement_on(contract, day)
    data = request.POST if request.method == "POST" else None
    change = ChangeForm(data, initial={"effective_on": day})
    terms_form = TermsForm(data, terms=present.terms, calendars=Calendar.objects.visible_to(request.member))
    lines = LinesForm(data, known=present.lines)

    def save(**said):
        terms = replace(terms_form.terms(), lines=lines.going_on())
        more = {"package_version": present.version.package_version, "by": request.member, "at": at}
        return actions.change_terms(contract=contract, terms=terms, lines=lines.added(), **said, **more)

    if request.method == "POST" and all([terms_form.is_valid(), lines.is_valid()]) and accepted(change, save):
        messages.success(request, _("Version %(number)s saved.") % {"number": change.outcome.number})
        return redirect("manage:contract", tenant, contract.pk)
    context = {
        "contract": contract,
        "change": change,
        "terms_form": terms_form,
        "lines": lines,
        "contracts_url": reverse("manage:contracts", args=[tenant]),
    }
    return render(request, "manage/contract_terms.html", context, status=status_of(change, terms_form, *lines.forms))
