"""The shape of what is said about prices per hour."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common import money
from common.inputs import DayField, pick
from contracts.forms import DayInput
from contracts.models import BAND_NAMES


class HourlyRateForm(forms.Form):
    """A price per hour from a work date on; of tenant, client and contract the most specific wins (C-15)."""

    amount = forms.DecimalField(label=_("Price per hour"), min_value=0, max_digits=15, decimal_places=3)
    currency = forms.ChoiceField(label=_("Currency"), choices=money.choices, initial=money.DEFAULT)
    band = forms.ChoiceField(
        label=_("Hours"),
        choices=[("", _("All hours, with multipliers")), *BAND_NAMES.items()],
        required=False,
        help_text=_(
            "All hours: the business rate, from which evening, weekend and holiday follow by the contract's multipliers."
        ),
    )
    valid_from = DayField(label=_("First day"), required=False, widget=DayInput(), help_text=_("Of work. Empty: from ever."))
    valid_until = DayField(
        label=_("Last day"), required=False, widget=DayInput(), help_text=_("Included. Empty: until another follows.")
    )

    def __init__(self, *args, levels, clients, contracts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"] = pick(levels, label=_("Level"))
        self.fields["client"] = pick(clients, empty=_("All clients"), label=_("Client"))
        self.fields["contract"] = pick(
            contracts,
            empty=_("All contracts"),
            label=_("Contract"),
            label_of=lambda contract: f"{contract.client.name}: {contract.name}",
            help_text=_("Its client need not be chosen."),
        )
        self.order_fields(["level", "amount", "currency", "band", "client", "contract", "valid_from", "valid_until"])

    def clean(self):
        said = super().clean()
        client, contract = said.get("client"), said.get("contract")
        if client and contract and contract.client_id != client.pk:
            self.add_error("contract", _("This is a contract of another client."))
        elif contract:
            said["client"] = None
        if said.get("level"):
            said["level"] = said["level"].number
        return said
