"""A calendar changes by a further version: from an instant on, or backdated as a correction (S-34)."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.log import record
from slas.errors import CalendarOvertaken, CalendarRefused
from slas.models import Calendar, CalendarVersion
from slas.openhours import HoursError, zone_named
from slas.opentime import check_has_open_time
from slas.wording import in_words

LONGEST_DAY = 1440
LONGEST_PLACES = 40


@transaction.atomic
def publish_calendar_version(
    *, calendar, hours, names, nominal_day_minutes, based_on, by, at, effective_at=None, note="", holidays_of=""
):
    """The next version, in force from `effective_at` (none: `at`) on, for time after it (S-34).

    `hours` are OpenHours, `names` their exceptions' names by date, `based_on` the number that was edited: a version that
    somebody published meanwhile is not written over. Refuses hours without an open minute in the year that follows (S-45).
    """
    if effective_at is not None and effective_at < at:
        raise CalendarRefused(
            _("New hours cannot begin in the past. Choose a later time, or correct the calendar instead."), field="effective_at"
        )
    version = _added(calendar, based_on, hours, names, nominal_day_minutes, effective_at or at, by, note, holidays_of)
    _record("published", version, by, at)
    return version


@transaction.atomic
def correct_calendar(*, calendar, hours, names, nominal_day_minutes, based_on, corrects_from, by, at, note, holidays_of=""):
    """A version that also holds in the past, from `corrects_from` on: for clocks that are still open, when they are recounted."""
    if not note.strip():
        raise CalendarRefused(_("Say why the past is corrected. The reason stands in the audit log."), field="note")
    if corrects_from >= at:
        raise CalendarRefused(
            _("A correction begins in the past. Publish a new version for what is to come."), field="corrects_from"
        )
    version = _added(calendar, based_on, hours, names, nominal_day_minutes, at, by, note, holidays_of, corrects_from)
    _record("corrected", version, by, at, corrects_from=corrects_from.isoformat())
    return version


def _added(calendar, based_on, hours, names, nominal_day_minutes, effective_at, by, note, holidays_of, corrects_from=None):
    calendar = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk, tenant_id=by.tenant_id)
    newest = calendar.versions.select_related("by").order_by("-number").first()
    if newest.number != based_on:
        raise CalendarOvertaken(_overtaken(newest))
    if not 1 <= nominal_day_minutes <= LONGEST_DAY:
        raise CalendarRefused(_("A business day has from 1 to 1440 minutes."), field="nominal_day_minutes")
    try:
        check_has_open_time(hours, corrects_from or effective_at)
    except HoursError as refusal:
        raise CalendarRefused(in_words(refusal)) from refusal
    dated = {on for on, _day in hours.exceptions}
    said = {
        "hours": hours.as_json(),
        "names": {on.isoformat(): name for on, name in sorted(names.items()) if name and on in dated},
        "nominal_day_minutes": nominal_day_minutes,
    }
    is_same = all(getattr(newest, column) == value for column, value in said.items())
    if is_same and corrects_from is None and effective_at >= newest.effective_at:
        raise CalendarRefused(_("Nothing is different from version %(number)s.") % {"number": newest.number})
    return CalendarVersion.objects.create(
        tenant_id=by.tenant_id,
        calendar=calendar,
        number=newest.number + 1,
        holidays_of=_places(newest.holidays_of, holidays_of),
        effective_at=effective_at,
        corrects_from=corrects_from,
        note=note.strip(),
        by=by,
        **said,
    )


def _places(known, added):
    """Whose holidays were taken over so far, as many as fit."""
    if not added or added in known.split(", "):
        return known
    both = f"{known}, {added}" if known else added
    return both if len(both) <= LONGEST_PLACES else added[:LONGEST_PLACES]


def _overtaken(newest):
    """Whose version came between, and that nothing typed is lost."""
    local = newest.effective_at.astimezone(zone_named(newest.hours["zone"]))
    words = {"number": newest.number, "name": newest.by.name if newest.by else "", "since": date_format(local, "j M Y, H:i")}
    if newest.by is None:
        sentence = _("Version %(number)s was published meanwhile. Compare it, then publish again to replace it.")
    else:
        sentence = _("%(name)s published version %(number)s meanwhile (from %(since)s). Compare it, then publish to replace it.")
    return sentence % words


def _record(verb, version, by, at, **facts):
    record(
        tenant_id=version.tenant_id,
        kind=f"calendar.{verb}",
        subject=version.calendar,
        at=at,
        by=by,
        version=version.number,
        effective_at=version.effective_at.isoformat(),
        note=version.note,
        **facts,
    )
