"""How large a retainer is tried in a comparison of offers."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms.consent import hours_field
from billing.forms.quotes import money_field

ROLLOVERS = {"none": _("lapse with the month"), "capped": _("half of them roll one month"), "unlimited": _("roll for ever")}


class SizeForm(forms.Form):
    """All of it has a default, so that nothing need be chosen."""

    hours = hours_field(label=_("Hours a month"), required=False)
    price = money_field(_("Price per hour"), help_text="")
    rollover = forms.ChoiceField(label=_("Unused hours"), choices=list(ROLLOVERS.items()), required=False)

    def chosen(self):
        """What was chosen and can be used; what cannot is told at its field, and left out."""
        self.is_valid()
        return {name: said for name, said in self.cleaned_data.items() if said not in (None, "")}

    @classmethod
    def on(cls, said, size):
        """The form as it was sent, with what was reckoned with where nothing was chosen."""
        shown = {"hours": _plain(size.hours), "price": _plain(size.price), "rollover": size.rollover}
        return cls({name: said.get(name) or value for name, value in shown.items()})


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
