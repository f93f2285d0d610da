"""Contracts: the list, putting a client on one, changing its end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from common.http import accepted
from contracts import actions
from contracts.forms import ClientChoice, ConditionsForm, ContractForm, ContractSearch, EndForm
from contracts.models import Contract
from contracts.queries import condition_in_words, conditions_of, contracts_found, standing
from products.queries import products_of
from slas.models import Calendar, TicketType, Tier

PER_PAGE = 50


@door("manage", may="contract.view")
@require_safe
def contracts(request, tenant):
    """The contracts, by words, kind, tier and whether they are over."""
    at = wallclock.now()
    search = ContractSearch(request.GET)
    search.is_valid()
    page = Paginator(contracts_found(request.member, search.cleaned_data, at), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    for contract in page.object_list:
        contract.standing = standing(contract, at)
    context = {"page": page, "search": search, "said": search.cleaned_data, "tiers": Tier.objects.visible_to(request.member)}
    return render(request, "manage/contracts.html", context)


@door("manage", may="contract.edit")
def new_contract(request, tenant):
    """Put a client on a tier between two days; the client comes first, because the products are its own."""
    clients = Client.objects.visible_to(request.member).active()
    choice = ClientChoice(request.GET if "client" in request.GET else None, clients=clients)
    if not choice.is_valid():
        return render(request, "manage/contract_client.html", {"choice": choice})
    client = choice.cleaned_data["client"]
    form = ContractForm(
        request.POST or None,
        tiers=Tier.objects.visible_to(request.member),
        products=products_of(client, request.member),
        calendars=list(Calendar.objects.visible_to(request.member)),
        initial={"time_zone": client.time_zone, "kind": "package"},
    )

    def create(**said):
        return actions.create_contract(client=client, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        words = _("%(client)s is on %(tier)s. Tickets received from the first day on follow it.")
        messages.success(request, words % {"client": client.name, "tier": form.outcome.tier.name})
        return redirect("manage:contract", tenant, form.outcome.pk)
    return render(request, "manage/new_contract.html", {"form": form, "client": client})


@door("manage", may="contract.view")
@require_safe
def contract(request, tenant, pk):
    """One contract: what it covers, when, on which promises and calendars."""
    found = _found(request, pk)
    return _contract_page(request, found, EndForm(initial={"ends_on": found.ends_on}))


@door("manage", may="contract.edit")
@require_POST
def contract_end(request, tenant, pk):
    """Change the last day."""
    found = _found(request, pk)
    form = EndForm(request.POST)

    def change(ends_on):
        return actions.change_contract_end(contract=found, ends_on=ends_on, by=request.member, at=wallclock.now())

    if accepted(form, change):
        messages.success(request, _("Last day saved."))
        return redirect("manage:contract", tenant, found.pk)
    return _contract_page(request, found, form)


@door("manage", may="contract.edit")
def contract_conditions(request, tenant, pk):
    """For which tickets the contract means another tier than its own, in order."""
    found = _found(request, pk)
    covered = [covered.product for covered in found.covered.all()]
    form = ConditionsForm(
        request.POST if request.method == "POST" else None,
        conditions=conditions_of(found),
        tiers=list(Tier.objects.visible_to(request.member)),
        types=list(TicketType.objects.visible_to(request.member).filter(is_active=True)),
        products=covered or list(products_of(found.client, request.member)),
    )

    def order(conditions):
        return actions.order_conditions(contract=found, conditions=conditions, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, order):
        messages.success(request, _("Saved. Tickets received from now on go by it."))
        return redirect("manage:contract", tenant, found.pk)
    return render(request, "manage/contract_conditions.html", {"contract": found, "form": form})


def _contract_page(request, found, form):
    context = {
        "contract": found,
        "standing": standing(found, wallclock.now()),
        "form": form,
        "covered": [covered.product for covered in found.covered.all()],
        "conditions": [condition_in_words(condition) for condition in conditions_of(found)],
        "calendars": found.calendars.select_related("calendar").order_by("kind"),
        "contracts_url": reverse("manage:contracts", args=[request.member.tenant.slug]),
    }
    return render(request, "manage/contract.html", context)


def _found(request, pk):
    rows = Contract.objects.visible_to(request.member).select_related("client", "tier", "frozen_version")
    return get_object_or_404(rows.prefetch_related("covered__product"), pk=pk)
