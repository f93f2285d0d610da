"""Service credits: proposed, approved, rejected; and as the client sees them (C-72)."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from billing import actions
from billing.claims import claimable, claims_not_credited, claims_to_work_out, with_claims
from billing.forms.consent import CreditForm
from billing.forms.quotes import ReasonForm
from billing.models import CreditProposal
from common import money, wallclock
from common.errors import DomainError
from common.http import accepted, form_page

PER_PAGE = 50


@door("manage", may="credit.view")
@require_safe
def credits(request, tenant):
    """All proposals, the newest month first."""
    return _list(request)


@door("manage", may="credit.decide")
def new_credit(request, tenant):
    """Reckon a month of a contract."""
    last_month = (wallclock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    asked = {name: request.GET.get(name, "") for name in ("contract", "month", "availability")}
    asked["month"] = asked["month"] or last_month
    form = CreditForm(request.POST or None, member=request.member, initial=asked)

    def propose(**said):
        return actions.propose_credit(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, propose):
        messages.success(request, _("Worked out. Approve it or reject it below."))
        return redirect("manage:credits", tenant)
    trail = [(_("Service credits"), reverse("manage:credits", args=[tenant]))]
    lead = _("Responses and resolutions are counted from the clocks of that month’s tickets.")
    return form_page(request, form, here=_("Work out a month"), trail=trail, submit=_("Work it out"), lead=lead)


@door("manage", may="credit.decide")
@require_POST
def credit_approval(request, tenant, pk):
    """Put it on the next invoice."""
    found = get_object_or_404(CreditProposal.objects.visible_to(request.member), pk=pk)
    try:
        actions.approve_credit(proposal=found, by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return _list(request, refused=str(refusal), status=422)
    messages.success(request, _("Approved. It is on the next invoice."))
    return redirect("manage:credits", tenant)


@door("manage", may="credit.decide")
def credit_rejection(request, tenant, pk):
    """Credit nothing, and say why."""
    found = get_object_or_404(CreditProposal.objects.visible_to(request.member).select_related("client", "contract"), pk=pk)
    form = ReasonForm(request.POST or None)

    def reject(reason):
        return actions.reject_credit(proposal=found, reason=reason, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, reject):
        messages.success(request, _("Rejected."))
        return redirect("manage:credits", tenant)
    trail = [(_("Service credits"), reverse("manage:credits", args=[tenant]))]
    lead = _("%(amount)s for %(month)s, %(contract)s of %(client)s: nothing of it is credited.") % {
        "amount": money.in_words(found.amount, found.currency),
        "month": date_format(found.month, _("F Y")),
        "contract": found.contract.name,
        "client": found.client.name,
    }
    here, submit = _("Reject the service credit"), _("Reject")
    return form_page(request, form, here=here, trail=trail, submit=submit, lead=lead, danger=True)


@door("portal", may="portal.quote.view")
@require_safe
def portal_credits(request, tenant):
    """What was credited to the contact's company, what it can claim, and what it has claimed."""
    rows = CreditProposal.objects.visible_to(request.member).select_related("contract")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    left = claimable(request.member, wallclock.now())
    context = {"page": page, "claimable": left, "claims": claims_not_credited(request.member)}
    return render(request, "billing/portal_credits.html", context)


def _list(request, *, refused="", status=200):
    rows = CreditProposal.objects.visible_to(request.member).select_related("client", "contract", "decided_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    with_claims(request.member, page)
    context = {"page": page, "refused": refused, "claims": claims_to_work_out(request.member)}
    return render(request, "billing/credits.html", context, status=status)
