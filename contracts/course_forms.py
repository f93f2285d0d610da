"""The shape of what is said in the course of a contract: suspensions, notices, renewals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import DayField
from contracts.forms import DayInput
from contracts.models import ENDINGS


def amount_field(**more):
    """An amount of money in the contract's currency, without tax."""
    return forms.DecimalField(max_digits=14, decimal_places=3, min_value=0, **more)


def reason_field(**more):
    return forms.CharField(**{"label": _("Reason"), "max_length": 300, "required": False} | more)


class ReasonForm(forms.Form):
    """Why; may be empty."""

    reason = reason_field(label=_("Note"))


class GivenReasonForm(forms.Form):
    """Why; must be said."""

    reason = reason_field(required=True)


class SuspensionForm(forms.Form):
    """From when support is withheld, and why."""

    from_on = DayField(label=_("Suspended from"), widget=DayInput(), help_text=_("From the start of this day on."))
    warned_on = DayField(
        label=_("Client was warned on"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: saving this is the warning, and goes out now."),
    )
    reason = reason_field(required=True, help_text=_("The client reads this."))
    is_for_non_payment = forms.BooleanField(
        label=_("For non-payment"), required=False, help_text=_("The contract does not renew by itself meanwhile.")
    )
    waives_fees = forms.BooleanField(label=_("Waive fees of these days"), required=False)
    lets_critical_through = forms.BooleanField(label=_("Let critical tickets through"), required=False)


class NoticeForm(forms.Form):
    """A notice: of which kind, when it was received, and what it means for money."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ENDINGS)
    received_on = DayField(label=_("Received on"), widget=DayInput())
    ends_on = DayField(
        label=_("Last day"), required=False, widget=DayInput(), help_text=_("Empty: the earliest that the contract allows.")
    )
    fee = amount_field(label=_("Fee for ending early"), required=False)
    refunds_unused = forms.BooleanField(label=_("Credit unused prepaid days"), required=False)
    refunds_hours = forms.BooleanField(
        label=_("Credit unused hours"), required=False, help_text=_("What is left after the run-off. Without this it expires.")
    )
    reason = reason_field()

    def clean_fee(self):
        return self.cleaned_data["fee"] or 0


class RenewalForm(forms.Form):
    """For how long the contract goes on, and at which price; it names the last day that it was shown for."""

    last_day = DayField(required=False, widget=forms.HiddenInput)
    months = forms.IntegerField(
        label=_("Months"), required=False, min_value=1, max_value=120, help_text=_("Empty: as long as agreed.")
    )
    percent = forms.DecimalField(
        label=_("Fees rise by %"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=3,
        help_text=_("As agreed now. Empty: the uplift of the contract, if the client was told in time."),
    )
    reason = reason_field(label=_("Note"))


class UpliftForm(forms.Form):
    """By how much the index rose; only an index needs it."""

    percent = forms.DecimalField(
        label=_("The index rose by %"),
        required=False,
        min_value=-50,
        max_value=100,
        decimal_places=3,
        help_text=_("Only for an uplift by index; cap and floor are applied at the renewal."),
    )
