"""Legal entities, their tax rates, and how a client is invoiced."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from billing import amounts
from billing.forms.documents import day
from billing.models.entity import ARREARS_TAX_POINTS, CATEGORIES, LANGUAGES
from common import money
from common.inputs import zone_field

SERIES = RegexValidator(r"^[A-Z0-9][A-Z0-9-]{0,11}$", _("Use up to 12 capitals, digits and hyphens."))


def text(label, rows=3, **more):
    return forms.CharField(label=label, max_length=600, widget=forms.Textarea(attrs={"rows": rows}), **more)


def series(label):
    return forms.CharField(label=label, max_length=12, validators=[SERIES])


class EntityForm(forms.Form):
    """A company that invoices."""

    name = forms.CharField(label=_("Legal name"), max_length=160)
    address = text(_("Address"))
    tax_name = forms.CharField(label=_("Name of the tax"), max_length=20, initial="VAT")
    tax_id = forms.CharField(label=_("Tax id"), required=False, max_length=40)
    email = forms.EmailField(label=_("Mail address for questions"), required=False)
    bank = text(_("Bank details"), required=False)
    footer = text(_("Footer"), rows=2, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=money.choices)
    payment_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=365, initial=14)
    tax_category = forms.ChoiceField(label=_("Usual tax"), choices=CATEGORIES)
    arrears_tax_point = forms.ChoiceField(label=_("Tax point of work in arrears"), choices=ARREARS_TAX_POINTS)
    invoice_series = series(_("Series of invoices"))
    credit_series = series(_("Series of credit notes"))
    proforma_series = series(_("Series of proformas"))
    numbers_begin_each_year = forms.BooleanField(label=_("Numbers begin anew each year"), required=False, initial=True)
    is_default = forms.BooleanField(label=_("Invoices unless another is chosen"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = zone_field(help_text=_("Dates on documents are those in this zone."))

    def parts(self):
        """For the page: titles and their fields."""
        named = (
            (_("Company"), ("name", "email", "address", "footer")),
            (_("Tax"), ("tax_name", "tax_id", "tax_category", "arrears_tax_point")),
            (_("Payment"), ("currency", "payment_days", "bank")),
            (_("Numbers and dates"), ("invoice_series", "credit_series", "proforma_series", "time_zone")),
            (_("How it is used"), ("numbers_begin_each_year", "is_default")),
        )
        return [(title, [self[name] for name in names]) for title, names in named]


class RateForm(forms.Form):
    """A tax rate from a day on."""

    category = forms.ChoiceField(
        label=_("Tax"), choices=[(code, CATEGORIES[code]) for code in sorted(amounts.TAXED, reverse=True)]
    )
    percent = forms.DecimalField(label=_("Percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3)
    valid_from = day(_("From"))


class ProfileForm(forms.Form):
    """How a client is named and addressed on its documents."""

    name = forms.CharField(label=_("Legal name"), max_length=160)
    address = text(_("Address"), required=False)
    tax_id = forms.CharField(label=_("Tax id"), required=False, max_length=40)
    order_reference = forms.CharField(label=_("Client's order"), required=False, max_length=60)
    tax_category = forms.ChoiceField(label=_("Tax"), choices=[("", _("the entity's usual")), *CATEGORIES.items()], required=False)
    payment_days = forms.IntegerField(label=_("Days to pay"), required=False, min_value=0, max_value=365)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
