"""What the rules in work would have done to the tier's tickets over the last thirty days."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.queries import people_of
from common import wallclock
from slas.models import Tier
from slas.rule_words import described
from tickets.queries import tiers as queries
from tickets.queries.rehearsals import PAST, dry_run


@door("manage", may="tier.edit")
@require_safe
def tier_dry_run(request, tenant, pk):
    """The rules of the member's draft or, where there is none, of the newest version; nothing is written or sent."""
    tier = get_object_or_404(Tier.objects.visible_to(request.member), pk=pk)
    content, _based_on = queries.content_in_work(request.member, tier)
    run = dry_run(request.member, tier, content["rules"], at=wallclock.now())
    names = {str(member.pk): member.name for member in people_of(request.member) if not member.client_id}
    often = {rule.key: count for rule, count in run.counts}
    rules = [described(rule, names) | {"often": often[rule["key"]]} for rule in content["rules"]]
    does = {rule["key"]: rule["does"] for rule in rules}
    lines = [{"fired": line, "does": does[line.rule.key]} for line in run.lines]
    context = {"tier": tier, "run": run, "rules": rules, "lines": lines, "days": PAST.days}
    return render(request, "manage/tier_dry_run.html", context)
