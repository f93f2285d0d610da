"""The support provider (tenant), the companies that it supports (clients) and its levels."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, OwnedQuerySet, TenantWideQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from common.ids import uuid7
from common.zones import check_zone

RESERVED_SLUGS = frozenset(
    "accounts admin api desk docs healthz invitation login logout manage metrics portal readyz static media www".split()
)
slug_shape = RegexValidator(
    r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$", _("Use 3 to 40 small letters, digits and hyphens, a letter first.")
)


class TenantQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(pk=member.tenant_id)


class Tenant(models.Model):
    """A support provider; the hard boundary of data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=40, unique=True, validators=[slug_shape])
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[check_zone])
    sender_name = models.CharField(max_length=120, blank=True)
    sender_address = models.EmailField(blank=True)
    staff_need_second_factor = models.BooleanField(default=False)
    tiers_need_second_person = models.BooleanField(default=False)  # who changes a tier asks somebody else to publish it
    logo_version = models.CharField(max_length=16, blank=True, default="", db_default="")  # in the logo's address; empty: none
    created_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    def __str__(self):
        return self.name


class CompanyQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.filter(pk=member.client_id)

    def active(self):
        return self.filter(is_active=True)


class Client(OwnedModel):
    """A company served by the tenant."""

    name = models.CharField(max_length=160)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[check_zone])
    contacts_see_all = models.BooleanField(default=False)  # else a contact user sees own and followed tickets
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("client_tenant_id"),
            models.UniqueConstraint("tenant", Lower("name"), name="client_name_once_per_tenant"),
        ]

    def __str__(self):
        return self.name


class ClientNote(OwnedModel):
    """What staff keep to themselves about a client; a table of its own, because policies hide rows, not columns."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="notes", db_constraint=False)
    body = models.TextField(max_length=20_000)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            CompositeForeignKey(field="client", name="client_note_of_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="client_note_by_a_member_of_its_tenant"),
        ]


class Level(OwnedModel):
    """A support level, L1 to L4."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("level_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "number"], name="level_once_per_tenant"),
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=4), name="level_from_one_to_four"),
        ]

    def __str__(self):
        return f"L{self.number} {self.name}"
