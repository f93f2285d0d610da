"""Open hours and targets as people read them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from slas.models import HOURS_KINDS, METRICS, SEVERITIES, SEVERITY_MEANINGS
from slas.openhours import DAY_MINUTES, OpenHours

DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def clock(minute: int) -> str:
    """Minutes of the day as `09:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def intervals(day) -> str:
    """`09:00–12:30, 13:30–17:00`, or nothing."""
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in day)


def week_of(hours: OpenHours):
    """Each day with its intervals in words and as shares of the day for the drawn track."""
    for name, day in zip(DAYS, hours.weekly, strict=True):
        yield {"name": name, "words": intervals(day), "shares": shares_of(day)}


def shares_of(day):
    """Each interval as its share of the day, in percent, for the drawn track."""
    return [
        {"start": start / DAY_MINUTES * 100, "end": end / DAY_MINUTES * 100, "words": intervals([(start, end)])}
        for start, end in day
    ]


def weekly_hours(hours: OpenHours) -> str:
    """Open hours of an ordinary week, such as `40` or `37.5`."""
    minutes = 7 * DAY_MINUTES if hours.always_open else sum(end - start for day in hours.weekly for start, end in day)
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def length_in_words(amount: int, unit: str) -> str:
    """The length of a promise: `30 minutes`, `4 hours`, `2 business days`, or the end of the next one."""
    words = {
        "minutes": ngettext("%(count)d minute", "%(count)d minutes", amount),
        "hours": ngettext("%(count)d hour", "%(count)d hours", amount),
        "business_days": ngettext("%(count)d business day", "%(count)d business days", amount),
    }
    return words[unit] % {"count": amount} if unit in words else _("end of the next business day")


def short_length(amount: int, unit: str) -> str:
    """The same as short as a cell wants it: `30 min`, `6 h`, `2 business days`."""
    if unit == "minutes":
        hours, minutes = divmod(amount, 60)
        parts = [_("%(count)d h") % {"count": hours}] * bool(hours) + [_("%(count)d min") % {"count": minutes}] * bool(minutes)
        return " ".join(parts) or _("%(count)d min") % {"count": 0}
    return _("%(count)d h") % {"count": amount} if unit == "hours" else length_in_words(amount, unit)


def matrix(version):
    """What a version promises: for each severity its kind of hours and a target, or none, for each metric."""
    found = {(target.metric, target.severity): target for target in version.targets.all() if target.ticket_type_id is None}
    for severity, name in SEVERITIES.items():
        cells = [_cell(found.get((metric, severity))) for metric in METRICS]
        yield {
            "code": severity,
            "name": name,
            "meaning": SEVERITY_MEANINGS[severity],
            "hours": HOURS_KINDS[version.hours[severity]],
            "cells": cells,
        }


def overrides(version):
    """What a version promises for single ticket types (read with it): lines of type, severity, metric and length in words."""
    found = [target for target in version.targets.all() if target.ticket_type_id is not None]
    found.sort(key=lambda t: (t.ticket_type.order, list(SEVERITIES).index(t.severity), list(METRICS).index(t.metric)))
    return [
        {
            "type": target.ticket_type.name,
            "severity": target.severity,
            "metric": METRICS[target.metric],
            "words": length_in_words(target.amount, target.unit),
        }
        for target in found
    ]


def _cell(target):
    return target and {"words": length_in_words(target.amount, target.unit), "is_option": target.is_option}
