"""What changed from one version of a calendar to the next, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from slas.openhours import ALL_DAY
from slas.queries import timeline
from slas.summaries import DAYS, intervals


def differences(before, after) -> list[str]:
    """Sentences for what `after` says otherwise than `before`; both are HoursVersions."""
    old, new = before.calendar, after.calendar
    found = []
    if old.zone != new.zone:
        found.append(_("Time zone: %(after)s instead of %(before)s") % {"before": old.zone, "after": new.zone})
    if old.always_open != new.always_open:
        found.append(_("Always open") if new.always_open else _("No longer always open"))
    if new.always_open and old.holidays_apply != new.holidays_apply:
        found.append(_("Holidays close it") if new.holidays_apply else _("Open on holidays too"))
    if not new.always_open:
        found += _week(old, new)
    if before.nominal_day_minutes != after.nominal_day_minutes:
        words = {"before": before.nominal_day_minutes, "after": after.nominal_day_minutes}
        found.append(_("Business day: %(after)s minutes instead of %(before)s") % words)
    return [*found, *_days(before, after)]


def history_of(versions, current):
    """Rows of one calendar's versions, the newest first, each with what it changed and how it stands to the one in force."""
    rows = []
    for before, row in zip([None, *versions], versions, strict=False):
        said = timeline([row]).newest
        row.changes = differences(timeline([before]).newest, said) if before is not None else []
        row.is_current = row.number == current.number
        row.is_coming = row.number > current.number
        rows.append(row)
    return rows[::-1]


def _week(old, new):
    for name, was, now in zip(DAYS, *(_weekly(each) for each in (old, new)), strict=True):
        if was != now:
            words = {"day": name, "before": intervals(was) or _("closed"), "after": intervals(now) or _("closed")}
            yield _("%(day)s: %(after)s instead of %(before)s") % words


def _weekly(hours):
    return (ALL_DAY,) * 7 if hours.always_open else hours.weekly


def _days(before, after):
    was, now = dict(before.calendar.exceptions), dict(after.calendar.exceptions)
    old_names, new_names = dict(before.names), dict(after.names)
    for on in sorted(was.keys() | now.keys()):
        words = {"on": date_format(on, _("D j M Y")), "name": new_names.get(on) or old_names.get(on, "")}
        words["name"] = f" ({words['name']})" if words["name"] else ""
        words["hours"] = intervals(now.get(on, ())) or _("closed")
        if on not in was:
            yield _("Added %(on)s%(name)s: %(hours)s") % words
        elif on not in now:
            yield _("Removed %(on)s%(name)s") % words
        elif was[on] != now[on]:
            yield _("%(on)s%(name)s: %(hours)s") % words
        elif old_names.get(on, "") != new_names.get(on, ""):
            yield _("Renamed %(on)s%(name)s") % words
