"""Tiers: made, and changed by publishing a version."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from slas.errors import TargetsRefused
from slas.models import SEVERITIES, Target, Tier, TierVersion
from slas.presets import WARNING_PERCENTS

MINUTES = {"minutes": 1, "hours": 60}


@transaction.atomic
def create_tier(*, name, hours, targets, by, at, is_best_effort=False, order=50, warnings=WARNING_PERCENTS):
    """A tier with its first version; `hours` maps each severity to a kind of hours, `targets` as in `publish_tier`."""
    if Tier.objects.filter(tenant_id=by.tenant_id, name__iexact=name).exists():
        raise TargetsRefused(_("A tier called “%(name)s” exists already. Choose another name.") % {"name": name})
    tier = Tier.objects.create(tenant_id=by.tenant_id, name=name, is_best_effort=is_best_effort, order=order)
    publish_tier(tier=tier, hours=hours, targets=targets, warnings=warnings, by=by, at=at)
    return tier


@transaction.atomic
def publish_tier(*, tier, hours, targets, by, at, warnings=WARNING_PERCENTS, note=""):
    """The next version of a tier, in force for tickets received from `at` on; open tickets keep theirs (S-33).

    `targets` are dicts of metric, severity, amount, unit and, where given, ticket_type, calendar, is_option. Refuses a first
    response that would take longer than the resolution of its severity (S-10).
    """
    check_targets(targets)
    tier = Tier.objects.select_for_update(no_key=True).get(pk=tier.pk)
    last = tier.versions.order_by("-number").first()
    version = TierVersion.objects.create(
        tenant_id=tier.tenant_id,
        tier=tier,
        number=last.number + 1 if last else 1,
        hours={severity: hours[severity] for severity in SEVERITIES},
        warnings=sorted(warnings),
        note=note,
        published_at=at,
        by=by,
    )
    Target.objects.bulk_create(Target(tenant_id=tier.tenant_id, version=version, **target) for target in targets)
    record(tenant_id=tier.tenant_id, kind="tier.published", subject=tier, at=at, by=by, version=version.number, note=note)
    return version


def check_targets(targets):
    """Every promise is of some length, and for each severity response comes no later than resolution (S-10)."""
    lengths = {}
    for target in targets:
        if target["unit"] != "end_of_next_business_day" and target["amount"] < 1:
            raise TargetsRefused(
                _("%(severity)s: a target needs at least one minute. Leave it empty to promise nothing.")
                % {"severity": SEVERITIES[target["severity"]]}
            )
        if target.get("ticket_type") is None and target["unit"] in MINUTES:
            lengths[target["metric"], target["severity"]] = target["amount"] * MINUTES[target["unit"]]
    for severity, name in SEVERITIES.items():
        response, resolution = lengths.get(("first_response", severity)), lengths.get(("resolution", severity))
        if response and resolution and response > resolution:
            raise TargetsRefused(
                _("%(severity)s: the first response (%(response)s min) would come after the resolution (%(resolution)s min).")
                % {"severity": name, "response": response, "resolution": resolution}
            )
