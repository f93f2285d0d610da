"""Tiers: made, and changed by publishing a version."""

from django.db import transaction
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from accounts.log import record
from slas.checks import check_version
from slas.errors import NoCalendar, TargetsRefused, VersionIsStale
from slas.metrics import KNOWN_PAUSES, USUAL_PAUSES
from slas.models import HOURS_KINDS, SEVERITIES, CalendarChoice, Target, Tier, TierVersion
from slas.presets import WARNING_PERCENTS

MOMENT = "j F Y, H:i"


@transaction.atomic
def create_tier(*, name, hours, targets, by, at, is_best_effort=False, order=50, warnings=WARNING_PERCENTS, **more):
    """A tier with its first version; `hours` maps each severity to a kind of hours, the rest as in `publish_tier`."""
    if Tier.objects.filter(tenant_id=by.tenant_id, name__iexact=name).exists():
        raise TargetsRefused(_("A tier called “%(name)s” exists already. Choose another name.") % {"name": name}, field="name")
    tier = Tier.objects.create(tenant_id=by.tenant_id, name=name, is_best_effort=is_best_effort, order=order)
    publish_tier(tier=tier, hours=hours, targets=targets, warnings=warnings, by=by, at=at, **more)
    return tier


@transaction.atomic
def publish_tier(
    *,
    tier,
    hours,
    targets,
    by,
    at,
    warnings=WARNING_PERCENTS,
    rules=(),
    pauses=USUAL_PAUSES,
    hotfix_from="confirmed",
    note="",
    based_on=None,
    effective_at=None,
):
    """The next version of a tier, for tickets received from `at`, or from the later `effective_at`, on (S-33).

    `targets` are dicts of metric, severity, amount, unit and, where given, ticket_type, calendar, is_option. Refuses what
    `slas.checks` refuses, hours for which the tenant has no calendar, a date that is over, and, where `based_on` names the
    version that the change was written against, one that is not the newest any more.
    """
    check_version(hours=hours, targets=targets, warnings=warnings, rules=rules, pauses=pauses, hotfix_from=hotfix_from)
    check_calendars(tier.tenant_id, hours)
    if effective_at is not None and effective_at < at:
        raise TargetsRefused(_("A version cannot take effect in the past. Choose a later time."), field="effective_at")
    tier = Tier.objects.select_for_update(no_key=True).get(pk=tier.pk)
    last = tier.versions.select_related("by").order_by("-number").first()
    if based_on is not None:
        check_base(last, based_on)
    version = TierVersion.objects.create(
        tenant_id=tier.tenant_id,
        tier=tier,
        number=last.number + 1 if last else 1,
        hours={severity: hours[severity] for severity in SEVERITIES},
        warnings=list(warnings),
        rules=list(rules),
        pauses=[reason for reason in KNOWN_PAUSES if reason in pauses],
        hotfix_from=hotfix_from,
        note=note,
        published_at=effective_at or at,
        by=by,
    )
    Target.objects.bulk_create(Target(tenant_id=tier.tenant_id, version=version, **_as_stored(target)) for target in targets)
    record(tenant_id=tier.tenant_id, kind="tier.published", subject=tier, at=at, by=by, version=version.number, note=note)
    return version


def check_base(newest, based_on):
    """Refuse a change that was written against an older version than the newest, saying who published that and when."""
    if newest.number == based_on:
        return
    words = {
        "number": newest.number,
        "base": based_on,
        "name": newest.by.name if newest.by else _("The product"),
        "when": dateformat.format(timezone.localtime(newest.published_at), MOMENT),
    }
    raise VersionIsStale(
        _(
            "%(name)s published version %(number)s, in force from %(when)s, while you were working from version %(base)s. "
            "Nothing that you typed is lost: look at what changed, then take version %(number)s as the base."
        )
        % words
    )


def _as_stored(target):
    return {**target, "amount": max(1, target["amount"])}  # the end of the next business day has no amount of its own


def check_calendars(tenant_id, hours):
    """Refuse a kind of hours for which nothing says which calendar it means (S-46)."""
    known = set(CalendarChoice.objects.filter(tenant_id=tenant_id, client=None, level=None).values_list("kind", flat=True))
    for severity, kind in hours.items():
        if kind not in known:
            raise NoCalendar(
                _("%(severity)s: no calendar is chosen for %(hours)s. Choose one under Support hours first.")
                % {"severity": SEVERITIES[severity], "hours": HOURS_KINDS[kind]},
                field=f"hours_{severity}",
            )
