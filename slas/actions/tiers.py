"""Tiers: made, and changed by publishing a version."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from slas.errors import NoCalendar, TargetsRefused
from slas.models import HOURS_KINDS, SEVERITIES, CalendarChoice, Target, Tier, TierVersion
from slas.presets import HOURS_PRESETS, WARNING_PERCENTS

MINUTES = {"minutes": 1, "hours": 60}
CUSTOM_DAY = 480  # minutes of a business day where no preset says otherwise


@transaction.atomic
def create_tier(*, name, hours, targets, by, at, is_best_effort=False, order=50, warnings=WARNING_PERCENTS):
    """A tier with its first version; `hours` maps each severity to a kind of hours, `targets` as in `publish_tier`."""
    if Tier.objects.filter(tenant_id=by.tenant_id, name__iexact=name).exists():
        raise TargetsRefused(_("A tier called “%(name)s” exists already. Choose another name.") % {"name": name}, field="name")
    tier = Tier.objects.create(tenant_id=by.tenant_id, name=name, is_best_effort=is_best_effort, order=order)
    publish_tier(tier=tier, hours=hours, targets=targets, warnings=warnings, by=by, at=at)
    return tier


@transaction.atomic
def publish_tier(*, tier, hours, targets, by, at, warnings=WARNING_PERCENTS, note=""):
    """The next version of a tier, in force for tickets received from `at` on; open tickets keep theirs (S-33).

    `targets` are dicts of metric, severity, amount, unit and, where given, ticket_type, calendar, is_option. Refuses a first
    response that would take longer than the resolution of its severity (S-10), and hours for which the tenant has no calendar.
    """
    check_targets(targets, hours)
    _check_calendars(tier.tenant_id, hours)
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


def check_targets(targets, hours):
    """Every promise is of some length, and for each severity response comes no later than resolution (S-10).

    A business day counts as the preset of its hours says, and so does the end of the next one. A refusal names its
    cell as `metric_severity`.
    """
    lengths = {}
    for target in targets:
        metric, severity = target["metric"], target["severity"]
        if target["unit"] != "end_of_next_business_day" and target["amount"] < 1:
            raise TargetsRefused(
                _("%(severity)s: a target needs at least one minute. Leave it empty to promise nothing.")
                % {"severity": SEVERITIES[severity]},
                field=f"{metric}_{severity}",
            )
        if target.get("ticket_type") is None:
            lengths[metric, severity] = _minutes(target, hours[severity])
    for severity, name in SEVERITIES.items():
        response, resolution = lengths.get(("first_response", severity)), lengths.get(("resolution", severity))
        if response and resolution and response > resolution:
            raise TargetsRefused(
                _("%(severity)s: the first response (%(response)s min) would come after the resolution (%(resolution)s min).")
                % {"severity": name, "response": response, "resolution": resolution},
                field=f"first_response_{severity}",
            )


def _minutes(target, kind):
    if target["unit"] in MINUTES:
        return target["amount"] * MINUTES[target["unit"]]
    day = HOURS_PRESETS[kind].nominal_day_minutes if kind in HOURS_PRESETS else CUSTOM_DAY
    return day * (target["amount"] if target["unit"] == "business_days" else 1)


def _check_calendars(tenant_id, hours):
    known = set(CalendarChoice.objects.filter(tenant_id=tenant_id, client=None, level=None).values_list("kind", flat=True))
    for severity, kind in hours.items():
        if kind not in known:
            raise NoCalendar(
                _("%(severity)s: no calendar is chosen for %(hours)s. Choose one under Support hours first.")
                % {"severity": SEVERITIES[severity], "hours": HOURS_KINDS[kind]},
                field=f"hours_{severity}",
            )
