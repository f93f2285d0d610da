"""The shape of what is said about products."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick_some
from products.models import ENVIRONMENT_KINDS, Product


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


class EnvironmentForm(forms.Form):
    """A new place where a client runs one of its products."""

    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(ENVIRONMENT_KINDS.items()))

    def __init__(self, *args, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products


class EnvironmentDetailsForm(forms.Form):
    """One that exists."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(ENVIRONMENT_KINDS.items()))
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Otherwise no deployment can be recorded there any more.")
    )
