"""Who invoices: the tenant's legal entities, their tax rates and numbers; and how a client wants to be invoiced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, unique_in_tenant
from billing import amounts
from common.constraints import CompositeForeignKey
from common.zones import check_zone

CATEGORIES = {
    amounts.STANDARD: _("Standard rate"),
    amounts.REDUCED: _("Reduced rate"),
    amounts.ZERO_RATED: _("Zero rate"),
    amounts.EXEMPT: _("Exempt"),
    amounts.REVERSE: _("Reverse charge"),
    amounts.OUTSIDE: _("Out of scope"),
}
LANGUAGES = {"en": _("English"), "de": _("German")}
ISSUE, PERIOD_END = "issue", "period_end"
ARREARS_TAX_POINTS = {ISSUE: _("Date of issue"), PERIOD_END: _("Last day of the period")}
PERCENT = {"max_digits": 6, "decimal_places": 3}


class LegalEntity(OwnedModel):
    """A company of the tenant that invoices; documents keep a copy of what it said on the day of issue (C-63)."""

    name = models.CharField(max_length=160)
    address = models.TextField(max_length=600)
    tax_name = models.CharField(max_length=20, default="VAT")
    tax_id = models.CharField(max_length=40, blank=True)
    bank = models.TextField(max_length=600, blank=True)
    email = models.EmailField(blank=True)
    footer = models.TextField(max_length=600, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[check_zone])  # in which its days begin
    invoice_series = models.CharField(max_length=12, default="INV")
    credit_series = models.CharField(max_length=12, default="CN")
    proforma_series = models.CharField(max_length=12, default="PRO")
    numbers_begin_each_year = models.BooleanField(default=True)
    payment_days = models.PositiveSmallIntegerField(default=14)
    tax_category = models.CharField(max_length=8, choices=CATEGORIES, default=amounts.STANDARD)
    arrears_tax_point = models.CharField(max_length=10, choices=ARREARS_TAX_POINTS, default=ISSUE)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-is_default", "name"]
        constraints = [
            unique_in_tenant("legal_entity_tenant_id"),
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_default=True), name="legal_entity_default_once"),
        ]

    def __str__(self):
        return self.name


class TaxRate(OwnedModel):
    """The percentage of a tax category from a day on, until a later row says another (C-69)."""

    entity = models.ForeignKey(LegalEntity, models.CASCADE, related_name="rates", db_constraint=False)
    category = models.CharField(max_length=8, choices={code: CATEGORIES[code] for code in (amounts.STANDARD, amounts.REDUCED)})
    percent = models.DecimalField(**PERCENT)
    valid_from = models.DateField()

    class Meta:
        ordering = ["category", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "entity", "category", "valid_from"], name="tax_rate_once_a_day"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="tax_rate_is_a_percentage"),
            CompositeForeignKey(field="entity", name="tax_rate_of_an_entity_of_its_tenant", on_delete="CASCADE"),
        ]


class Sequence(OwnedModel):
    """The last number of one series of an entity, in one year where numbers begin each year, else year 0 (C-64)."""

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", db_constraint=False)
    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "entity", "series", "year"], name="sequence_once"),
            CompositeForeignKey(field="entity", name="sequence_of_an_entity_of_its_tenant"),
        ]


class BillingProfile(OwnedModel):
    """How a client is named and addressed on its documents, and what it wants on them."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=160)
    address = models.TextField(max_length=600, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    order_reference = models.CharField(max_length=60, blank=True)
    tax_category = models.CharField(max_length=8, choices=CATEGORIES, blank=True)  # none: the entity's usual
    payment_days = models.PositiveSmallIntegerField(null=True, blank=True)  # none: the entity's usual
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "client"], name="billing_profile_once"),
            CompositeForeignKey(field="client", name="billing_profile_of_a_client_of_its_tenant"),
        ]
