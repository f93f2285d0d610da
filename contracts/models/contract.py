"""What a client bought: a contract puts it on a tier between two dates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from common.zones import check_zone
from slas.models import HOURS_KINDS, SEVERITIES, SOURCES

KINDS = {
    "ad_hoc": _("Ad hoc"),
    "retainer": _("Retainer"),
    "bucket": _("Bucket of hours"),
    "per_ticket": _("Per ticket"),
    "fte": _("Full-time equivalents"),
    "package": _("Package"),
}
WITHOUT_HOURS = ("ad_hoc", "per_ticket")  # kinds of lines that hold no hours, so that their ledger has no balance
DRAFT, OFFERED, ACCEPTED, DECLINED = "draft", "offered", "accepted", "declined"
STAGES = {DRAFT: _("Draft"), OFFERED: _("Offered"), ACCEPTED: _("Accepted"), DECLINED: _("Declined")}


class Contract(OwnedModel):
    """An agreement; dates are local to its zone and both inclusive (C-05)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="contracts", db_constraint=False)
    name = models.CharField(max_length=120)
    reference = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    stage = models.CharField(max_length=8, choices=STAGES, default=ACCEPTED)  # what was said; dates and suspensions do the rest
    currency = models.CharField(max_length=3, default="GBP")
    account_manager = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    tier = models.ForeignKey("slas.Tier", models.PROTECT, related_name="contracts", db_constraint=False)
    frozen_version = models.ForeignKey(
        "slas.TierVersion", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )  # none: follows what the tier publishes
    time_zone = models.CharField(max_length=64, validators=[check_zone])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    suspended_from = models.DateTimeField(null=True, blank=True)  # of the suspension that is open or coming (C-61)
    tick_at = models.DateTimeField(null=True, blank=True)  # when the next local day is to be worked on; none: nothing will come

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            unique_in_tenant("contract_tenant_id"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_starts"
            ),
            CompositeForeignKey(field="client", name="contract_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="tier", name="contract_on_a_tier_of_its_tenant"),
            CompositeForeignKey(field="account_manager", name="contract_managed_by_a_member_of_its_tenant"),
            models.UniqueConstraint(fields=["tenant", "reference"], condition=~Q(reference=""), name="contract_reference_once"),
            CompositeForeignKey(field="frozen_version", name="contract_frozen_at_a_version_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "client", "starts_on"], name="contract_by_client"),
            # Read every few seconds by the sweep; contracts that are over for good stay out of it.
            models.Index(fields=["tick_at", "tenant"], condition=Q(tick_at__isnull=False), name="contract_by_next_day"),
        ]

    @property
    def is_frozen(self) -> bool:
        return self.frozen_version_id is not None

    def __str__(self):
        return self.name


class ContractProduct(OwnedModel):
    """A contract covers a product; a contract that names none covers all of the client's."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="covered", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", db_constraint=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contract", "product"], name="contract_product_once"),
            CompositeForeignKey(field="contract", name="cover_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="cover_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="product", name="cover_of_a_product_of_its_tenant"),
        ]


class ContractCalendar(OwnedModel):
    """Which calendar the contract means by a kind of hours; without one the client's and then the tenant's count (S-46)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="calendars", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=8, choices=HOURS_KINDS)
    calendar = models.ForeignKey("slas.Calendar", models.PROTECT, related_name="+", db_constraint=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contract", "kind"], name="contract_calendar_once_per_kind"),
            CompositeForeignKey(field="contract", name="calendar_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="calendar_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="calendar", name="contract_on_a_calendar_of_its_tenant"),
        ]


class ContractCondition(OwnedModel):
    """For some tickets the contract means another tier: of its conditions the first that fits decides (D-22).

    What is empty fits everything. On a contract with frozen terms the tier's version is pinned as well.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="conditions", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    order = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=10, choices=SEVERITIES, blank=True)
    ticket_type = models.ForeignKey(
        "slas.TicketType", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    source = models.CharField(max_length=12, choices=SOURCES, blank=True)
    tier = models.ForeignKey("slas.Tier", models.PROTECT, related_name="+", db_constraint=False)
    frozen_version = models.ForeignKey(
        "slas.TierVersion", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contract", "order"], name="contract_condition_once_per_place"),
            CompositeForeignKey(field="contract", name="condition_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="condition_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ticket_type", name="condition_on_a_type_of_its_tenant"),
            CompositeForeignKey(field="product", name="condition_on_a_product_of_its_tenant"),
            CompositeForeignKey(field="tier", name="condition_means_a_tier_of_its_tenant"),
            CompositeForeignKey(field="frozen_version", name="condition_frozen_at_a_version_of_its_tenant"),
        ]

    def fits(self, *, severity, type_id, product_id, source):
        """Whether it is about such a ticket."""
        asked = (
            (self.severity, severity),
            (self.ticket_type_id, type_id),
            (self.product_id, product_id),
            (self.source, source),
        )
        return all(wanted == found for wanted, found in asked if wanted)
