"""Escalation rules of a tier's next version: each a form of its own, kept in the draft."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import door
from accounts.queries import people_of
from common import wallclock
from common.http import accepted, form_page
from slas import actions
from slas.models import Tier
from tickets.forms.rules import RuleForm
from tickets.queries import tiers as queries


@door("manage", may="tier.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new_tier_rule(request, tenant, pk):
    """Add a rule to the draft, which begins with it where there is none."""
    return _page(request, tenant, pk, None)


@door("manage", may="tier.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def tier_rule(request, tenant, pk, key):
    """Change a rule of the draft or, where there is none, of the newest version."""
    return _page(request, tenant, pk, key)


def _staff(request):
    return [member for member in people_of(request.member) if not member.client_id]


def _page(request, tenant, pk, key):
    tier = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    content, based_on = queries.content_in_work(request.member, tier)
    rule = next((each for each in content["rules"] if each["key"] == key), None)
    if key is not None and rule is None:
        raise Http404
    form = RuleForm(request.POST if request.method == "POST" else None, rule=rule, members=_staff(request))

    def keep(rule):
        rules = [rule if each["key"] == rule["key"] else each for each in content["rules"]]
        changed = {**content, "rules": rules if key else [*rules, rule]}
        return actions.keep_draft(tier=tier, content=changed, based_on=based_on, by=request.member, at=wallclock.now())

    editor = reverse("manage:tier-targets", args=[tenant, tier.pk])
    if request.method == "POST" and accepted(form, keep):
        messages.success(request, _("Rule kept in your draft."))
        return redirect(f"{editor}#escalation")
    here = rule["name"] if rule else _("New rule")
    trail = [(tier.name, reverse("manage:tier", args=[tenant, tier.pk])), (_("Edit"), editor)]
    lead = _("It holds once you publish the version.")
    return form_page(request, form, here=here, trail=trail, submit=_("Keep rule"), lead=lead)
