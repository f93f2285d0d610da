"""Calendars, and which of them a kind of hours means."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from slas.errors import CalendarRefused
from slas.models import Calendar, CalendarChoice, CalendarVersion
from slas.openhours import HoursError, OpenHours
from slas.opentime import check_has_open_time
from slas.presets import HOURS_PRESETS
from slas.public_holidays import holidays_of
from slas.wording import in_words

YEARS_OF_HOLIDAYS = 3


@transaction.atomic
def create_calendar(*, name, hours, by, at, kind="custom", nominal_day_minutes=480, holidays_of="", names=None):
    """A calendar and its first version, in force from `at`; refuses hours without an open minute in a year (S-45).

    `names` says what its exceptions are called, by date.
    """
    try:
        check_has_open_time(hours, at)
    except HoursError as refusal:
        raise CalendarRefused(in_words(refusal)) from refusal
    if Calendar.objects.filter(tenant_id=by.tenant_id, name__iexact=name).exists():
        raise CalendarRefused(
            _("A calendar called “%(name)s” exists already. Choose another name.") % {"name": name}, field="name"
        )
    calendar = Calendar.objects.create(tenant_id=by.tenant_id, name=name, kind=kind)
    CalendarVersion.objects.create(
        tenant_id=by.tenant_id,
        calendar=calendar,
        number=1,
        hours=hours.as_json(),
        nominal_day_minutes=nominal_day_minutes,
        names={on.isoformat(): name for on, name in (names or {}).items()},
        holidays_of=holidays_of,
        effective_at=at,
        by=by,
    )
    record(tenant_id=by.tenant_id, kind="calendar.created", subject=calendar, at=at, by=by, name=name)
    return calendar


@transaction.atomic
def create_preset_calendar(*, name, kind, zone, by, at, country="", region=""):
    """A calendar of a preset kind (S-50) in a zone, closed on the public holidays of a country and region, stored as used."""
    preset = HOURS_PRESETS[kind]
    if preset.always_open:
        country = region = ""
    closed = _closed(country, region, at)
    exceptions = tuple((on, ()) for on in closed)
    hours = OpenHours(zone=zone, weekly=preset.weekly, exceptions=exceptions, always_open=preset.always_open)
    return create_calendar(
        name=name,
        hours=hours,
        kind=kind,
        nominal_day_minutes=preset.nominal_day_minutes,
        holidays_of=_place(country, region),
        names=closed,
        by=by,
        at=at,
    )


@transaction.atomic
def create_weekly_calendar(*, name, weekly, zone, by, at, country="", region=""):
    """A calendar of its own hours: intervals of local minutes for each day, Monday first; closed on holidays likewise."""
    closed = _closed(country, region, at)
    try:
        hours = OpenHours(zone=zone, weekly=weekly, exceptions=tuple((on, ()) for on in closed))
    except HoursError as refusal:
        raise CalendarRefused(in_words(refusal)) from refusal
    return create_calendar(name=name, hours=hours, holidays_of=_place(country, region), names=closed, by=by, at=at)


def _closed(country, region, at):
    """Date to name of the public holidays of this year and the next two."""
    if not country:
        return {}
    try:
        return holidays_of(country, region, at.year, YEARS_OF_HOLIDAYS)
    except NotImplementedError as refusal:
        place = _place(country, region)
        raise CalendarRefused(_("No public holidays are known for %(place)s.") % {"place": place}, field="region") from refusal


def _place(country, region):
    return "-".join(filter(None, [country, region]))


@transaction.atomic
def choose_calendar(*, kind, calendar, by, at, client=None, level=None):
    """Say which calendar a kind of hours means: for the tenant, one client, or one level's own targets (S-46)."""
    choice, _created = CalendarChoice.objects.update_or_create(
        tenant_id=by.tenant_id, kind=kind, client=client, level=level, defaults={"calendar": calendar}
    )
    record(
        tenant_id=by.tenant_id,
        kind="calendar.chosen",
        subject=calendar,
        client_id=client.pk if client else None,
        at=at,
        by=by,
        hours=kind,
        level=level.number if level else None,
    )
    return choice


@transaction.atomic
def choose_calendars(*, choices, by, at, client=None):
    """Say for several kinds of hours which calendar they mean; for a client, none gives back the tenant's choice."""
    for kind, calendar in choices.items():
        said = CalendarChoice.objects.filter(tenant_id=by.tenant_id, kind=kind, client=client, level=None)
        before = said.values_list("calendar_id", flat=True).first()
        if calendar is None and before:
            said.delete()
            facts = {"client_id": client.pk if client else None, "hours": kind}
            record(tenant_id=by.tenant_id, kind="calendar.unchosen", subject=client or by.tenant, at=at, by=by, **facts)
        elif calendar is not None and calendar.pk != before:
            choose_calendar(kind=kind, calendar=calendar, client=client, by=by, at=at)
