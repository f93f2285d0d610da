"""The shape of an agreement's terms beside its lines, and of a change of them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common.inputs import DayField
from contracts.credit_fields import CreditFields
from contracts.forms import DayInput
from contracts.terms import LEVELS, Cover, Features, Renewal, Uplift
from contracts.time_fields import TimeFields
from products.models import ENVIRONMENT_KINDS
from slas.models import ACTIVITY_CLASSES, HOURS_KINDS, SOURCES

EVERYTHING = _("None chosen: all of them.")


def count_field(label, most=3650, **more):
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, **more)


def percent_field(label, **more):
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=3, required=False, **more)


def several(label, choices, help_text=EVERYTHING):
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=boxes, help_text=help_text)


NAMED_LEVELS = [(str(level), f"L{level}") for level in LEVELS]


class TermsForm(TimeFields, CreditFields):
    """Renewal, notice, billing, time, cover and service credits; what is left empty stays as it was, or as usual."""

    term = forms.ChoiceField(
        label=_("Term"),
        choices=[("monthly", _("Monthly")), ("yearly", _("Yearly")), ("project", _("Project"))],
        required=False,
        initial="yearly",
    )
    renewal = forms.ChoiceField(
        label=_("After the last day"),
        choices=[("none", _("It ends")), ("automatic", _("It renews by itself")), ("express", _("It renews if accepted"))],
        required=False,
    )
    months = count_field(_("Months of the next term"), most=120)
    notice = count_field(_("Notice period"), most=730)
    notice_unit = forms.ChoiceField(label=_("Counted in"), choices=[("days", _("Days")), ("months", _("Months"))], required=False)
    uplift = forms.ChoiceField(
        label=_("Fees at the renewal"),
        choices=[("none", _("Stay")), ("fixed", _("Rise by a fixed percentage")), ("index", _("Follow an index"))],
        required=False,
    )
    uplift_percent = percent_field(_("Rise by %"))
    uplift_floor = percent_field(_("Index: at least %"))
    uplift_cap = percent_field(_("Index: at most %"))
    tell_days = count_field(_("Tell the client, days before the last notice date"), most=365)
    invoice_ahead_days = count_field(_("Invoice fees, days ahead"), most=30)
    payment_days = count_field(_("Invoices are due after, days"), most=365)
    suspend_after_days = count_field(_("Suspend when overdue for, days"), most=365, help_text=_("0: never by itself."))
    suspension_warning_days = count_field(_("Warn before a suspension, days"), most=365)
    run_off_days = count_field(_("Run-off after the end, days"), most=365)
    quote_days = count_field(_("Quotes can be accepted for, days"), most=365)
    preauthorised = forms.DecimalField(
        label=_("Pre-authorised for emergencies"), min_value=0, max_digits=14, decimal_places=3, required=False
    )
    environments = several(_("Environments"), list(ENVIRONMENT_KINDS.items()))
    activities = several(_("Kinds of work"), list(ACTIVITY_CLASSES.items()))
    levels = several(_("Levels"), NAMED_LEVELS)
    critical_levels = several(_("Levels for critical tickets"), NAMED_LEVELS, help_text=_("None chosen: as for the others."))
    channels = several(_("Channels"), list(SOURCES.items()))
    custom_code = forms.ChoiceField(
        label=_("Custom code"),
        choices=[("none", _("Not covered")), ("listed", _("What is listed")), ("all", _("Covered"))],
        required=False,
    )
    upgrades = forms.ChoiceField(
        label=_("Version upgrades"),
        choices=[("none", _("Not covered")), ("minor", _("Minor ones")), ("quote_major", _("Minor ones; major by quote"))],
        required=False,
    )
    has_extended_support = forms.BooleanField(label=_("Covers versions past their end"), required=False)
    hours_kind = forms.ChoiceField(
        label=_("Covered hours"), choices=[("", _("At any time")), *HOURS_KINDS.items()], required=False
    )
    has_after_hours = forms.BooleanField(label=_("Covers work outside the hours"), required=False)
    has_account_manager = forms.BooleanField(label=_("Account manager"), required=False)
    monitoring = forms.ChoiceField(
        label=_("Proactive monitoring"),
        choices=[("no", _("No")), ("optional", _("Optional")), ("yes", _("Yes"))],
        required=False,
    )
    has_training = forms.BooleanField(label=_("Training"), required=False)
    has_advice = forms.BooleanField(label=_("Advice reviews"), required=False)
    uptime_target = percent_field(_("Uptime target %"))

    RENEWAL = (
        "term",
        "renewal",
        "months",
        "notice",
        "notice_unit",
        "uplift",
        "uplift_percent",
        "uplift_floor",
        "uplift_cap",
        "tell_days",
    )
    MONEY = (
        "invoice_ahead_days",
        "payment_days",
        "suspend_after_days",
        "suspension_warning_days",
        "run_off_days",
        "quote_days",
        "preauthorised",
    )
    COVER = (
        "environments",
        "activities",
        "levels",
        "critical_levels",
        "channels",
        "custom_code",
        "upgrades",
        "has_extended_support",
        "hours_kind",
        "has_after_hours",
    )
    FEATURES = ("monitoring", "uptime_target", "has_account_manager", "has_training", "has_advice")

    def __init__(self, *args, terms, calendars=(), **kwargs):
        self.before = terms
        renewal, uplift, cover = terms.renewal, terms.renewal.uplift, terms.cover
        initial = {
            "term": renewal.term,
            "renewal": renewal.kind,
            "months": renewal.months,
            "notice": renewal.notice,
            "notice_unit": renewal.notice_unit,
            "uplift": uplift.kind,
            "uplift_percent": uplift.percent,
            "uplift_floor": uplift.floor,
            "uplift_cap": uplift.cap,
            "tell_days": uplift.tell_days,
            "environments": cover.environments,
            "activities": cover.activities,
            "levels": [str(level) for level in cover.levels or ()],
            "critical_levels": [str(level) for level in cover.critical_levels or ()],
            "channels": cover.channels,
            **{name: getattr(cover, name) for name in self.COVER[5:]},
            **{name: getattr(terms, name) for name in self.MONEY},
            **{name: getattr(terms.features, name) for name in self.FEATURES},
            **self.credits_shown(terms.credits),
            **self.time_shown(terms),
        }
        super().__init__(*args, terms=terms, calendars=calendars, initial=initial, **kwargs)

    def clean(self):
        said = super().clean()
        floor, cap = said.get("uplift_floor"), said.get("uplift_cap")
        if floor is not None and cap is not None and floor > cap:
            self.add_error("uplift_cap", _("The cap is below the floor."))
        return said

    def terms(self):
        """The terms before with what was said; their lines are left as they were."""
        said, before = self.cleaned_data, self.time_said(self.before)

        def or_before(name, was):
            return was if said[name] in (None, "") else said[name]

        was = before.renewal
        uplift = Uplift(
            kind=or_before("uplift", was.uplift.kind),
            percent=or_before("uplift_percent", was.uplift.percent),
            floor=said["uplift_floor"],
            cap=said["uplift_cap"],
            tell_days=or_before("tell_days", was.uplift.tell_days),
        )
        renewal = Renewal(
            term=or_before("term", was.term),
            kind=or_before("renewal", was.kind),
            months=or_before("months", was.months) or was.months,
            notice=or_before("notice", was.notice),
            notice_unit=or_before("notice_unit", was.notice_unit),
            uplift=uplift,
        )
        cover = replace(
            before.cover,
            environments=tuple(said["environments"]) or None,
            activities=tuple(said["activities"]) or None,
            levels=tuple(int(level) for level in said["levels"]) or None,
            critical_levels=tuple(int(level) for level in said["critical_levels"]) or None,
            channels=tuple(said["channels"]) or None,
            custom_code=or_before("custom_code", Cover().custom_code),
            upgrades=or_before("upgrades", Cover().upgrades),
            has_extended_support=said["has_extended_support"],
            hours_kind=said["hours_kind"],
            has_after_hours=said["has_after_hours"],
        )
        features = Features(
            has_account_manager=said["has_account_manager"],
            monitoring=said["monitoring"] or "no",
            has_training=said["has_training"],
            has_advice=said["has_advice"],
            uptime_target=said["uptime_target"],
        )
        rest = {name: or_before(name, getattr(before, name)) for name in self.MONEY}
        credits = self.credits_said(before.credits)
        return replace(before, renewal=renewal, cover=cover, features=features, credits=credits, **rest)

    def parts(self):
        """For the page: titles and their fields."""
        named = ((_("Renewal and notice"), self.RENEWAL), (_("Billing"), self.MONEY), (_("Time"), self.TIME))
        named += ((_("What is covered"), self.COVER), (_("Features"), self.FEATURES), (_("Service credits"), self.CREDITS))
        return [(title, [self[name] for name in names]) for title, names in named]


class ChangeForm(forms.Form):
    """From when a change of terms holds, and why."""

    effective_on = DayField(label=_("Holds from"), widget=DayInput(), help_text=_("Tickets received from this day on."))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("The client reads this."))
    is_agreed_at_once = forms.BooleanField(
        label=_("Both sides agreed on this day"),
        required=False,
        help_text=_("Cheaper terms, or fewer hours, otherwise wait for the next period, or for the renewal of a yearly term."),
    )
