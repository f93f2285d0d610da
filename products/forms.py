"""The shape of what is said about products."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.inputs import pick, pick_some
from products.maintenance import USUAL
from products.models import CRITICALITIES, ENVIRONMENT_KINDS, MAINTENANCE_DAYS, Product


class ProductForm(forms.Form):
    """A new product."""

    name = forms.CharField(label=_("Name"), max_length=120)


class ProductDetailsForm(ProductForm):
    """A product that exists."""

    is_active = forms.BooleanField(
        label=_("Supported"), required=False, help_text=_("Otherwise nobody can file tickets about it any more.")
    )


class DayInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates."""

    input_type = "date"

    def __init__(self, **more):
        super().__init__(format="%Y-%m-%d", **more)


class VersionForm(forms.Form):
    """A version of a product and its days."""

    name = forms.CharField(label=_("Version"), max_length=40, help_text=_("As it calls itself, such as 8.4."))
    released_on = forms.DateField(label=_("Released on"), required=False, widget=DayInput())
    ends_on = forms.DateField(
        label=_("Supported until"),
        required=False,
        widget=DayInput(),
        help_text=_("The last day, included. Clients that run it are warned 180, 90 and 30 days before. Empty: no end is known."),
    )


class UsesForm(forms.Form):
    """The products that a client uses."""

    def __init__(self, *args, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["products"] = pick_some(products, label=_("Products"))


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, **more):
        super().__init__(format="%H:%M", **more)


class EnvironmentDetailsForm(forms.Form):
    """What an environment is called, runs and allows; `zone` names the wall on which its maintenance window is told."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(ENVIRONMENT_KINDS.items()))

    def __init__(self, *args, versions, zone, label_of=str, **kwargs):
        super().__init__(*args, **kwargs)
        is_active = self.fields.pop("is_active", None)
        self.fields["version"] = pick(versions, empty=_("Not known"), label_of=label_of, label=_("Version"))
        self.fields["criticality"] = forms.ChoiceField(
            label=_("How critical"), choices=list(CRITICALITIES.items()), initial="medium", required=False
        )
        self.fields["has_custom_code"] = forms.BooleanField(
            label=_("Runs custom code"), required=False, help_text=_("Custom code is covered only where the contract says so.")
        )
        self.fields["maintenance_day"] = forms.ChoiceField(
            label=_("Maintenance window"), choices=list(MAINTENANCE_DAYS.items()), initial=USUAL, required=False
        )
        self.fields["maintenance_day"].help_text = _(
            "Usual: production Sundays 02:00 to 06:00, others daily 01:00 to 05:00, %(zone)s time. It does not pause any clock."
        ) % {"zone": zone.rsplit("/", 1)[-1].replace("_", " ")}
        self.fields["maintenance_from"] = forms.TimeField(label=_("Window begins"), required=False, widget=TimeInput())
        self.fields["maintenance_until"] = forms.TimeField(label=_("Window ends"), required=False, widget=TimeInput())
        if is_active:
            self.fields["is_active"] = is_active

    def clean(self):
        """What an old form does not send is as usual."""
        said = super().clean()
        said["criticality"] = said.get("criticality") or "medium"
        said["maintenance_day"] = said.get("maintenance_day") or USUAL
        return said


class EnvironmentForm(EnvironmentDetailsForm):
    """A new place where a client runs one of its products."""

    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), empty_label=None)
    field_order = ("product",)

    def __init__(self, *args, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products


class KnownEnvironmentForm(EnvironmentDetailsForm):
    """One that exists."""

    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Otherwise no deployment can be recorded there any more.")
    )
