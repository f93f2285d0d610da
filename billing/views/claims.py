"""A client claims the service credit of a month (C-72)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.doors import door
from billing import actions
from billing.claims import months_of
from billing.forms.consent import ClaimForm
from common import wallclock
from common.http import accepted, status_of
from contracts.models import Contract


@door("portal", may="credit.claim")
def credit_claim(request, tenant, pk):
    """Which month, and what happened."""
    contract = get_object_or_404(Contract.objects.visible_to(request.member).select_related("client__tenant"), pk=pk)
    at = wallclock.now()
    form = ClaimForm(request.POST or None, claimable=months_of(contract, at), month=request.GET.get("month", ""))

    def claim(**said):
        return actions.claim_credit(contract=contract, **said, by=request.member, at=at)

    if request.method == "POST" and accepted(form, claim):
        month = dateformat.format(form.outcome.month, "F Y")
        messages.success(request, _("Claimed for %(month)s. We work it out and tell you.") % {"month": month})
        return redirect("portal:credits", tenant)
    context = {"contract": contract, "form": form}
    return render(request, "billing/portal_credit_claim.html", context, status=status_of(form))
