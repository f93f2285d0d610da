"""The shape of what is said about tiers and support hours."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick, zone_field
from slas.models import HOURS_KINDS, METRICS, SEVERITIES, UNITS
from slas.public_holidays import countries, places
from slas.summaries import DAYS

LONGEST = 100_000  # of any unit
NEXT_DAY = "end_of_next_business_day"
INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class TargetField(forms.MultiValueField):
    """An amount and its unit; empty when nothing is promised. The end of the next business day needs no amount."""

    def __init__(self, label):
        amount = forms.IntegerField(
            min_value=1,
            max_value=LONGEST,
            required=False,
            error_messages={
                "invalid": _("Use a whole number."),
                "min_value": _("Use at least 1, or leave it empty to promise nothing."),
            },
        )
        unit = forms.ChoiceField(choices=list(UNITS.items()), required=False)
        words = {"label": label}
        attrs = {"inputmode": "numeric", "class": "input", "aria-label": _("%(label)s, amount") % words}
        widget = forms.MultiWidget(
            [
                forms.TextInput(attrs=attrs),
                forms.Select(attrs={"class": "input", "aria-label": _("%(label)s, unit") % words}, choices=list(UNITS.items())),
            ]
        )
        widget.decompress = _apart
        super().__init__([amount, unit], label=label, required=False, require_all_fields=False, widget=widget)

    def compress(self, values):
        amount, unit = values or (None, "")
        if unit == NEXT_DAY:
            return {"amount": 1, "unit": unit}  # the day itself; it has no amount
        return {"amount": amount, "unit": unit or "hours"} if amount else None


def _apart(value):
    if not value:
        return [None, "hours"]
    return [None if value["unit"] == NEXT_DAY else value["amount"], value["unit"]]


class TargetsForm(forms.Form):
    """What a version promises: a kind of hours for each severity, a target for each severity and metric."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for severity, severity_name in SEVERITIES.items():
            label = _("%(severity)s: kind of hours") % {"severity": severity_name}
            select = forms.Select(attrs={"class": "input", "aria-label": label})
            self.fields[f"hours_{severity}"] = forms.ChoiceField(label=label, choices=list(HOURS_KINDS.items()), widget=select)
            for metric, metric_name in METRICS.items():
                words = {"severity": severity_name, "metric": str(metric_name).lower()}
                self.fields[f"{metric}_{severity}"] = TargetField(_("%(severity)s %(metric)s") % words)

    def clean(self):
        said = super().clean()
        hours = {severity: said.pop(f"hours_{severity}", None) for severity in SEVERITIES}
        cells = {(metric, severity): said.pop(f"{metric}_{severity}", None) for metric in METRICS for severity in SEVERITIES}
        targets = [{"metric": m, "severity": s, **promise} for (m, s), promise in cells.items() if promise]
        return {**said, "hours": hours, "targets": targets}

    def rows(self):
        """For the table: each severity with its hours and its cells."""
        for severity, name in SEVERITIES.items():
            cells = [self[f"{metric}_{severity}"] for metric in METRICS]
            yield {"code": severity, "name": name, "hours": self[f"hours_{severity}"], "cells": cells}


class NewTierForm(TargetsForm):
    """A tier to be: its name and what its first version promises."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=60)


class CalendarForm(forms.Form):
    """New support hours: a preset week or one's own, a zone, and whose public holidays are closed."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as 8/5 Berlin."))
    kind = forms.ChoiceField(
        label=_("Week"),
        choices=[
            ("8/5", _("8/5: Monday to Friday, 09:00 to 17:00")),
            ("12/5", _("12/5: Monday to Friday, 08:00 to 20:00")),
            ("24/5", _("24/5: Monday to Friday, around the clock")),
            ("24/7", _("24/7: always open, holidays too")),
            ("custom", _("Other hours")),
        ],
    )
    zone = zone_field()
    country = forms.ChoiceField(
        label=_("Closed on public holidays of"), required=False, choices=lambda: [("", _("No country")), *countries().items()]
    )
    region = forms.CharField(
        label=_("Region"), required=False, max_length=10, help_text=_("Its code where holidays differ, such as ENG or BY.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, day in enumerate(DAYS):
            self.fields[f"day_{number}"] = forms.CharField(label=day, required=False, max_length=100)

    def clean(self):
        said = super().clean()
        days = [self._day(f"day_{number}", said.pop(f"day_{number}", "")) for number in range(7)]
        said["weekly"] = tuple(days) if said.get("kind") == "custom" else None
        said["region"] = said.get("region", "").upper()
        known = places().get(said.get("country", ""), [])
        if said["region"] and said["region"] not in known:
            words = _("Not a region that we know there. Known: %(codes)s.") if known else _("No regions are known there.")
            self.add_error("region", words % {"codes": ", ".join(known)})
        return said

    def days(self):
        return [self[f"day_{number}"] for number in range(7)]

    def _day(self, field, text):
        rest = INTERVAL.sub("", text).replace(",", "").replace(";", "").strip()
        if rest:
            self.add_error(field, _("Write hours such as 09:00-12:30, 13:30-17:00."))
            return ()
        found = [[int(number) for number in numbers] for numbers in INTERVAL.findall(text)]
        return tuple((h1 * 60 + m1, h2 * 60 + m2) for h1, m1, h2, m2 in found)


class ChoicesForm(forms.Form):
    """Which calendar each kind of hours means; `empty` words the choice of none, where that is allowed."""

    def __init__(self, *args, calendars, chosen, empty=None, **kwargs):
        super().__init__(*args, **kwargs)
        for number, (kind, name) in enumerate(HOURS_KINDS.items()):
            none = empty if empty else None if kind in chosen else _("None")
            label = _("%(hours)s means") % {"hours": name}
            self.fields[f"kind_{number}"] = pick(calendars, empty=none, label=label, initial=str(chosen.get(kind, "")))

    def clean(self):
        said = super().clean()
        return {"choices": {kind: said.get(f"kind_{number}") for number, kind in enumerate(HOURS_KINDS)}}
