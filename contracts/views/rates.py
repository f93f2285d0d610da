"""Prices per hour: the cards of tenant, clients and contracts, and setting a price."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Client, Level
from common import wallclock
from common.http import accepted, form_page
from contracts import actions
from contracts.models import Contract, RateCard
from contracts.rate_forms import HourlyRateForm


@door("manage", may="rate.view")
@require_safe
def rate_cards(request, tenant):
    """Every card with its prices: the usual ones first, then those of clients and contracts."""
    rows = RateCard.objects.visible_to(request.member).select_related("client", "contract__client", "line")
    first = F("contract__name").asc(nulls_first=True)
    cards = rows.prefetch_related("rates").order_by(F("client__name").asc(nulls_first=True), first, "currency")
    cards = sorted(cards, key=lambda card: bool(card.client_id or card.contract_id or card.line_id))
    return render(request, "manage/rates.html", {"cards": cards})


@door("manage", may="rate.edit")
def new_hourly_rate(request, tenant):
    """Set a price from a work date on; what is charged already keeps its own (C-04)."""
    member = request.member
    form = HourlyRateForm(
        request.POST or None,
        levels=Level.objects.visible_to(member),
        clients=Client.objects.visible_to(member).active(),
        contracts=Contract.objects.visible_to(member).select_related("client"),
    )

    def save(**said):
        return actions.set_rate(**said, by=member, at=wallclock.now())

    if request.method == "POST" and accepted(form, save):
        messages.success(request, _("Price saved. What is charged already keeps its own."))
        return redirect("manage:rate-cards", tenant)
    trail = [(_("Hourly rates"), reverse("manage:rate-cards", args=[tenant]))]
    lead = _(
        "Work is charged at the most specific price that is valid on its day: the contract's, the client's, then the usual one."
    )
    return form_page(request, form, here=_("New price per hour"), trail=trail, submit=_("Save price"), lead=lead)
