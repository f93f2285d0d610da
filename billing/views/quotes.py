"""Quotes at the desk: written, sent, followed to their invoice."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.permissions import may
from billing import actions
from billing.forms.quotes import QuoteSearchForm, ReasonForm
from billing.models import Invoice
from billing.models.quotes import ACCEPTED, DRAFT, SENT, UPFRONT
from billing.quote_queries import obstacle_of_quote, quotes_found, quotes_with_all, spending_of, versions_of, with_shown_states
from common import wallclock
from common.errors import DomainError
from common.http import accepted, form_page
from tickets.models import Ticket

PER_PAGE = 50


@door("manage", may="quote.view")
@require_safe
def quotes(request, tenant):
    """All quotes, the newest first."""
    search, at = QuoteSearchForm(request.GET), wallclock.now()
    said = search.cleaned_data if search.is_valid() else {}
    page = Paginator(quotes_found(request.member, said, at), PER_PAGE).get_page(request.GET.get("page"))
    with_shown_states(page, at)
    return render(request, "billing/quotes.html", {"page": page, "search": search, "said": said})


@door("manage", may="quote.view")
@require_safe
def quote(request, tenant, pk):
    """One quote: what was offered, what the client said, what was spent and invoiced."""
    return quote_page(request, found_quote(request, pk))


@door("manage", may="quote.edit")
@require_POST
def quote_sending(request, tenant, pk):
    """Put the draft before the client's approvers."""
    found = found_quote(request, pk)
    return _do(request, found, _("Sent. The client’s approvers are told."), lambda version, **who: _send(version, who), DRAFT)


@door("manage", may="quote.edit")
@require_POST
def quote_next_version(request, tenant, pk):
    """Begin a better offer, or a change order."""
    found = found_quote(request, pk)
    try:
        actions.draft_next_version(quote=found, by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return quote_page(request, found, refused=str(refusal), status=422)
    return redirect("manage:quote-draft", tenant, found.pk)


@door("manage", may="quote.edit")
@require_POST
def quote_draft_deletion(request, tenant, pk):
    """Throw the draft away."""
    found = found_quote(request, pk)
    others = len(versions_of(request.member, found)) > 1
    done = _do(
        request, found, _("Draft deleted."), lambda version, **who: actions.delete_quote_draft(version=version, **who), DRAFT
    )
    return done if others or done.status_code != 302 else redirect("manage:quotes", tenant)


@door("manage", may="quote.settle")
@require_POST
def quote_settlement(request, tenant, pk):
    """Draft what is to be invoiced, or settle the prepayment (C-25, C-26)."""
    found = found_quote(request, pk)

    def settle(version, **who):
        if version.billing != UPFRONT:
            made = actions.draft_quote_invoice(quote=found, **who)
        elif found.prepayment_id is None:
            made = actions.draft_prepayment(quote=found, **who)
        else:
            made = actions.settle_quote(quote=found, **who)
        if made is None:
            messages.info(request, _("There is nothing to invoice now: all is on an invoice already, or waits for approval."))
        return made

    return _do(request, found, "", settle, ACCEPTED)


@door("desk", may="quote.edit")
def ticket_emergency(request, tenant, pk):
    """Use what the contract authorises for emergencies (C-23)."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.member).select_related("client__tenant", "contract"), pk=pk)
    form = ReasonForm(request.POST or None)

    def use(reason):
        return actions.use_preauthorisation(ticket=ticket, reason=reason, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, use):
        messages.success(request, _("Work may begin. The client’s approvers are told."))
        return redirect("desk:ticket", tenant, ticket.pk)
    trail = [
        (_("Queue"), reverse("desk:queue", args=[tenant])),
        (f"#{ticket.number}", reverse("desk:ticket", args=[tenant, ticket.pk])),
    ]
    lead = _(
        "For Critical tickets only, once a ticket, up to the amount in the contract. The client’s approvers are told at once."
    )
    return form_page(request, form, here=_("Emergency work"), trail=trail, submit=_("Begin the work"), lead=lead)


def found_quote(request, pk):
    """The quote that the member may see, or 404."""
    return get_object_or_404(quotes_with_all(request.member), pk=pk)


def _send(version, who):
    actions.send_quote(version=version, **who)


def _do(request, found, done, deed, state):
    """A deed on the newest version of that state; refused, the page says why. A document that it makes is shown."""
    versions = [version for version in versions_of(request.member, found) if version.state == state]
    if not versions:
        return quote_page(request, found, refused=_("The quote is at another stage by now."), status=422)
    versions[0].quote = found
    try:
        made = deed(versions[0], by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return quote_page(request, found_quote(request, found.pk), refused=str(refusal), status=422)
    if isinstance(made, Invoice):
        messages.success(request, _("Drafted. Read it, then issue it.") if made.is_draft else _("The difference is credited."))
        return redirect("manage:invoice", request.member.tenant.slug, made.pk)
    if done:
        messages.success(request, done)
    return redirect("manage:quote", request.member.tenant.slug, found.pk)


def quote_page(request, found, *, refused="", status=200):
    """The page of a quote, with what was refused just now."""
    at, versions = wallclock.now(), versions_of(request.member, found)
    for version in versions:
        version.shown_state = version.state_at(at)
    running = next((version for version in versions if version.state == ACCEPTED), None)
    context = {
        "quote": found,
        "versions": versions,
        "draft": next((version for version in versions if version.state == DRAFT), None),
        "offer": next((version for version in versions if version.shown_state == SENT), None),
        "running": running,
        "spending": spending_of(request.member, found),
        "may_settle": running is not None and found.settled_at is None and may(request.member, "quote.settle"),
        "refused": refused,
        "obstacle": obstacle_of_quote(request.member, found) if running else None,
    }
    return render(request, "billing/quote.html", context, status=status)
