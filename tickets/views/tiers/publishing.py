"""Before a tier's version holds: what it changes and would do, and who publishes, proposes, approves, refuses or undoes it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from common.http import accepted
from slas import actions as slas
from slas.contents import content_of
from slas.doubts import doubts_about
from slas.errors import ProposalRefused
from slas.histories import changes_in_words
from slas.models import Tier, TierProposal
from slas.models.proposal import DRAFT, OPEN, PROPOSED
from tickets import actions
from tickets.forms.tiers import AnswerForm, PublicationForm
from tickets.models import Ticket
from tickets.queries import tiers as queries

LISTED = 300  # tickets with a box of their own; those that would breach or enter warning come first


@door("manage", may="tier.edit")
@require_safe
def proposal(request, tenant, pk):
    """What a draft or proposal changes, what speaks against it, and what it would do to open tickets now."""
    return _page(request, _found(request, pk))


@door("manage", may="tier.edit")
@require_POST
def proposal_publication(request, tenant, pk):
    """Publish one's draft, or propose it where the tenant asks for a second person; approve what somebody else proposed."""
    found = _found(request, pk)
    if found.state == PROPOSED:
        return _approve(request, tenant, found)
    form = PublicationForm(request.POST, tickets=_tickets(request, request.POST.getlist("excluded")))
    alone = not request.member.tenant.tiers_need_second_person

    def publish(excluded, **wishes):
        by, at = request.member, wallclock.now()
        if alone:
            return actions.publish_tier_change(proposal=found, by=by, at=at, excluded=excluded, **wishes)
        excluded = [ticket.pk for ticket in excluded]
        return slas.propose_tier(proposal=found, by=by, at=at, excluded=excluded, **wishes)

    if not accepted(form, publish):
        return _page(request, found, form)
    if alone:
        return _published(request, tenant, found, *form.outcome)
    messages.success(request, _("Proposed. Somebody else who may edit tiers can publish it now."))
    return redirect("manage:tier-proposal", tenant, found.pk)


def _approve(request, tenant, found):
    excluded, read = _tickets(request, found.excluded), request.POST.get("read")
    try:
        done = actions.publish_tier_change(proposal=found, by=request.member, at=wallclock.now(), excluded=excluded, read=read)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("manage:tier-proposal", tenant, found.pk)
    return _published(request, tenant, found, *done)


def _published(request, tenant, found, version, job):
    words = {"tier": found.tier.name, "number": version.number}
    messages.success(request, _("%(tier)s, version %(number)s, is published.") % words)
    return redirect("manage:retarget", tenant, job.pk) if job else redirect("manage:tier", tenant, found.tier_id)


@door("manage", may="tier.edit")
@require_POST
def proposal_refusal(request, tenant, pk):
    """Decline what somebody else proposed."""
    found = _found(request, pk)
    form = AnswerForm(request.POST)

    def refuse(answer):
        return slas.refuse_proposal(proposal=found, answer=answer, by=request.member, at=wallclock.now())

    if accepted(form, refuse):
        messages.success(request, _("Refused. Its author reads why on the page of the proposal."))
        return redirect("manage:tier", tenant, found.tier_id)
    return _page(request, found, answer=form)


@door("manage", may="tier.edit")
@require_POST
def proposal_withdrawal(request, tenant, pk):
    """Take back what one proposed; it becomes one's draft again."""
    return _deed(request, tenant, pk, slas.withdraw_proposal, _("Withdrawn. It is your draft again."))


@door("manage", may="tier.edit")
@require_POST
def proposal_base(request, tenant, pk):
    """Go on from the newest version, having seen what it changed."""
    return _deed(request, tenant, pk, slas.take_newest_base, _("Your draft now stands against the newest version."))


@door("manage", may="tier.edit")
@require_POST
def tier_restoration(request, tenant, pk, number):
    """Begin to publish an earlier version's content as the newest: a draft of it, to be reviewed like any other."""
    tier = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    versions = queries.versions_of(tier)
    earlier = next((version for version in versions if version.number == number), None)
    if earlier is None:
        raise Http404
    by, at = request.member, wallclock.now()
    try:
        if queries.draft_of(by, tier):
            raise ProposalRefused(_("You have a draft of this tier. Publish or discard it first, then restore."))
        content = content_of(earlier)
        draft = slas.keep_draft(tier=tier, content=content, based_on=versions[0].number, restores=number, by=by, at=at)
    except DomainError as refusal:  # such as a rule that names somebody who left
        messages.error(request, str(refusal))
        return redirect("manage:tier-version", tenant, tier.pk, number)
    return redirect("manage:tier-proposal", tenant, draft.pk)


def _deed(request, tenant, pk, deed, words):
    found = _found(request, pk)
    try:
        deed(proposal=found, by=request.member, at=wallclock.now())
        messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("manage:tier-proposal", tenant, found.pk)


def _found(request, pk):
    """One's own draft, or a proposal of anybody."""
    rows = TierProposal.objects.visible_to(request.member).select_related("tier", "by", "decided_by", "version")
    return get_object_or_404(rows.exclude_drafts_of_others(request.member), pk=pk)


def _tickets(request, ids):
    """Tickets of those ids that the member may see; what is no id is none."""
    known = [each for each in map(_uuid, ids) if each]
    return list(Ticket.objects.visible_to(request.member).filter(pk__in=known)) if known else []


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request, found, form=None, answer=None):
    at = wallclock.now()
    versions = queries.versions_of(found.tier)
    newest, base = versions[0], next((v for v in versions if v.number == found.based_on), versions[-1])
    impact = queries.impact_of_content(request.member, found.tier, found.content, at) if found.is_open else None
    moved = sorted(impact.tickets, key=lambda each: not (each.is_breached or each.enters_warning)) if impact else []
    affected = [each for each in moved if each.is_breached or each.enters_warning]
    if form is None:
        wishes = {
            "reach": found.reach if found.state == PROPOSED else OPEN,
            "effective_at": found.effective_at,
            "note": found.note,
        }
        form = PublicationForm(tickets=[each.ticket for each in moved], initial=wishes)
    chosen = form.data.getlist("excluded") if form.is_bound else found.excluded
    context = {
        "proposal": found,
        "tier": found.tier,
        "newest": newest,
        "base": base,
        "changes": changes_in_words(request.member, content_of(newest if found.is_open else base), found.content),
        "meanwhile": _meanwhile(request, base, newest) if found.is_open and base.number != newest.number else [],
        "doubts": doubts_about(found.content, found.tenant_id, at) if found.is_open else [],
        "impact": impact,
        "computed_at": at,
        "affected": len(affected),
        "listed": moved[: max(LISTED, len(affected))],
        "excluded": set(chosen) if form.is_bound or found.state == PROPOSED else {str(each.ticket.pk) for each in affected},
        "form": form,
        "answer": answer or AnswerForm(),
        "read": found.proposed_at.isoformat() if found.proposed_at else "",
        "is_mine": found.by_id == request.member.pk,
        "is_draft": found.state == DRAFT,
        "is_proposed": found.state == PROPOSED,
        "needs_second": request.member.tenant.tiers_need_second_person,
    }
    refused = form.is_bound or (answer is not None and answer.is_bound)
    return render(request, "manage/tier_proposal.html", context, status=422 if refused else 200)


def _meanwhile(request, base, newest):
    return changes_in_words(request.member, content_of(base), content_of(newest))
