"""The one store for what people attach: rows here, bytes on disk under the tenant's id."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, TenantWideQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

PUBLIC, INTERNAL = "public", "internal"
VISIBILITY = {PUBLIC: _("Public"), INTERNAL: _("Internal")}


class FileQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.filter(client_id=member.client_id, visibility=PUBLIC)


class File(OwnedModel):
    """An uploaded file; `name` is only shown, the path on disk is made of ids."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    visibility = models.CharField(max_length=8, choices=VISIBILITY)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()  # bytes
    content_type = models.CharField(max_length=100)  # told by its content, not by the sender
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    at = models.DateTimeField()

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("file_tenant_id"),
            CompositeForeignKey(field="client", name="file_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="by", name="file_by_a_member_of_its_tenant"),
        ]

    @property
    def path(self) -> str:
        """Where the bytes are, below MEDIA_ROOT."""
        return f"{self.tenant_id}/{self.pk}"


class Branding(OwnedModel):
    """How the tenant looks: its logo, readable before sign-in."""

    logo = models.BinaryField(max_length=300_000, null=True)  # a small PNG, cut down by `files/png.py`
    changed_at = models.DateTimeField()

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="branding_once_per_tenant")]
