"""Support hours said to the client: the week in as few lines as it takes, and which days of the coming months differ."""

from datetime import timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from slas.openhours import ALL_DAY, zone_named
from slas.summaries import DAYS, intervals

AHEAD = timedelta(days=92)  # three months


def hours_in_words(hours, at, name=""):
    """Calendar name, zone, `week` in lines, `days` that differ within three months, `changes`: later weeks with their instant."""
    version = hours.at(at)
    until = at + AHEAD
    return {
        "name": name,
        "zone": version.calendar.zone,
        "is_unbroken": version.calendar.is_unbroken,
        "week": week_in_words(version.calendar),
        "changes": [
            {"at": later.since, "week": week_in_words(later.calendar)}
            for later in hours.versions
            if at < later.since <= until and week_in_words(later.calendar) != week_in_words(version.calendar)
        ],
        "days": list(_days_that_differ(hours, at.astimezone(zone_named(version.calendar.zone)).date())),
    }


def week_in_words(calendar):
    """`Monday to Friday` with `09:00–17:00`: days alike and in a row together, as pairs of days and hours."""
    if calendar.always_open:
        return [{"days": _("Every day"), "hours": _("around the clock")}]
    lines = []
    for day, group in groupby(range(7), key=lambda number: calendar.weekly[number]):
        numbers = list(group)
        lines.append({"days": _days(numbers), "hours": intervals(day) or _("closed")})
    return lines


def _days(numbers):
    first, last = DAYS[numbers[0]], DAYS[numbers[-1]]
    if len(numbers) == len(DAYS):
        return _("Every day")
    if len(numbers) == 1:
        return str(first)
    words = _("%(first)s and %(last)s") if len(numbers) == 2 else _("%(first)s to %(last)s")
    return words % {"first": first, "last": last}


def _days_that_differ(hours, today):
    for number in range(AHEAD.days + 1):
        on = today + timedelta(days=number)
        calendar = hours.on(on).calendar
        usual, day = ALL_DAY if calendar.always_open else calendar.weekly[on.weekday()], calendar.day(on)
        if day != usual:
            words = _("open %(hours)s") % {"hours": intervals(day)} if day else _("closed")
            yield {"on": on, "name": hours.name_of(on), "words": words, "is_closed": not day}
