"""The buttons of the calendar editor: each changes the draft, or what is on offer."""

from datetime import date

from django.utils.translation import gettext as _

from slas.calendar_drafts import MOST_DAYS, MOST_SHIFTS, typed_day
from slas.calendar_forms import HolidaysForm
from slas.errors import CalendarRefused
from slas.ics import MOST_BYTES, closed_days
from slas.presets import HOURS_PRESETS
from slas.public_holidays import holidays_of, places


def _preset(editor, kind):
    editor.draft.take_preset(kind)
    editor.said["nominal_day_minutes"] = HOURS_PRESETS[kind].nominal_day_minutes
    editor.form.initial["nominal_day_minutes"] = editor.said["nominal_day_minutes"]


def _copy_monday(editor):
    editor.draft.copy_monday()


def _add_shift(editor, day):
    shifts = editor.draft.week[int(day)]
    if not any(map(any, shifts)):
        shifts[:] = [("09:00", "17:00")]
    elif len(shifts) < MOST_SHIFTS:
        shifts.append(("", ""))


def _drop_shift(editor, day, place):
    del editor.draft.week[int(day)][int(place)]


def _add_day(editor):
    try:
        on = date.fromisoformat(editor.said.get("day_on", ""))
    except ValueError as wrong:
        raise CalendarRefused(_("Choose the date of the day that is different."), field="day_on") from wrong
    _put(editor, typed_day(on, editor.said.get("day_hours", ""), editor.said.get("day_name", "")), "day_on")
    editor.said |= {"day_on": "", "day_hours": "", "day_name": ""}


def _put(editor, days, field):
    """Add days, or say that there are too many: none is left out in silence."""
    if len(editor.draft.days | days) > MOST_DAYS:
        words = _("A calendar holds %(most)s days at most. Drop those that are over, or choose fewer.")
        raise CalendarRefused(words % {"most": MOST_DAYS}, field=field)
    editor.draft.put(days)


def _drop_day(editor, on):
    del editor.draft.days[date.fromisoformat(on)]


def _drop_past(editor):
    today = editor.at.date()
    editor.draft.days = {on: said for on, said in editor.draft.days.items() if on >= today}


def _find_holidays(editor):
    editor.holidays = form = HolidaysForm(editor.data)
    if not form.is_valid():
        raise CalendarRefused(_("Choose a country and the years."), field="country")
    said = form.cleaned_data
    country, region = said["country"], said["region"].upper()
    if region and region not in places()[country]:
        known = ", ".join(places()[country])
        words = _("Not a region that we know there. Known: %(codes)s.") if known else _("No regions are known there.")
        raise CalendarRefused(words % {"codes": known}, field="region")
    found = holidays_of(country, region, said["first_year"], said["years"])
    if not found:
        raise CalendarRefused(_("No public holidays are known for these years."), field="country")
    editor.said["holidays_of"] = "-".join(filter(None, [country, region]))
    _offer(editor, found)


def _read_file(editor):
    sent = editor.files.get("file")
    if sent is None:
        raise CalendarRefused(_("Choose an .ics file first."), field="file")
    _offer(editor, closed_days(sent.read(MOST_BYTES + 1)))


def _offer(editor, found):
    """Days that would be closed, all of them chosen that are not in the calendar already."""
    editor.offered = {on: ((), name) for on, name in found.items()}
    editor.chosen = {on: day for on, day in editor.offered.items() if on not in editor.draft.days}


def _take_offered(editor):
    if not editor.chosen:
        raise CalendarRefused(_("Choose at least one day."), field="offer")
    _put(editor, editor.chosen, "offer")
    _drop_offered(editor)


def _drop_offered(editor):
    editor.offered, editor.chosen = {}, {}


def _month(editor, month):
    editor.said["month"] = month


STEPS = {
    "preset": _preset,
    "copy-monday": _copy_monday,
    "add-shift": _add_shift,
    "drop-shift": _drop_shift,
    "add-day": _add_day,
    "drop-day": _drop_day,
    "drop-past": _drop_past,
    "find-holidays": _find_holidays,
    "read-file": _read_file,
    "take-offered": _take_offered,
    "drop-offered": _drop_offered,
    "month": _month,
}
