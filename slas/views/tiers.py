"""Tiers: what each promises, its versions, and publishing the next one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.http import accepted, status_of
from common.panels import panels_for
from slas import actions
from slas.differences import PAUSE_NAMES
from slas.forms import NewTierForm
from slas.histories import IN_FORCE, history_in_words
from slas.models import HOTFIX_FROM, METRICS, SEVERITIES, Tier, TierProposal
from slas.models.proposal import DRAFT, PROPOSED
from slas.queries import tiers_with_targets
from slas.rule_words import described
from slas.summaries import matrix, overrides


@door("manage", may="tier.view")
@require_safe
def tiers(request, tenant):
    """The tiers with the targets of their newest versions."""
    rows = tiers_with_targets(request.member)
    for one in rows:
        one.matrix = list(matrix(one.newest))
    return render(request, "manage/tiers.html", {"tiers": rows, "metrics": METRICS.values()})


@door("manage", may="tier.view")
@require_safe
def tier(request, tenant, pk):
    """One tier: its targets now and its version history; higher apps say who is on it (slot `tier.side`)."""
    found = _found(request, pk)
    return _version_page(request, found, next(version for version in found.history if version.standing == IN_FORCE))


@door("manage", may="tier.view")
@require_safe
def tier_version(request, tenant, pk, number):
    """What an earlier version promised."""
    found = _found(request, pk)
    version = next((version for version in found.history if version.number == number), None)
    if version is None:
        raise Http404
    return _version_page(request, found, version)


@door("manage", may="tier.edit")
def new_tier(request, tenant):
    """A tier and its first version."""
    initial = {f"hours_{severity}": "8/5" for severity in SEVERITIES}
    form = NewTierForm(request.POST or None, initial=initial)

    def create(name, hours, targets):
        return actions.create_tier(name=name, hours=hours, targets=targets, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Tier created. Contracts can name it from now on."))
        return redirect("manage:tier", tenant, form.outcome.pk)
    return render(request, "manage/new_tier.html", {"form": form, "metrics": METRICS.values()}, status=status_of(form))


def _version_page(request, found, version):
    context = {
        "tier": found,
        "version": version,
        "newest": found.history[0],
        "rows": list(matrix(version)),
        "metrics": METRICS.values(),
        "pauses": [name for reason, name in PAUSE_NAMES.items() if reason in version.pauses],
        "hotfix_from": HOTFIX_FROM[version.hotfix_from],
        "overrides": overrides(version),
        "rules": [described(rule) for rule in version.rules],
        "proposals": _proposals(request, found),
        "side_panels": panels_for("tier.side", request, found, lambda permission: may(request.member, permission)),
    }
    return render(request, "manage/tier.html", context)


def _proposals(request, tier):
    """One's own draft and what waits for a decision, for whoever may edit tiers."""
    if not may(request.member, "tier.edit"):
        return []
    rows = TierProposal.objects.visible_to(request.member).exclude_drafts_of_others(request.member)
    return rows.filter(tier=tier, state__in=(DRAFT, PROPOSED)).select_related("by")


def _found(request, pk):
    """The tier with its versions, newest first, as `history`."""
    found = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    versions = list(found.versions.select_related("by").prefetch_related("targets__ticket_type").order_by("-number"))
    found.history = history_in_words(request.member, versions, wallclock.now())
    return found
