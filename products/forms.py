"""The shape of what is said about products."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick_some


class ProductForm(forms.Form):
    """A new product."""

    name = forms.CharField(label=_("Name"), max_length=120)


class ProductDetailsForm(ProductForm):
    """A product that exists."""

    is_active = forms.BooleanField(
        label=_("Supported"), required=False, help_text=_("Otherwise nobody can file tickets about it any more.")
    )


class UsesForm(forms.Form):
    """The products that a client uses."""

    def __init__(self, *args, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["products"] = pick_some(products, label=_("Products"))
