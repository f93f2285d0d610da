"""What is supported, and which client uses it."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey


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


PRODUCTION = "production"
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
    is_active = models.BooleanField(default=True)

    objects = EnvironmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("environment_tenant_id"),
            models.UniqueConstraint("tenant", "client", "product", Lower("name"), name="environment_name_once_per_use"),
            CompositeForeignKey(field="client", name="environment_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="product", name="environment_of_a_product_of_its_tenant"),
        ]

    def __str__(self):
        return self.name
