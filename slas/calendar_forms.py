"""What is said beside the week when a calendar is published or corrected."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.inputs import zone_field
from slas.calendar_drafts import FIRST_YEAR, LAST_YEAR
from slas.openhours import HoursError, zone_named
from slas.public_holidays import countries

LONGEST_NOTE = 200
MOST_YEARS = 5


class LocalMomentInput(forms.DateTimeInput):
    """Date and time on a wall, to the minute."""

    input_type = "datetime-local"


class LocalMomentField(forms.CharField):
    """A wall time without a zone: the form that holds the field knows whose."""

    widget = LocalMomentInput

    def clean(self, value):
        value = super().clean(value)
        if value and moment_of(value) is None:
            raise ValidationError(_("Write a date and time such as 2026-12-24 15:00."))
        return moment_of(value)


def moment_of(text):
    """A wall time from `2026-12-24T15:00`, none from anything else; neither from years out of any calendar's reach."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def instant_in(zone, moment):
    """The instant of a wall time, of two the first; none for none."""
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=zone_named(zone)).astimezone(UTC)
    except (HoursError, OverflowError):
        return None


class VersionForm(forms.Form):
    """The zone, what a business day counts as, from when on, and why; wall times are those of the calendar's zone."""

    zone = zone_field()
    nominal_day_minutes = forms.IntegerField(
        label=_("Business day, in minutes"),
        min_value=1,
        max_value=1440,
        help_text=_("What one business day of a target counts as: 480 are 8 hours."),
    )
    effective_at = LocalMomentField(
        label=_("In force from"), required=False, max_length=20, help_text=_("In the calendar's time zone. Empty: at once.")
    )
    note = forms.CharField(
        label=_("Reason"), max_length=LONGEST_NOTE, required=False, help_text=_("Stands in the version history.")
    )

    def clean(self):
        said = super().clean()
        for name in ("effective_at", "corrects_from"):
            if name in said:
                said[name] = instant_in(said.get("zone", "UTC"), said[name])
        return said


class CorrectionForm(VersionForm):
    """A correction says from when on the past was wrong, and needs a reason."""

    corrects_from = LocalMomentField(label=_("Correct from"), max_length=20, help_text=_("In the calendar's time zone."))
    effective_at = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].help_text = _("Stands in the version history and in the audit log.")
        self.order_fields(["zone", "nominal_day_minutes", "corrects_from", "note"])


class HolidaysForm(forms.Form):
    """Whose public holidays, and of which years."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", _("Choose")), *countries().items()])
    region = forms.CharField(
        label=_("Region"), required=False, max_length=10, help_text=_("Its code where holidays differ, such as ENG or BY.")
    )
    first_year = forms.IntegerField(label=_("From year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=MOST_YEARS)
