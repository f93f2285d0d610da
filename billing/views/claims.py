"""A client claims the service credit of a month (C-72)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.doors import door
from billing import actions
from billing.claims import months_of
from billing.forms.consent import ClaimForm
from common import wallclock
from common.http import accepted, form_page
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
    trail = [(_("Service credits"), reverse("portal:credits", args=[tenant]))]
    lead = _("%(contract)s. We count that month’s responses and resolutions, and tell you what it comes to.")
    here, submit = _("Claim a service credit"), _("Claim the credit")
    words = lead % {"contract": contract.name}
    return form_page(request, form, here=here, trail=trail, submit=submit, lead=words)
