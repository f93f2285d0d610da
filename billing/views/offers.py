"""What-if: what the last twelve months would have cost under each offer."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Client
from billing.forms.offers import SizeForm
from billing.offer_queries import comparison_for
from common import wallclock
from contracts.models import Contract


@door("manage", may="rate.view")
@require_safe
def client_what_if(request, tenant, pk):
    """All of a client's work."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    trail = [(_("Clients"), reverse("manage:clients", args=[tenant])), (client.name, reverse("manage:client", args=[tenant, pk]))]
    return _page(request, client, None, trail)


@door("manage", may="rate.view")
@require_safe
def contract_what_if(request, tenant, pk):
    """The work on one contract."""
    found = get_object_or_404(Contract.objects.visible_to(request.member).select_related("client"), pk=pk)
    trail = [
        (_("Contracts"), reverse("manage:contracts", args=[tenant])),
        (found.name, reverse("manage:contract", args=[tenant, pk])),
    ]
    return _page(request, found.client, found, trail)


def _page(request, client, contract, trail):
    form = SizeForm(request.GET)
    found = comparison_for(request.member, client, wallclock.now(), contract, **form.chosen())
    context = {"found": found, "form": SizeForm.on(request.GET, found.size), "trail": trail}
    return render(request, "billing/what_if.html", context)
