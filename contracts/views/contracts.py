"""Contracts: the list, putting a client on one, changing its end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.http import accepted, status_of
from common.panels import panels_for
from contracts import actions
from contracts.credit_words import credits_in_words
from contracts.forms import ConditionsForm, ContractSearch, EndForm
from contracts.models import Contract
from contracts.naming import name_tickets
from contracts.queries import (
    changes_of,
    condition_in_words,
    conditions_of,
    contracts_found,
    course_of,
    in_effect,
    ledger_of,
    ledger_page,
    lines_of,
    pots_of,
    risks_of_each,
    state_of,
    states_of_each,
    tickets_left,
    today_of,
    versions_of,
    work_done_on,
)
from contracts.time_words import time_in_words
from contracts.words import notice_in_words, renewal_in_words, uplift_in_words
from products.queries import products_of
from slas.models import TicketType, Tier

PER_PAGE = 50
CHARGES_SHOWN = 12


@door("manage", may="contract.view")
@require_safe
def contracts(request, tenant):
    """The contracts, by words, kind, tier and whether they are over."""
    at = wallclock.now()
    search = ContractSearch(request.GET)
    search.is_valid()
    page = Paginator(contracts_found(request.member, search.cleaned_data, at), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    states = states_of_each(request.member.tenant_id, page.object_list, at)
    is_risk = search.cleaned_data.get("state") == "risk"
    risks = risks_of_each(request.member.tenant_id, page.object_list, at) if is_risk else {}
    for contract in page.object_list:
        contract.state, contract.risks = states[contract.pk], risks.get(contract.pk, ())
    context = {"page": page, "search": search, "said": search.cleaned_data, "tiers": Tier.objects.visible_to(request.member)}
    return render(request, "manage/contracts.html", context)


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
    return render(request, "manage/contract_conditions.html", {"contract": found, "form": form}, status=status_of(form))


@door("manage", may="contract.view")
@require_safe
def contract_ledger(request, tenant, pk):
    """Every movement of the contract's hours, newest first, with the balance that it left."""
    found = _found(request, pk)
    page = Paginator(ledger_of(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = ledger_page(found, first=page.start_index() - 1 if page.paginator.count else 0, count=PER_PAGE)
    name_tickets(request.member, rows)
    context = {
        "contract": found,
        "page": page,
        "rows": rows,
        "work_done": work_done_on(found),
        "contracts_url": _list_url(request),
    }
    return render(request, "manage/contract_ledger.html", context)


def _contract_page(request, found, form):
    at, versions = wallclock.now(), versions_of(found)
    terms = in_effect(versions, max(today_of(found, at), found.starts_on)).agreed
    context = {
        "contract": found,
        "state": state_of(found, at),
        "form": form,
        "covered": [covered.product for covered in found.covered.all()],
        "conditions": [condition_in_words(condition) for condition in conditions_of(found)],
        "calendars": found.calendars.select_related("calendar").order_by("kind"),
        "contracts_url": _list_url(request),
        "lines": lines_of(found, at),
        "pots": pots_of(found, at),
        "tickets": tickets_left(found, at),
        "rows": name_tickets(request.member, ledger_page(found)),
        "work_done": work_done_on(found),
        **_renewal(found, at),
        "versions": versions,
        "credit_words": credits_in_words(terms.credits),
        "time_words": time_in_words(terms),
        "suspensions": found.suspensions.all(),
        "changes": changes_of(found),
        "charges": found.charges.select_related("line").order_by("-due_on", "-created_at")[:CHARGES_SHOWN],
        "panels": panels_for("contract.main", request, found, lambda permission: may(request.member, permission)),
        "side": panels_for("contract.side", request, found, lambda permission: may(request.member, permission)),
    }
    return render(request, "manage/contract.html", context, status=status_of(form))


def _renewal(found, at):
    course = course_of(found, at)
    return {
        "course": course,
        "renewal_words": renewal_in_words(course.terms),
        "notice_words": notice_in_words(course.terms),
        "uplift_words": uplift_in_words(course.terms),
    }


def _list_url(request):
    return reverse("manage:contracts", args=[request.member.tenant.slug])


def _found(request, pk):
    rows = Contract.objects.visible_to(request.member).select_related("client", "tier", "frozen_version", "account_manager")
    return get_object_or_404(rows.prefetch_related("covered__product"), pk=pk)
