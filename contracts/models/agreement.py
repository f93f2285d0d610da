"""What an agreement says, version by version, and the lines that its pots hang on."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from contracts.models.contract import KINDS, Contract
from contracts.terms import Terms, read


class Package(OwnedModel):
    """A support package that contracts are made from, such as Basic; staff alone see it."""

    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    tier = models.ForeignKey("slas.Tier", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("package_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "name"], name="package_name_once_per_tenant"),
            CompositeForeignKey(field="tier", name="package_on_a_tier_of_its_tenant"),
        ]

    def __str__(self):
        return self.name


class PackageVersion(OwnedModel):
    """What a package gave from a publication on; contracts keep theirs until they are upgraded (C-48)."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    terms = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            unique_in_tenant("package_version_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "package", "number"], name="package_version_once_per_number"),
            CompositeForeignKey(field="package", name="version_of_a_package_of_its_tenant"),
        ]

    @cached_property
    def agreed(self) -> Terms:
        """The terms as typed values."""
        return read(self.terms)


class ContractVersion(OwnedModel):
    """What was agreed from a local date on; the newest version in effect on a day holds on it (C-12)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="versions", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    number = models.PositiveIntegerField()
    effective_on = models.DateField()
    terms = models.JSONField()
    package_version = models.ForeignKey(
        PackageVersion, models.PROTECT, related_name="contracts", null=True, blank=True, db_constraint=False
    )
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("contract_version_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "contract", "number"], name="contract_version_once_per_number"),
            CompositeForeignKey(field="contract", name="version_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="contract_version_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="package_version", name="contract_version_from_a_package_of_its_tenant"),
        ]

    @cached_property
    def agreed(self) -> Terms:
        """The terms as typed values."""
        return read(self.terms)


class ContractLine(OwnedModel):
    """One thing that was bought; it lasts while versions change its terms, and the ledger's movements hang on it."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    starts_on = models.DateField()  # the anchor of its periods (C-30)
    ends_on = models.DateField(null=True, blank=True)
    ledger_due_at = models.DateTimeField(null=True, blank=True)  # when its ledger next needs us

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["ledger_due_at", "tenant"], name="line_by_ledger_due")]
        constraints = [
            unique_in_tenant("contract_line_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "contract", "position"], name="contract_line_once_per_place"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="line_ends_after_it_starts"),
            CompositeForeignKey(field="contract", name="line_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="line_for_a_client_of_its_tenant", on_delete="CASCADE"),
        ]

    def __str__(self):
        return self.name
