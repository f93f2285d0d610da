"""How work becomes billable minutes, and in which order hours are used, as an account manager agrees it (C-10, C-13 to C-19)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common.inputs import pick
from contracts.bands import BANDS
from contracts.models import BAND_NAMES
from contracts.pots import BUCKETS_FIRST, POT_ORDER
from contracts.terms import Terms, TimeRules

ROUNDINGS = [
    ("ticket_day", _("The time of a ticket, day and level together")),
    ("ticket", _("All time of a ticket and level together")),
    ("entry", _("Each entry by itself")),
    ("none", _("Not at all")),
]
ORDERS = {"usual": POT_ORDER, "buckets": BUCKETS_FIRST}


class TimeFields(forms.Form):
    """The part of the terms that is about time; what is left empty stays as it was."""

    rounding = forms.ChoiceField(label=_("Rounded up"), choices=ROUNDINGS, required=False)
    increment_minutes = forms.IntegerField(label=_("To full, minutes"), min_value=1, max_value=480, required=False)
    counts_on = forms.ChoiceField(
        label=_("Time counts"),
        choices=[("saving", _("As soon as it is logged")), ("approval", _("Once it is approved"))],
        required=False,
    )
    pot_order = forms.ChoiceField(label=_("Hours are used"), required=False)
    free_triage_minutes = forms.IntegerField(
        label=_("Free triage of a ticket, minutes"), min_value=0, max_value=480, required=False
    )
    warranty_days = forms.IntegerField(
        label=_("Our own faults are mended free for, days"),
        min_value=0,
        max_value=3650,
        required=False,
        help_text=_("After a fix was delivered. Whoever logs time then is reminded."),
    )

    def __init__(self, *args, terms: Terms, calendars=(), **kwargs):
        super().__init__(*args, **kwargs)
        for band in BANDS:
            said = {"band": BAND_NAMES[band]}
            self.fields[f"multiplier_{band}"] = forms.DecimalField(
                label=_("%(band)s: the rate, times") % said, min_value=0, max_value=10, decimal_places=3, required=False
            )
            self.fields[f"minimum_{band}"] = forms.IntegerField(
                label=_("%(band)s: at least, minutes") % said, min_value=0, max_value=1440, required=False
            )
        self.fields["billing_calendar"] = pick(
            calendars,
            empty=_("That for office hours"),
            label=_("Calendar that tells evenings and holidays"),
        )
        orders = [("usual", _("Of the period first, then buckets")), ("buckets", _("Buckets first, then of the period"))]
        is_known = terms.pot_order in ORDERS.values()
        self.fields["pot_order"].choices = orders if is_known else [("", _("As agreed now")), *orders]

    TIME = (
        "rounding",
        "increment_minutes",
        "counts_on",
        "pot_order",
        "free_triage_minutes",
        "warranty_days",
        "billing_calendar",
        *(f"{part}_{band}" for band in BANDS for part in ("multiplier", "minimum")),
    )

    @staticmethod
    def time_shown(terms: Terms):
        """Initial values."""
        rules = terms.time
        multipliers = {f"multiplier_{band}": factor.normalize().__format__("f") for band, factor in rules.multipliers.items()}
        return {
            **{name: getattr(rules, name) for name in ("rounding", "increment_minutes", "counts_on", "billing_calendar")},
            "pot_order": next((name for name, order in ORDERS.items() if order == terms.pot_order), ""),
            "free_triage_minutes": terms.free_triage_minutes,
            "warranty_days": terms.warranty_days,
            **multipliers,
            **{f"minimum_{band}": rules.minimums.get(band, 0) for band in BANDS},
        }

    def time_said(self, before: Terms) -> Terms:
        """The terms before with the time rules as entered."""
        said, was = self.cleaned_data, before.time
        factors = {band: said[f"multiplier_{band}"] for band in BANDS}
        entered = {band: said[f"minimum_{band}"] for band in BANDS}
        minimums = {band: was.minimums.get(band, 0) if minutes is None else minutes for band, minutes in entered.items()}
        calendar = said["billing_calendar"]
        rules = TimeRules(
            rounding=said["rounding"] or was.rounding,
            increment_minutes=said["increment_minutes"] or was.increment_minutes,
            counts_on=said["counts_on"] or was.counts_on,
            multipliers={band: was.multipliers[band] if factor is None else factor for band, factor in factors.items()},
            minimums={band: minutes for band, minutes in minimums.items() if minutes},
            billing_calendar=str(calendar.pk) if calendar else None,
        )
        kept = {name: said[name] for name in ("free_triage_minutes", "warranty_days") if said[name] is not None}
        return replace(before, time=rules, pot_order=ORDERS.get(said["pot_order"], before.pot_order), **kept)
