"""Quotes in the portal: read, approved, declined, passed on (C-21, C-22)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.spending import may_spend
from billing import actions
from billing.forms.quotes import AcceptForm, ReasonForm
from billing.models.quotes import ACCEPTED, SENT
from billing.quote_queries import (
    consents_to_answer,
    quotes_found,
    quotes_with_all,
    spending_of,
    versions_of,
    versions_to_decide,
    with_shown_states,
)
from common import wallclock
from common.errors import DomainError
from common.http import accepted
from tickets.models import Ticket

PER_PAGE = 25


@door("portal", may="portal.quote.view")
@require_safe
def quotes(request, tenant):
    """What waits for the company's answer, and what was answered."""
    at = wallclock.now()
    page = Paginator(quotes_found(request.member, {}, at), PER_PAGE).get_page(request.GET.get("page"))
    with_shown_states(page, at)
    asked = consents_to_answer(request.member, at)
    context = {"page": page, "waiting": versions_to_decide(request.member, at), "asked": asked}
    return render(request, "billing/portal_quotes.html", context)


@door("portal", may="portal.quote.view")
@require_safe
def quote(request, tenant, pk):
    """One quote with its newest version."""
    found, version = _found(request, pk)
    return _page(request, found, version)


@door("portal", may="quote.decide")
def quote_acceptance(request, tenant, pk):
    """Approve: asked once more with the amount, then recorded."""
    found, version = _found(request, pk)
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"sha256": version.content_sha256})

    def accept(**said):
        return actions.accept_quote(version=version, by=request.member, at=wallclock.now(), **said)

    if request.method == "POST" and accepted(form, accept):
        messages.success(request, _("Approved. It is recorded with your name and the time."))
        return redirect("portal:quote", tenant, found.pk)
    return _page(request, found, version, asked="accept", form=form)


@door("portal", may="quote.decide")
def quote_refusal(request, tenant, pk):
    """Decline, and say why."""
    found, version = _found(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def decline(reason):
        return actions.decline_quote(version=version, reason=reason, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, decline):
        messages.success(request, _("Declined. We read why."))
        return redirect("portal:quote", tenant, found.pk)
    return _page(request, found, version, asked="decline", form=form)


@door("portal", may="quote.decide")
@require_POST
def quote_passing_on(request, tenant, pk):
    """Ask somebody at the company who may approve that much."""
    found, version = _found(request, pk)
    if may_spend(request.member, version.committed, found.currency):
        messages.info(request, _("You may approve this yourself."))
        return redirect("portal:quote", tenant, found.pk)
    try:
        actions.pass_quote_on(version=version, by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return _page(request, found, version, refused=str(refusal), status=422)
    messages.success(request, _("Passed on to those who may approve it."))
    return redirect("portal:quote", tenant, found.pk)


def _found(request, pk):
    """The quote and its newest version that the contact may see, with what was accepted `before` where it is a change order."""
    quote = get_object_or_404(quotes_with_all(request.member), pk=pk)
    versions = versions_of(request.member, quote)
    if not versions:
        raise Http404
    versions[0].quote = quote
    versions[0].before = next((version for version in versions[1:] if version.state == ACCEPTED), None)
    return quote, versions[0]


def _page(request, found, version, *, asked="", form=None, refused="", status=200):
    member = request.member
    version.shown_state = version.state_at(wallclock.now())
    is_open = version.shown_state == SENT
    ticket = Ticket.objects.visible_to(member).filter(pk=found.ticket_id).first() if found.ticket_id else None
    context = {
        "quote": found,
        "version": version,
        "ticket": ticket,
        "is_open": is_open,
        "decides": is_open and member.is_approver,
        "is_within": may_spend(member, version.committed, found.currency),
        "asked": asked if is_open or (form is not None and form.is_bound) else "",
        "form": form,
        "refused": refused,
        "spending": spending_of(member, found),
        "question_url": _question_url(request, ticket),
    }
    return render(request, "billing/portal_quote.html", context, status=status if not (form and form.is_bound) else 422)


def _question_url(request, ticket):
    slug = request.member.tenant.slug
    return reverse("portal:ticket", args=[slug, ticket.pk]) + "#reply" if ticket else reverse("portal:open-ticket", args=[slug])
