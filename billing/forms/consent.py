"""What is typed about hours beyond the allowance, and about service credits."""

from decimal import Decimal

from django import forms
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.actions.consenting import LONGEST_DAYS, USUAL_DAYS
from billing.forms.quotes import money_field
from common.inputs import DayField, pick
from contracts.allowances import hours_of
from contracts.models import Contract, ContractLine
from contracts.queries import version_on
from contracts.spans import day_of


def hours_field(**more):
    """Hours, in whole minutes."""
    said = {
        "label": pgettext_lazy("amount", "Hours"),
        "min_value": Decimal("0.25"),
        "max_value": 1000,
        "max_digits": 7,
        "decimal_places": 2,
    }
    return forms.DecimalField(**(said | more))


class AskForm(forms.Form):
    """The question to the client's approvers."""

    hours = hours_field(label=_("Hours that we expect beyond the allowance"))
    amount = money_field(_("What they come to"), help_text=_("Without tax. Empty: at the line’s rate beyond the hours."))
    days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS)
    note = forms.CharField(label=_("What it is for"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, member, contract, at, **more):
        super().__init__(*args, **more)
        agreed = version_on(contract, day_of(at, contract.time_zone)).agreed.lines if contract else {}
        with_hours = [pk for pk, terms in agreed.items() if hours_of(terms) is not None]
        rows = ContractLine.objects.visible_to(member).filter(pk__in=with_hours)
        lines = list(rows.select_related("contract__client__tenant").order_by("position"))
        only = {"initial": str(lines[0].pk)} if len(lines) == 1 else {}
        self.fields = {"line": pick(lines, label=_("Hours of"), **only), **self.fields}


class ApproveForm(forms.Form):
    """Yes, up to an amount."""

    amount = money_field(
        _("Up to, without tax"), required=True, help_text=_("What would go beyond it is not done before we have asked you again.")
    )


class TopUpForm(forms.Form):
    """Hours that are bought instead."""

    hours = hours_field(label=_("Hours to add"))


class NoForm(forms.Form):
    """No."""

    reason = forms.CharField(label=_("Why?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CreditForm(forms.Form):
    """Which month of which contract; the availability is typed until outages are recorded."""

    month = DayField(
        label=_("Month"),
        help_text=_("Any day of it: the whole month counts."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    availability = forms.DecimalField(
        label=_("Availability in percent"),
        help_text=_("As it was measured; empty where the contract promises none."),
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        required=False,
    )

    def __init__(self, *args, member, **more):
        super().__init__(*args, **more)
        contracts = Contract.objects.visible_to(member).select_related("client").order_by("client__name", "name")
        field = pick(contracts, label_of=lambda each: f"{each.client.name}: {each.name}", label=_("Contract"))
        self.fields = {"contract": field, **self.fields}


class ClaimForm(forms.Form):
    """A month of a contract that the client claims a service credit for."""

    note = forms.CharField(
        label=_("What happened"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("May be left empty: we count from the clocks of that month’s tickets."),
    )

    def __init__(self, *args, claimable, month, **more):
        super().__init__(*args, **more)
        known = {each.month.isoformat(): each for each in claimable}
        choices = [(day, date_format(each.month, "F Y")) for day, each in reversed(known.items())]
        self.fields = {
            "month": forms.TypedChoiceField(
                label=_("Month"),
                choices=choices,
                coerce=lambda day: known[day].month,
                initial=month if month in known else None,
                error_messages={"invalid_choice": _("That month cannot be claimed, or no longer.")},
            ),
            **self.fields,
        }
