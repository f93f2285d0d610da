"""What is supported, and which client uses it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from products.lifecycle import STEPS, standing
from products.maintenance import DAILY, NEVER, PRODUCTION, USUAL, window_of


class ProductQuerySet(OwnedQuerySet):
    def seen_by_contact(self, member):
        """The products that the contact's client uses; what else the tenant supports is not theirs to know."""
        return self.filter(uses__client_id=member.client_id)

    def active(self):
        return self.filter(is_active=True)

    def used_by(self, client):
        return self.filter(uses__client=client)


class Product(OwnedModel):
    """A piece of software that the tenant supports."""

    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("product_tenant_id"),
            models.UniqueConstraint("tenant", Lower("name"), name="product_name_once_per_tenant"),
        ]

    def __str__(self):
        return self.name


class ProductUse(OwnedModel):
    """A client uses a product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="uses", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="product_uses", db_constraint=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "client"], name="product_use_once"),
            CompositeForeignKey(field="product", name="use_of_a_product_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="use_by_a_client_of_its_tenant", on_delete="CASCADE"),
        ]


class VersionQuerySet(OwnedQuerySet):
    def seen_by_contact(self, member):
        """Versions of the products that the contact's client uses."""
        return self.filter(product__uses__client_id=member.client_id)


class ProductVersion(OwnedModel):
    """A version of a product; `ends_on` is the last local day on which it is supported (C-60), empty: no end is known."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="versions", db_constraint=False)
    name = models.CharField(max_length=40)
    released_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = [F("released_on").desc(nulls_last=True), "-name"]
        constraints = [
            unique_in_tenant("product_version_tenant_id"),
            models.UniqueConstraint("tenant", "product", Lower("name"), name="version_name_once_per_product"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(released_on=None) | Q(ends_on__gte=F("released_on")),
                name="version_ends_after_its_release",
            ),
            CompositeForeignKey(field="product", name="version_of_a_product_of_its_tenant", on_delete="CASCADE"),
        ]

    def standing_on(self, day):
        """`supported`, `near` or `ended` on a local day."""
        return standing(self.ends_on, day)

    def __str__(self):
        return self.name


CRITICALITIES = {"high": _("High"), "medium": _("Medium"), "low": _("Low")}
WEEKDAYS = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"), _("Saturdays"), _("Sundays"))
MAINTENANCE_DAYS = {
    USUAL: _("The usual for its kind"),
    NEVER: _("None announced"),
    DAILY: _("Every day"),
    **{str(number): name for number, name in enumerate(WEEKDAYS)},
}
ENVIRONMENT_KINDS = {
    PRODUCTION: _("Production"),
    "staging": _("Staging"),
    "test": _("Test"),
    "development": _("Development"),
}


class EnvironmentQuerySet(ClientQuerySet):
    """Environments; contacts see their company's."""

    def active(self):
        return self.filter(is_active=True)


class Environment(OwnedModel):
    """A place where a client runs a product; a hotfix is delivered when it is deployed to the kind that was promised (S-19)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="environments", db_constraint=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="environments", db_constraint=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=ENVIRONMENT_KINDS)
    version = models.ForeignKey(
        ProductVersion, models.PROTECT, related_name="environments", null=True, blank=True, db_constraint=False
    )
    criticality = models.CharField(max_length=8, choices=CRITICALITIES, default="medium", db_default="medium")
    # Here and not on the use of the product: a client may have changed one installation and left another as delivered.
    has_custom_code = models.BooleanField(default=False, db_default=False)
    maintenance_day = models.CharField(max_length=8, choices=MAINTENANCE_DAYS, default=USUAL, db_default=USUAL)
    maintenance_from = models.TimeField(null=True)  # in the client's zone; an end before the start is next day's
    maintenance_until = models.TimeField(null=True)
    is_active = models.BooleanField(default=True)

    objects = EnvironmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("environment_tenant_id"),
            models.UniqueConstraint("tenant", "client", "product", Lower("name"), name="environment_name_once_per_use"),
            CompositeForeignKey(field="client", name="environment_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="product", name="environment_of_a_product_of_its_tenant"),
            CompositeForeignKey(field="version", name="environment_on_a_version_of_its_tenant"),
        ]

    @property
    def window(self):
        """Its maintenance window (`products.maintenance.Window`), or none."""
        minutes = [each.hour * 60 + each.minute if each else None for each in (self.maintenance_from, self.maintenance_until)]
        return window_of(self.kind, self.maintenance_day, *minutes)

    def __str__(self):
        return self.name


class EndOfLifeWarning(OwnedModel):
    """A client was told that a version ends: once for each step and last day (C-60)."""

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    version = models.ForeignKey(ProductVersion, models.CASCADE, related_name="warnings", db_constraint=False)
    ends_on = models.DateField()  # as it was said; another date warns anew
    days = models.PositiveSmallIntegerField(choices={step: str(step) for step in STEPS})
    warned_at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["warned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "client", "version", "ends_on", "days"], name="end_of_life_warned_once_per_step"
            ),
            CompositeForeignKey(field="client", name="end_of_life_warning_to_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="version", name="end_of_life_of_a_version_of_its_tenant", on_delete="CASCADE"),
        ]
