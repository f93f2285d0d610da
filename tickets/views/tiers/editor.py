"""The editor: the next version of a tier is written into a draft, with a sample ticket and the impact beside it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import door
from accounts.queries import people_of
from common import wallclock
from common.http import accepted
from slas import actions
from slas.contents import content_of
from slas.histories import changes_in_words
from slas.models import METRICS, TicketType, Tier
from slas.rule_words import described
from tickets.forms.tiers import SampleForm, VersionForm
from tickets.queries import tiers as queries

REVIEW, PREVIEW, IMPACT, DISCARD, KEEP, RULE, UNRULE = "review", "preview", "impact", "discard", "keep", "rule", "unrule"
PARTS = {PREVIEW: "manage/_tier_preview.html", IMPACT: "manage/_tier_impact.html"}


@door("manage", may="tier.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def tier_targets(request, tenant, pk):
    """Write the next version; `then` says what follows: review (keeps the draft), preview, impact, keep, discard, or
    `rule:` and `unrule:` with a rule's key, to change it or take it away."""
    tier = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    versions, draft = queries.versions_of(tier), queries.draft_of(request.member, tier)
    then = request.POST.get("then", REVIEW) if request.method == "POST" else ""
    if then == DISCARD:
        if draft:
            actions.discard_draft(proposal=draft, by=request.member, at=wallclock.now())
            messages.success(request, _("Draft discarded."))
        return redirect("manage:tier", tenant, tier.pk)
    form = _form(request, draft, versions[0])
    step, _colon, key = then.partition(":")

    def keep(content, based_on):
        if step == UNRULE:
            content = {**content, "rules": [rule for rule in content["rules"] if rule["key"] != key]}
        by, at = request.member, wallclock.now()
        return actions.keep_draft(tier=tier, content=content, based_on=min(based_on, versions[0].number), by=by, at=at)

    if step in (REVIEW, KEEP, RULE, UNRULE) and accepted(form, keep):
        if step == RULE:
            is_known = any(rule["key"] == key for rule in form.outcome.content["rules"])
            return redirect(
                *(["manage:tier-rule", tenant, tier.pk, key] if is_known else ["manage:new-tier-rule", tenant, tier.pk])
            )
        if step == UNRULE:
            return redirect(f"{request.path}#escalation")
        if step == KEEP:
            messages.success(request, _("Draft kept. Only you see it until it is published or proposed."))
            return redirect("manage:tier-targets", tenant, tier.pk)
        return redirect("manage:tier-proposal", tenant, form.outcome.pk)
    return _page(request, tier, versions, draft, form, then)


def _form(request, draft, newest):
    content = draft.content if draft else content_of(newest)
    based_on = draft.based_on if draft else newest.number
    types = list(TicketType.objects.visible_to(request.member).filter(is_active=True))
    data = request.POST if request.method == "POST" else None
    return VersionForm(data, content=content, types=types, based_on=based_on)


def _page(request, tier, versions, draft, form, then):
    at = wallclock.now()
    content = _typed(form)
    changes = changes_in_words(request.member, content_of(versions[0]), content) if content else []
    based_on = form.content_base()
    context = {
        "tier": tier,
        "newest": versions[0],
        "draft": draft,
        "form": form,
        "metrics": METRICS.values(),
        "rules": [described(rule, _names_of(request, form.content)) for rule in form.content["rules"]],
        "changes": changes,
        "was": {change.cell: change.before for change in changes if change.cell},
        "base": next((version for version in versions if version.number == based_on), versions[0]),
        **_sample(request, content, form, at),
    }
    if then == IMPACT and content:
        context |= {"impact": queries.impact_of_content(request.member, tier, content, at), "computed_at": at}
    if request.headers.get("HX-Request") == "true" and then in PARTS:
        return render(request, PARTS[then], context | {"is_update": True})
    refused = form.is_bound and not form.is_valid() and then != PREVIEW
    return render(request, "manage/tier_editor.html", context, status=422 if refused else 200)


def _names_of(request, content):
    """The names of those whom rules make watchers, asked only where there are any."""
    named = any(step.get("member") for rule in content["rules"] for step in rule["actions"])
    return {str(one.pk): one.name for one in people_of(request.member)} if named else {}


def _typed(form):
    """The content as it stands in the form, or none while something in it cannot be read."""
    if not form.is_bound:
        return form.content
    return form.cleaned_data["content"] if form.is_valid() else None


def _sample(request, content, form, at):
    """A ticket that nobody filed, as asked for or a major one filed now, and what it would be promised."""
    now = timezone.localtime(at).replace(second=0, microsecond=0)
    usual = {"preview_severity": "major", "preview_at": now}
    asked = SampleForm(request.POST if request.method == "POST" else None, types=list(form.types.values()), initial=usual)
    chosen = usual | (asked.cleaned_data if asked.is_bound and asked.is_valid() else {})
    severity, filed_at, moments = chosen["preview_severity"], chosen["preview_at"], []
    if content:
        moments = queries.sample_of(request.member, content, severity, chosen.get("preview_type"), filed_at)
    sample = {"severity": severity, "filed_at": filed_at, "moments": moments, "hours": content and content["hours"][severity]}
    return {"sample_form": asked, "sample": sample, "is_readable": content is not None}
