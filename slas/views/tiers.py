"""Tiers: what each promises, its versions, and publishing the next one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.http import accepted
from common.panels import panels_for
from slas import actions
from slas.forms import TargetsForm
from slas.models import METRICS, SEVERITIES, Tier
from slas.queries import tiers_with_targets
from slas.summaries import counted_metrics, matrix


@door("manage", may="tier.view")
@require_safe
def tiers(request, tenant):
    """The tiers with the targets of their newest versions."""
    rows = tiers_with_targets(request.member)
    for one in rows:
        one.matrix = list(matrix(one.newest))
    return render(request, "manage/tiers.html", {"tiers": rows, "metrics": METRICS.values(), "counted": counted_metrics()})


@door("manage", may="tier.view")
@require_safe
def tier(request, tenant, pk):
    """One tier: its targets now and its version history; higher apps say who is on it (slot `tier.side`)."""
    found = _found(request, pk)
    return _version_page(request, found, found.history[0])


@door("manage", may="tier.view")
@require_safe
def tier_version(request, tenant, pk, number):
    """What an earlier version promised."""
    found = _found(request, pk)
    return _version_page(request, found, get_object_or_404(found.versions.prefetch_related("targets"), number=number))


@door("manage", may="tier.edit")
def new_tier(request, tenant):
    """A tier and its first version."""
    initial = {f"hours_{severity}": "8/5" for severity in SEVERITIES}
    form = TargetsForm(request.POST or None, with_name=True, initial=initial)

    def create(name, hours, targets):
        return actions.create_tier(name=name, hours=hours, targets=targets, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Tier created. Contracts can name it from now on."))
        return redirect("manage:tier", tenant, form.outcome.pk)
    return _editor(request, form, _("New tier"), _("Create tier"))


@door("manage", may="tier.edit")
def tier_targets(request, tenant, pk):
    """Publish the next version of a tier; open tickets keep theirs."""
    found = _found(request, pk)
    newest = found.history[0]
    form = TargetsForm(request.POST or None, initial=_initial(newest))

    def publish(hours, targets, note):
        kept = _kept(newest, targets)
        return actions.publish_tier(tier=found, hours=hours, targets=kept, note=note, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, publish):
        words = _("Version %(number)s is in force for tickets received from now on. Open tickets keep theirs.")
        messages.success(request, words % {"number": form.outcome.number})
        return redirect("manage:tier", tenant, found.pk)
    here = _("%(tier)s, version %(number)s") % {"tier": found.name, "number": newest.number + 1}
    return _editor(request, form, here, _("Publish version %(number)s") % {"number": newest.number + 1}, found)


def _initial(version):
    cells = {
        f"{target.metric}_{target.severity}": {"amount": target.amount, "unit": target.unit}
        for target in version.targets.all()
        if target.ticket_type_id is None
    }
    return cells | {f"hours_{severity}": version.hours[severity] for severity in SEVERITIES}


def _kept(version, targets):
    """The targets with what the matrix does not show: a cell's own calendar, options, and targets for single ticket types."""
    before = {(t.metric, t.severity): t for t in version.targets.all() if t.ticket_type_id is None}
    kept = []
    for target in targets:
        old = before.get((target["metric"], target["severity"]))
        kept.append({**target, "calendar_id": old.calendar_id, "is_option": old.is_option} if old else target)
    for old in version.targets.all():
        if old.ticket_type_id is not None:
            same = {"metric": old.metric, "severity": old.severity, "amount": old.amount, "unit": old.unit}
            kept.append({**same, "ticket_type": old.ticket_type, "calendar_id": old.calendar_id, "is_option": old.is_option})
    return kept


def _version_page(request, found, version):
    context = {
        "tier": found,
        "version": version,
        "is_newest": version.number == found.history[0].number,
        "rows": list(matrix(version)),
        "metrics": METRICS.values(),
        "counted": counted_metrics(),
        "side_panels": panels_for("tier.side", request, found, lambda permission: may(request.member, permission)),
    }
    return render(request, "manage/tier.html", context)


def _editor(request, form, here, submit, tier=None):
    slug = request.member.tenant.slug
    context = {
        "form": form,
        "here": here,
        "submit": submit,
        "tier": tier,
        "metrics": METRICS.values(),
        "counted": counted_metrics(),
        "back": reverse("manage:tier", args=[slug, tier.pk]) if tier else reverse("manage:tiers", args=[slug]),
    }
    return render(request, "manage/tier_targets.html", context)


def _found(request, pk):
    """The tier with its versions, newest first, as `history`."""
    found = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    found.history = list(found.versions.select_related("by").prefetch_related("targets").order_by("-number"))
    return found
