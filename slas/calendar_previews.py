"""What a calendar comes to, before and after it is published: a month, a sentence that tries it, odd boundaries."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from slas.hours import Hours
from slas.openhours import NoOpenTime, zone_named
from slas.opentime import odd_boundaries
from slas.summaries import clock, intervals

TRIED_HOURS = 8
WARNED_DAYS = 366  # ahead, for boundaries inside a clock change
NAMED_DAYS = 5  # in a sentence


def month_of(hours: Hours, first: date, today: date):
    """The month of that first day: weeks of days with how support is open, its neighbours, and what a reader hears instead."""
    days = []
    for on in calendar.Calendar().itermonthdates(first.year, first.month):
        days.append(_day(hours, on, today) if on.month == first.month else None)
    while days[-7:] == [None] * 7:
        days = days[:-7]
    special = [day for day in days if day and day["kind"] in ("holiday", "partial")]
    told = ", ".join(f"{date_format(day['on'], 'j F')}: {day['title']}" for day in special)
    return {
        "title": date_format(first, "F Y"),
        "days": days,
        "label": f"{date_format(first, 'F Y')}. {told or _('No day is different from its weekday.')}",
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
    }


def month_named(text, today: date) -> date:
    """The first day of `2026-12`, else of this month; the years of the calendar are within the clock's reach."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except (TypeError, ValueError):
        return today.replace(day=1)
    return found if abs(found.year - today.year) <= 20 else today.replace(day=1)


def _day(hours, on, today):
    version = hours.on(on)
    said = version.calendar
    replaced = dict(said.exceptions) if not said.always_open or said.holidays_apply else {}
    day, name = said.day(on), hours.name_of(on)
    kind = "" if day else "closed"
    title = intervals(day) or _("closed")
    if on in replaced:
        kind = "partial" if day else "holiday"
        title = f"{name}, {title}" if name else title
    return {"on": on, "kind": kind, "title": title, "is_today": on == today}


def tried(hours: Hours, at: datetime, length: int, start: datetime | None = None) -> dict:
    """A sentence that counts `length` support hours from an instant; without one, from shortly before the next closed day."""
    start = start or _telling_start(hours, at, length)
    zone = zone_named(hours.at(start).calendar.zone)
    facts = {"from": start.astimezone(zone), "hours": length, "end": None, "sentence": ""}
    try:
        end = hours.add(start, length * 3600).astimezone(zone)
    except NoOpenTime:
        facts["sentence"] = _("There is too little open time in the 800 days that follow.")
        return facts
    words = {"start": _moment(facts["from"]), "end": _moment(end)}
    told = ngettext(
        "%(hours)s support hour from %(start)s ends %(end)s", "%(hours)s support hours from %(start)s end %(end)s", length
    )
    closed = _closed_between(hours, facts["from"].date(), end.date())
    sentence = told % {**words, "hours": length}
    if closed:
        days = _listed([date_format(on, "j F") for on in closed[:NAMED_DAYS]])
        if len(closed) > NAMED_DAYS:
            days = ngettext("%(days)s and %(more)s more day", "%(days)s and %(more)s more days", len(closed) - NAMED_DAYS) % {
                "days": days,
                "more": len(closed) - NAMED_DAYS,
            }
        reason = ngettext("because %(days)s is closed", "because %(days)s are closed", len(closed)) % {"days": days}
        sentence = f"{sentence}, {reason}"
    facts |= {"end": end, "sentence": f"{sentence}."}
    return facts


def _telling_start(hours, at, length):
    """Two open hours before the next day that is closed out of turn, else now."""
    newest = hours.newest.calendar
    today = at.astimezone(zone_named(newest.zone)).date()
    if newest.always_open and not newest.holidays_apply:
        return at
    for on, day in newest.exceptions:
        if on > today and not day and newest.weekly[on.weekday()]:
            midnight = datetime.combine(on, time(), zone_named(newest.zone)).astimezone(UTC)
            stretches = list(hours.open_stretches(max(at, midnight - timedelta(days=10)), midnight))
            if stretches:
                opening, closing = stretches[-1]
                return max(opening, closing - timedelta(hours=2))
    return at


def _closed_between(hours, first, last):
    """Dates after the first and before the last that are closed though their weekday is not."""
    dates = [first + timedelta(days=more) for more in range(1, (last - first).days)]
    found = []
    for on in dates:
        said = hours.on(on).calendar
        if not said.day(on) and (said.always_open or said.weekly[on.weekday()]):
            found.append(on)
    return found


def odd_boundary_warnings(hours, today: date) -> list[str]:
    """Sentences for boundaries that fall inside a clock change in the year to come (S-43)."""
    found = []
    for odd in odd_boundaries(hours, today, today + timedelta(days=WARNED_DAYS)):
        taken = odd.instant.astimezone(zone_named(hours.zone))
        words = {
            "on": date_format(odd.on, _("D j M Y")),
            "time": clock(odd.minute),
            "zone": hours.zone,
            "taken": date_format(taken, "H:i"),
            "offset": taken.strftime("%Z"),
        }
        if odd.kind == "skipped":
            found.append(_("On %(on)s the clocks skip %(time)s in %(zone)s; it counts as %(taken)s.") % words)
        else:
            found.append(_("On %(on)s %(time)s comes twice in %(zone)s; the first (%(offset)s) counts.") % words)
    return found


def _moment(at):
    return date_format(at, "D j M Y, H:i")


def _listed(words):
    return words[0] if len(words) == 1 else _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
