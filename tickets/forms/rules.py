"""The shape of an escalation rule as a form: when, for which tickets, what is done."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick
from slas.models import METRICS, SEVERITIES
from slas.rule_checks import LONGEST_NAME, MOST_MINUTES, MOST_PERCENT
from slas.rule_words import HOURS_NAMES, who_names
from slas.rules import AFTER, BEFORE, CLOCKS_HOURS, EVERY_METRIC, NOTIFY, RAISE_LEVEL, RAISE_SEVERITY, TO_QUEUE, WATCH

PERCENT = "percent"
MINUTES = {"minutes": 1, "hours": 60}
BY_ONE, HIGHEST = "next", 4


class RuleForm(forms.Form):
    """One rule; `rule` fills it. `clean` gives it as `TierVersion.rules` keeps it; what it may not be, `slas.rules` says."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, help_text=_("Such as: tell the leads in time."))
    metric = forms.ChoiceField(label=_("Promise"), choices=[(EVERY_METRIC, _("Every promise")), *METRICS.items()])
    severities = forms.MultipleChoiceField(
        label=_("Severities"),
        choices=list(SEVERITIES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all of them."),
    )
    moment = forms.ChoiceField(
        label=_("When"),
        choices=[(PERCENT, _("at a percent of the target")), (BEFORE, _("before it is due")), (AFTER, _("after it was due"))],
    )
    amount = forms.IntegerField(label=_("How much"), min_value=0, max_value=MOST_MINUTES)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=[("minutes", _("minutes")), ("hours", _("hours"))],
        required=False,
        help_text=_("Not for percents."),
    )
    hours = forms.ChoiceField(
        label=_("In which hours"), choices=list(HOURS_NAMES.items()), help_text=_("Outside of them it waits until they open.")
    )
    tell = forms.MultipleChoiceField(label=_("Tell"), widget=forms.CheckboxSelectMultiple, required=False)
    level = forms.ChoiceField(
        label=_("Raise the level"),
        choices=[("", _("No")), (BY_ONE, _("By one")), *((str(number), f"L{number}") for number in range(2, HIGHEST + 1))],
        required=False,
    )
    to_queue = forms.BooleanField(label=_("Give it back to the level's queue"), required=False)
    boost = forms.BooleanField(
        label=_("Move it up in the queue"), required=False, help_text=_("For staff alone; what was promised stays as it is.")
    )

    def __init__(self, *args, members, rule=None, **kwargs):
        super().__init__(*args, initial=_initial(rule) if rule else {"unit": "minutes", "hours": CLOCKS_HOURS}, **kwargs)
        self.key = str(rule["key"]) if rule else str(uuid4())
        self.fields["tell"].choices = list(who_names().items())
        self.fields["watcher"] = pick(members, empty=_("Nobody"), label=_("Make a watcher"), label_of=lambda one: one.name)

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if self.cleaned_data.get("moment") == PERCENT and not 1 <= amount <= MOST_PERCENT:
            raise forms.ValidationError(_("A percent lies between 1 and %(most)s.") % {"most": MOST_PERCENT})
        return amount

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        is_percent, amount = said["moment"] == PERCENT, said["amount"]
        rule = {
            "key": self.key,
            "name": said["name"],
            "metric": said["metric"],
            "severities": said["severities"],
            "percent": amount if is_percent else None,
            "minutes": None if is_percent else amount * MINUTES[said["unit"] or "minutes"],
            "side": AFTER if is_percent else said["moment"],
            "hours": said["hours"],
            "actions": list(_actions(said)),
        }
        return {"rule": rule}


def _actions(said):
    yield from ({"do": NOTIFY, "who": who} for who in said["tell"])
    if said["level"]:
        yield {"do": RAISE_LEVEL} | ({} if said["level"] == BY_ONE else {"to": int(said["level"])})
    if said["to_queue"]:
        yield {"do": TO_QUEUE}
    if said["boost"]:
        yield {"do": RAISE_SEVERITY}
    if said["watcher"]:
        yield {"do": WATCH, "member": str(said["watcher"].pk)}


def _initial(rule):
    steps = {step["do"]: step for step in rule["actions"]}
    minutes = rule.get("minutes") or 0
    in_hours = minutes and not minutes % 60
    raised = steps.get(RAISE_LEVEL)
    return {
        "name": rule["name"],
        "metric": rule.get("metric") or EVERY_METRIC,
        "severities": rule.get("severities") or [],
        "moment": PERCENT if rule.get("percent") is not None else rule.get("side") or AFTER,
        "amount": rule["percent"] if rule.get("percent") is not None else minutes // 60 if in_hours else minutes,
        "unit": "hours" if in_hours else "minutes",
        "hours": rule.get("hours") or CLOCKS_HOURS,
        "tell": [step["who"] for step in rule["actions"] if step["do"] == NOTIFY],
        "level": "" if raised is None else str(raised.get("to") or BY_ONE),
        "to_queue": TO_QUEUE in steps,
        "boost": RAISE_SEVERITY in steps,
        "watcher": steps[WATCH].get("member") if WATCH in steps else None,
    }
