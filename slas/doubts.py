"""What speaks against a tier's content, though it may be published: levels that cannot keep it (S-10, S-49, EX-S24)."""

from collections import defaultdict

from django.utils.translation import gettext as _

from slas.checks import minutes_of
from slas.coverage import in_words, too_long_between, uncovered
from slas.models import HOURS_KINDS, SEVERITIES, CalendarChoice, CalendarVersion, LevelTarget
from slas.openhours import OpenHours
from slas.summaries import short_length


def doubts_about(content, tenant_id, at):
    """Sentences: hours that a level leaves uncovered, and targets between levels that add up to more than the promise."""
    return [*_uncovered(content, tenant_id, at), *_too_long(content, tenant_id)]


def _uncovered(content, tenant_id, at):
    choices = list(CalendarChoice.objects.filter(tenant_id=tenant_id, client=None).select_related("level"))
    usual = {choice.kind: choice.calendar_id for choice in choices if choice.level_id is None}
    of_levels = [choice for choice in choices if choice.level_id]
    hours = _newest_hours(tenant_id, {choice.calendar_id for choice in choices}) if of_levels else {}
    severities = defaultdict(list)
    for severity, name in SEVERITIES.items():
        if any(target["severity"] == severity for target in content["targets"]):
            severities[content["hours"][severity]].append(str(name))
    for choice in sorted(of_levels, key=lambda choice: (choice.level.number, choice.kind)):
        promised = hours.get(usual.get(choice.kind))
        if choice.kind not in severities or promised is None:
            continue
        gaps = uncovered(promised, hours[choice.calendar_id], at)
        if gaps:
            yield _("%(level)s is closed while %(severities)s counts (%(hours)s): %(gaps)s, in %(zone)s.") % {
                "level": choice.level,
                "severities": ", ".join(severities[choice.kind]),
                "hours": HOURS_KINDS[choice.kind],
                "gaps": in_words(gaps),
                "zone": promised.zone,
            }


def _newest_hours(tenant_id, calendar_ids):
    rows = CalendarVersion.objects.filter(tenant_id=tenant_id, calendar__in=calendar_ids)
    rows = rows.order_by("calendar_id", "-number").distinct("calendar_id")
    return {version.calendar_id: OpenHours.from_json(version.hours) for version in rows}


def _too_long(content, tenant_id):
    between = defaultdict(dict)
    for row in LevelTarget.objects.filter(tenant_id=tenant_id).select_related("level"):
        between[row.severity][row.level.number] = row.accept_minutes + (row.work_minutes or 0)
    for target in sorted(content["targets"], key=lambda target: list(SEVERITIES).index(target["severity"])):
        if target["metric"] != "resolution" or target.get("ticket_type"):
            continue
        severity = target["severity"]
        minutes = minutes_of(target, content["hours"][severity])
        together = too_long_between(between[severity], minutes)
        if together:
            yield _("%(severity)s: L1 to L3 may together take %(together)s, longer than the resolution (%(promised)s).") % {
                "severity": SEVERITIES[severity],
                "together": short_length(together, "minutes"),
                "promised": short_length(target["amount"], target["unit"]),
            }
