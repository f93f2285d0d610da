"""The shape of what is said about a level: its hours, and how soon it accepts and passes on or resolves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick
from slas.models import SEVERITIES

LONGEST = 100_000  # minutes


def minutes_field(label):
    """Whole minutes of the level's hours, or nothing."""
    attrs = {"inputmode": "numeric", "class": "input", "aria-label": label}
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LONGEST,
        required=False,
        widget=forms.TextInput(attrs=attrs),
        error_messages={
            "invalid": _("Use whole minutes."),
            "min_value": _("Use at least 1, or leave it empty where nothing is owed."),
        },
    )


class LevelForm(forms.Form):
    """Minutes to accept and to work for each severity, on the calendar of the level."""

    def __init__(self, *args, calendars, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["calendar"] = pick(
            calendars,
            empty=_("The office hours of everybody"),
            label=_("Hours"),
            help_text=_("When people work at this level. Its time counts in these hours only."),
        )
        for severity, name in SEVERITIES.items():
            self.fields[f"accept_{severity}"] = minutes_field(_("%(severity)s: minutes to accept") % {"severity": name})
            self.fields[f"work_{severity}"] = minutes_field(_("%(severity)s: minutes to work") % {"severity": name})

    def clean(self):
        said = super().clean()
        minutes = {severity: (said.get(f"accept_{severity}"), said.get(f"work_{severity}")) for severity in SEVERITIES}
        return {"minutes": minutes, "calendar": said.get("calendar")}

    def rows(self):
        """For the table: each severity with its two cells."""
        for severity, name in SEVERITIES.items():
            yield {"code": severity, "name": name, "cells": [self[f"accept_{severity}"], self[f"work_{severity}"]]}
