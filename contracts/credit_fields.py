"""How service credits are agreed: tiers of a figure, the cap, and whether they come by themselves (C-72)."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from contracts.terms import Credits

TIER = re.compile(r"^([0-9.,]+)\s*%?\s*:\s*([0-9.,]+)\s*%?$")
MOST_TIERS = 10


class TiersField(forms.CharField):
    """Tiers as text, one a line: `99.9: 0` credits nothing from 99.9 % on, `0: 25` credits 25 % below all others.

    Its value is pairs of (figure at least, percent of the fee), best first, as `contracts.terms.Credits` has them.
    """

    def __init__(self, label, **more):
        super().__init__(label=label, required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **more)

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return "\n".join(f"{least:f}: {percent:f}" for least, percent in value)
        return value

    def clean(self, value):
        lines = [line.strip() for line in re.split(r"[\n;]", super().clean(value)) if line.strip()]
        tiers = sorted((self._tier(line) for line in lines), reverse=True)
        if len(tiers) > MOST_TIERS or len({least for least, _percent in tiers}) < len(tiers):
            raise ValidationError(_("Name each figure once, and at most ten."))
        if any(better[1] > worse[1] for better, worse in zip(tiers, tiers[1:], strict=False)):
            raise ValidationError(_("A lower figure cannot be credited less than a higher one."))
        return tuple(tiers)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    @staticmethod
    def _tier(line):
        found = TIER.match(line)
        try:
            pair = tuple(Decimal(number.replace(",", ".")) for number in found.groups()) if found else ()
        except InvalidOperation:
            pair = ()
        if not pair or not all(0 <= number <= 100 for number in pair):
            raise ValidationError(
                _("“%(line)s” is no tier. Write a figure and what it credits, such as 99.9: 10.") % {"line": line[:40]}
            )
        return pair


class CreditFields(forms.Form):
    """The part of the terms that is about service credits; without a tier none are promised."""

    credit_availability = TiersField(
        gettext_lazy("Availability % : credit %"),
        help_text=gettext_lazy(
            "A tier a line: 99.9: 0 and 0: 10 credit nothing from 99.9 % on and 10 % below. None: no credits."
        ),
    )
    credit_response = TiersField(gettext_lazy("First responses in time % : credit %"))
    credit_resolution = TiersField(gettext_lazy("Resolutions in time % : credit %"))
    credit_cap = forms.DecimalField(
        label=gettext_lazy("At most % of the month’s fee"), min_value=0, max_value=100, decimal_places=3, required=False
    )
    credit_by = forms.ChoiceField(
        label=gettext_lazy("Worked out"),
        choices=[("month", gettext_lazy("By itself after each month")), ("claim", gettext_lazy("When the client claims it"))],
        required=False,
    )
    claim_days = forms.IntegerField(
        label=gettext_lazy("Days to claim after the month, where it is claimed"), min_value=1, max_value=365, required=False
    )

    CREDITS = ("credit_availability", "credit_response", "credit_resolution", "credit_cap", "credit_by", "claim_days")

    @staticmethod
    def credits_shown(credits: Credits):
        """Initial values."""
        return {
            "credit_availability": credits.availability,
            "credit_response": credits.response,
            "credit_resolution": credits.resolution,
            "credit_cap": credits.cap_percent,
            "credit_by": "month" if credits.is_automatic else "claim",
            "claim_days": credits.claim_days,
        }

    def credits_said(self, before: Credits) -> Credits:
        """The credits as entered; what is left empty stays as it was, save for tiers."""
        said = self.cleaned_data
        cap, days = said["credit_cap"], said["claim_days"]
        return replace(
            before,
            availability=said["credit_availability"],
            response=said["credit_response"],
            resolution=said["credit_resolution"],
            cap_percent=before.cap_percent if cap is None else cap,
            is_automatic=said["credit_by"] == "month" if said["credit_by"] else before.is_automatic,
            claim_days=days or before.claim_days,
        )
