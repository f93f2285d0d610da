"""The shape of a package."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick
from contracts.forms import currency_field


class PackageForm(forms.Form):
    """Name, tier and currency of a package; what it gives is said beside."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)

    def __init__(self, *args, tiers, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tier"] = pick(tiers, empty=_("None"), label=_("Tier"), help_text=_("Targets and hours are the tier’s."))
        self.fields["currency"] = currency_field()
        if not is_new:
            self.fields["is_active"] = forms.BooleanField(label=_("Offered for new contracts"), required=False)
