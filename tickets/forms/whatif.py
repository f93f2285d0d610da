"""The shape of what is asked of a replay under other tiers."""

from django import forms
from django.utils.translation import gettext_lazy as _

COMPARED = 2  # tiers side by side


class ReplayForm(forms.Form):
    """Which tiers, and tickets received from when to when (dates of the reader's zone, both included)."""

    tier = forms.MultipleChoiceField(label=_("Tiers"), required=False)
    received_from = forms.DateField(label=_("Received from"), required=False)
    received_until = forms.DateField(label=_("until"), required=False)

    def __init__(self, data, *, tiers):
        super().__init__(data)
        self.fields["tier"].choices = [(str(tier.pk), tier.name) for tier in tiers]

    def clean_tier(self):
        chosen = self.cleaned_data["tier"]
        if len(chosen) > COMPARED:
            raise forms.ValidationError(_("Compare two tiers at most."))
        return chosen

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("received_from"), cleaned.get("received_until")
        if first and last and last < first:
            self.add_error("received_until", _("This is before the first day. Choose a later one."))
        return cleaned
