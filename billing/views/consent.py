"""Questions beyond the hours: asked at the desk, answered in the portal (C-35, C-41, C-42)."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from billing import actions
from billing.consent_links import read_link
from billing.forms.consent import ApproveForm, AskForm, NoForm, TopUpForm
from billing.models import ConsentRequest
from billing.models.consent import ASKED, DECLINED
from billing.quote_queries import obstacle_of_consent, waits_for_hours
from common import money, wallclock
from common.errors import DomainError
from common.http import accepted, form_page
from contracts.models import Contract
from contracts.queries.ledger import pots_left
from contracts.spans import half_up
from tickets.models import Ticket

ANSWERS = {"approve": ApproveForm, "top-up": TopUpForm, "decline": NoForm}


@door("desk", may="consent.ask")
def ticket_consent(request, tenant, pk):
    """Ask whether work on a ticket may go beyond the hours of its contract."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.member).select_related("contract"), pk=pk)
    back = reverse("desk:ticket", args=[tenant, ticket.pk])
    trail = [(_("Queue"), reverse("desk:queue", args=[tenant])), (f"#{ticket.number}", back)]
    return _ask(request, ticket.contract, ticket, trail)


@door("manage", may="consent.ask")
def contract_consent(request, tenant, pk):
    """Ask whether work may go beyond the hours of a contract."""
    contract = get_object_or_404(Contract.objects.visible_to(request.member), pk=pk)
    back = reverse("manage:contract", args=[tenant, contract.pk])
    trail = [(_("Contracts"), reverse("manage:contracts", args=[tenant])), (contract.name, back)]
    return _ask(request, contract, None, trail)


@door("manage", may="quote.view")
@require_safe
def consent(request, tenant, pk):
    """One question, and what was answered."""
    return desk_page(request, found_consent(request, pk))


@door("manage", may="consent.ask")
@require_POST
def consent_withdrawal(request, tenant, pk):
    """Take the question back, or end the hold after a no."""
    found = found_consent(request, pk)
    try:
        actions.withdraw_consent(request=found, by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return desk_page(request, found, refused=str(refusal), status=422)
    messages.success(request, _("Done. A ticket that was held goes on."))
    return redirect("manage:consent", tenant, found.pk)


@door("portal", may="portal.quote.view")
@require_safe
def portal_consent(request, tenant, pk):
    """The question, with its estimate and the three answers."""
    return _portal_page(request, found_consent(request, pk))


@require_safe
def consent_link(request, tenant, token):
    """The signed link of a mail: it leads its person, signed in, to the question, and nobody else anywhere."""
    if request.user.is_anonymous:
        return redirect_to_login(request.get_full_path())
    pk = read_link(token, request.member, wallclock.now()) if request.member else None
    if pk is None:
        raise Http404
    return redirect("portal:consent", tenant, pk)


@door("portal", may="quote.decide")
@require_POST
def consent_approval(request, tenant, pk):
    """Yes, up to an amount."""

    def approve(found, amount, **who):
        return actions.approve_consent(request=found, amount=amount, **who)

    return _answered(request, pk, "approve", approve)


@door("portal", may="quote.decide")
@require_POST
def consent_top_up(request, tenant, pk):
    """Add hours instead."""

    def add(found, hours, **who):
        return actions.top_up_consent(request=found, minutes=half_up(hours * 60), **who)

    return _answered(request, pk, "top-up", add)


@door("portal", may="quote.decide")
@require_POST
def consent_refusal(request, tenant, pk):
    """No."""

    def decline(found, reason, **who):
        return actions.decline_consent(request=found, reason=reason, **who)

    return _answered(request, pk, "decline", decline)


def found_consent(request, pk):
    """The question that the member may see, or 404."""
    people = ("client__tenant", "contract", "line", "ticket", "asked_by", "decided_by")
    return get_object_or_404(ConsentRequest.objects.visible_to(request.member).select_related(*people), pk=pk)


def _pot_of(found, at):
    """What is left of the hours that the question is about, while it is open."""
    pots = pots_left(found.contract, at) if found.shown_state == ASKED else []
    return next((pot for pot in pots if pot.line.pk == found.line_id), None)


def _ask(request, contract, ticket, trail):
    at = wallclock.now()
    form = AskForm(request.POST or None, member=request.member, contract=contract, at=at)

    def ask(line, hours, **said):
        return actions.ask_consent(line=line, ticket=ticket, minutes=half_up(hours * 60), **said, by=request.member, at=at)

    if request.method == "POST" and accepted(form, ask):
        messages.success(request, _("Asked. The client’s approvers are told."))
        return redirect("manage:consent", request.member.tenant.slug, form.outcome.pk)
    lead = _("Where the line blocks work beyond its hours, the ticket is held until they answer and its clocks stand still.")
    lead += " " + _("Amounts are in %(currency)s, without tax.") % {"currency": contract.currency}
    return form_page(request, form, here=_("Ask for consent"), trail=trail, submit=_("Ask the client"), lead=lead)


def _answered(request, pk, answer, deed):
    found = found_consent(request, pk)
    form = ANSWERS[answer](request.POST)

    def do(**said):
        return deed(found, by=request.member, at=wallclock.now(), **said)

    if accepted(form, do):
        messages.success(request, _("Your answer is recorded with your name and the time."))
        return redirect("portal:consent", request.member.tenant.slug, found.pk)
    return _portal_page(request, found, sent_back={answer: form}, status=422)


def _portal_page(request, found, *, sent_back=None, status=200):
    at = wallclock.now()
    forms = {
        "approve": ApproveForm(initial={"amount": money.rounded(found.amount, found.currency)}),
        "top_up": TopUpForm(auto_id="top_up_%s", initial={"hours": found.minutes // 60 or 1}),
        "decline": NoForm(),
    }
    forms |= {name.replace("-", "_"): form for name, form in (sent_back or {}).items()}
    found.shown_state = found.state_at(at)
    context = {
        "consent": found,
        "pot": _pot_of(found, at),
        "waits_for_hours": waits_for_hours(request.member, found),
        "forms": forms,
        "hour_price": actions.top_up_price(found, 60),
        "refused": list((sent_back or {}).values()),
        "decides": found.shown_state == ASKED and request.member.is_approver,
        "ticket": Ticket.objects.visible_to(request.member).filter(pk=found.ticket_id).first() if found.ticket_id else None,
    }
    return render(request, "billing/portal_consent.html", context, status=status)


def desk_page(request, found, *, refused="", status=200):
    """The desk's page of a question, with what was refused just now."""
    at = wallclock.now()
    found.shown_state = found.state_at(at)
    context = {"consent": found, "pot": _pot_of(found, at), "refused": refused}
    context |= {"may_end": found.state in (ASKED, DECLINED), "obstacle": obstacle_of_consent(request.member, found)}
    return render(request, "billing/consent.html", context, status=status)
