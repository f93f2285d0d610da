"""A client's own contracts: what is covered, what is left, until when; offers and renewals to answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Level
from accounts.permissions import may
from accounts.spending import may_spend
from accounts.tenancy import STAFF, acting_in
from common import wallclock
from common.errors import DomainError
from common.panels import panels_for
from contracts import actions
from contracts.credit_words import credits_in_words
from contracts.models import DRAFT, Contract
from contracts.naming import name_tickets
from contracts.queries import (
    conditions_of,
    course_of,
    ledger_of,
    ledger_page,
    lines_of,
    offered_commitment,
    pots_of,
    renewal_commitment,
    renewal_offered,
    state_of,
    states_of_each,
    suspension_at,
    tickets_left,
    version_on,
    work_done_on,
)
from contracts.time_words import time_in_words
from contracts.words import cover_in_words, notice_in_words, renewal_in_words, uplift_in_words

PER_PAGE = 50
ANSWERS = {
    "accept": (actions.accept_contract, gettext_lazy("Accepted. Thank you.")),
    "decline": (actions.decline_contract, gettext_lazy("Declined. We have been told.")),
    "renew": (actions.renew_contract, gettext_lazy("Renewed. Thank you.")),
}


@door("portal", may="portal.contract.view")
@require_safe
def contracts(request, tenant):
    """The company's contracts; a single one is shown at once."""
    found = list(_shown(request).select_related("tier").order_by("-starts_on"))
    if len(found) == 1:
        return redirect("portal:contract", tenant, found[0].pk)
    states = states_of_each(request.member.tenant_id, found, wallclock.now())
    for contract in found:
        contract.state = states[contract.pk]
    return render(request, "portal/contracts.html", {"contracts": found})


@door("portal", may="portal.contract.view")
@require_safe
def contract(request, tenant, pk):
    """One contract of the company: cover, hours left with their pace, ledger, renewal and notice date."""
    at = wallclock.now()
    found = get_object_or_404(_shown(request).select_related("tier", "account_manager"), pk=pk)
    course, state = course_of(found, at), state_of(found, at)
    terms = version_on(found, max(course.today, found.starts_on)).agreed
    teams = dict(Level.objects.visible_to(request.member).values_list("number", "name"))
    asks = _asks(request.member, found, state, at)
    context = {
        "contract": found,
        "state": state,
        "lines": lines_of(found, at, teams),
        "pots": pots_of(found, at),
        "tickets": tickets_left(found, at, teams),
        "rows": name_tickets(request.member, ledger_page(found)),
        "work_done": work_done_on(found),
        "course": course,
        "cover": cover_in_words(terms.cover, teams),
        "time_words": time_in_words(terms),
        "covered": [covered.product for covered in found.covered.select_related("product")],
        "conditions": conditions_of(found),
        "renewal_words": renewal_in_words(course.terms),
        "notice_words": notice_in_words(course.terms),
        "uplift_words": uplift_in_words(course.terms),
        "credit_words": credits_in_words(terms.credits),
        "suspension": suspension_at(found, at),
        "asks": asks,
        "commits": _commitment(request.member, found, asks),
        "head_panels": panels_for("portal.contract.head", request, found, lambda permission: may(request.member, permission)),
        "panels": panels_for("portal.contract", request, found, lambda permission: may(request.member, permission)),
    }
    return render(request, "portal/contract.html", context)


@door("portal", may="portal.contract.view")
@require_safe
def ledger(request, tenant, pk):
    """Every movement of the company's hours on a contract."""
    found = get_object_or_404(_shown(request), pk=pk)
    page = Paginator(ledger_of(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = ledger_page(found, first=page.start_index() - 1 if page.paginator.count else 0, count=PER_PAGE)
    name_tickets(request.member, rows)
    context = {"contract": found, "page": page, "rows": rows, "work_done": work_done_on(found)}
    return render(request, "portal/contract_ledger.html", context)


@door("portal", may="portal.contract.view")
@require_POST
def answer(request, tenant, pk):
    """An approver accepts or declines an offer, or accepts a renewal."""
    found, at = get_object_or_404(_shown(request), pk=pk), wallclock.now()
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:300]
    deed, thanks = ANSWERS.get(request.POST.get("answer"), (None, ""))
    if deed is None or (deed is actions.decline_contract and not reason):
        messages.error(request, _("Say why you decline, so that the offer can be changed."))
        return redirect("portal:contract", tenant, found.pk)
    member = request.member
    try:
        # Contacts cannot write contracts: what one of them answers to an offer, the desk writes down under the contact's name.
        with acting_in(member.tenant_id, STAFF, member=member.pk, person=member.person_id):
            deed(contract=found, by=member, at=at, reason=reason)
        messages.success(request, thanks)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:contract", tenant, found.pk)


def _shown(request):
    """Contracts that the company may see: no drafts."""
    return Contract.objects.visible_to(request.member).exclude(stage=DRAFT)


def _asks(member, contract, state, at):
    """What the contract waits for from an approver: `offer`, `renewal` or nothing."""
    if not member.is_approver:
        return ""
    if state == "offered":
        return "offer"
    return "renewal" if renewal_offered(contract, at) else ""


def _commitment(member, contract, asks):
    """What the answer that is asked for commits the company to, and whether the reader's limit reaches it (C-22)."""
    if not asks:
        return None
    amount = offered_commitment(contract) if asks == "offer" else renewal_commitment(contract)
    return {"amount": amount, "is_within": may_spend(member, amount, contract.currency)}
