"""The shape of what is said about a tier's next version: its content, a sample ticket, and how it is published."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick
from slas.differences import PAUSE_NAMES
from slas.forms import TargetField, TargetsForm
from slas.models import HOTFIX_FROM, METRICS, REACHES, SEVERITIES
from tickets.forms.triage import MomentField

SPARE_ROWS = 2  # empty lines for ticket types; saving gives new ones
MOST_OVERRIDES = 200


class VersionForm(TargetsForm):
    """The next version of a tier. `content` fills it and keeps what it does not show: own calendars, options, rules."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    warnings = forms.CharField(
        label=_("Warnings at percent of a target"), required=False, max_length=60, help_text=_("Such as 50, 75, 90. Empty: none.")
    )
    pauses = forms.MultipleChoiceField(
        label=_("The clock pauses while"),
        choices=list(PAUSE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Without cover or while a client is suspended it pauses in any case."),
    )
    hotfix_from = forms.ChoiceField(label=_("A hotfix counts from"), choices=list(HOTFIX_FROM.items()))

    def __init__(self, *args, content, types, based_on, **kwargs):
        self.content, self.types = content, {str(one.pk): one for one in types}
        self.overrides = [target for target in content["targets"] if target["ticket_type"] in self.types]
        super().__init__(*args, initial=_initial(content) | {"based_on": based_on}, **kwargs)
        rows = len(self.overrides) + SPARE_ROWS
        if self.is_bound:  # as many lines as were sent, so that nothing typed is lost
            sent = [int(found[1]) for found in map(re.compile(r"override_(\d{1,3})_type$").match, self.data) if found]
            rows = min(max([rows, *(number + 1 for number in sent)]), MOST_OVERRIDES)
        self.override_rows = [self._add_override(number, types) for number in range(rows)]

    def _add_override(self, number, types):
        old = self.overrides[number] if number < len(self.overrides) else None
        name = f"override_{number}"
        self.fields[f"{name}_type"] = pick(types, empty="–", label=_("Ticket type"), widget=_select(_("Ticket type")))
        for part, label, choices in (("severity", _("Severity"), SEVERITIES), ("metric", _("Target"), METRICS)):
            more = {"label": label, "widget": _select(label), "required": False}
            self.fields[f"{name}_{part}"] = forms.ChoiceField(choices=list(choices.items()), **more)
        self.fields[f"{name}_target"] = TargetField(_("Target for a ticket type"))
        if old:
            parts = {"type": old["ticket_type"], "severity": old["severity"], "metric": old["metric"], "target": old}
            self.initial |= {f"{name}_{part}": value for part, value in parts.items()}
        return name

    def clean_warnings(self):
        words = self.cleaned_data["warnings"].replace("%", " ").replace(",", " ").replace(";", " ").split()
        if not all(re.fullmatch(r"-?\d{1,5}", word) for word in words):
            raise forms.ValidationError(_("Write whole percents, such as 50, 75, 90."))
        return [int(word) for word in words]

    def clean(self):
        said = super().clean()
        overrides = [self._override(said, name) for name in self.override_rows]
        before = {_key(target): target for target in self.content["targets"]}
        targets = []
        for target in [*said["targets"], *filter(None, overrides)]:
            target = {"ticket_type": None, **target}
            old = before.get(_key(target), {})
            targets.append({**target, "calendar": old.get("calendar"), "is_option": old.get("is_option", False)})
        content = {name: said.get(name) for name in ("hours", "warnings", "pauses", "hotfix_from")}
        content |= {"rules": self.content["rules"], "targets": sorted(targets, key=_order)}
        return {"content": content, "based_on": said.get("based_on")}

    def _override(self, said, name):
        kind, target = said.get(f"{name}_type"), said.get(f"{name}_target")
        if kind and not target and not self.has_error(f"{name}_target"):
            return None  # an emptied line takes the promise away
        if target and not kind:
            self.add_error(f"{name}_type", _("Choose a ticket type, or empty the target."))
        metric, severity = said.get(f"{name}_metric"), said.get(f"{name}_severity")
        if not (kind and target and metric and severity):
            if kind and target:
                self.add_error(f"{name}_metric", _("Choose what is promised, and for which severity."))
            return None
        return {"metric": metric, "severity": severity, "ticket_type": str(kind.pk), **target}

    def content_base(self):
        """The number of the version that this was written against."""
        given = self.cleaned_data.get("based_on") if self.is_bound and self.is_valid() else None
        return given or self.initial["based_on"]

    def override_fields(self):
        """For the table: the bound fields of each line."""
        for name in self.override_rows:
            yield {part: self[f"{name}_{part}"] for part in ("type", "severity", "metric", "target")}


def _select(label):
    return forms.Select(attrs={"class": "input", "aria-label": label})


def _initial(content):
    cells = {f"{t['metric']}_{t['severity']}": t for t in content["targets"] if not t["ticket_type"]}
    hours = {f"hours_{severity}": kind for severity, kind in content["hours"].items()}
    warnings = ", ".join(str(percent) for percent in content["warnings"])
    return cells | hours | {"warnings": warnings, "pauses": content["pauses"], "hotfix_from": content["hotfix_from"]}


def _key(target):
    return target["metric"], target["severity"], target["ticket_type"] or ""


def _order(target):
    return target["severity"], target["metric"], target["ticket_type"] or ""


class SampleForm(forms.Form):
    """A ticket that nobody filed, to see what it would be promised."""

    preview_severity = forms.ChoiceField(label=_("Severity"), choices=list(SEVERITIES.items()))
    preview_at = MomentField(label=_("Filed"))

    def __init__(self, *args, types, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["preview_type"] = pick(types, empty=_("Any type"), label=_("Type"))


class PublicationForm(forms.Form):
    """Whom a version reaches, from when on, which tickets keep the old one, and why."""

    reach = forms.ChoiceField(label=_("Who gets the new targets"), choices=list(REACHES.items()), widget=forms.RadioSelect)
    effective_at = MomentField(label=_("From when on"), required=False, help_text=_("Empty: from now on."))
    note = forms.CharField(
        label=_("Reason, for the audit log"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the version history."),
    )
    excluded = forms.TypedMultipleChoiceField(label=_("Tickets that keep their version"), required=False)

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)
        known = {str(ticket.pk): ticket for ticket in tickets}
        self.fields["excluded"].choices = [(pk, f"#{ticket.number}") for pk, ticket in known.items()]
        self.fields["excluded"].coerce = known.get

    def clean_excluded(self):
        return list(dict.fromkeys(self.cleaned_data["excluded"]))  # a ticket named twice is kept once


class AnswerForm(forms.Form):
    """Why a proposal is refused."""

    answer = forms.CharField(label=_("Why not"), max_length=200)
