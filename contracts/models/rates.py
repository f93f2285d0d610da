"""Prices per hour, and the most that may be spent on a job (C-15, C-23, C-24)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from common.money import COLUMN, RATE_COLUMN
from contracts.models.agreement import ContractLine
from contracts.models.contract import Contract

BAND_NAMES = {"business": _("Business hours"), "evening": _("Evening"), "weekend": _("Weekend"), "holiday": _("Holiday")}
CAP_SOURCES = {"quote": _("Accepted quote"), "nte": _("Not to exceed"), "preauthorised": _("Pre-authorised for emergencies")}


class RateCard(OwnedModel):
    """Rates of the tenant, or of one client, contract or line: the most specific that has a rate wins (C-15). Staff see it."""

    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    client = models.ForeignKey(
        "accounts.Client", models.CASCADE, related_name="rate_cards", null=True, blank=True, db_constraint=False
    )
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="rate_cards", null=True, blank=True, db_constraint=False)
    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="rate_cards", null=True, blank=True, db_constraint=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("rate_card_tenant_id"),
            models.CheckConstraint(
                condition=Q(client=None, contract=None) | Q(client=None, line=None) | Q(contract=None, line=None),
                name="rate_card_of_one_owner",
            ),
            models.UniqueConstraint(
                fields=["tenant", "currency", "client", "contract", "line"], name="rate_card_once_per_owner", nulls_distinct=False
            ),
            CompositeForeignKey(field="client", name="rate_card_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="contract", name="rate_card_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="line", name="rate_card_of_a_line_of_its_tenant", on_delete="CASCADE"),
        ]

    def __str__(self):
        return self.name


class Rate(OwnedModel):
    """A price per hour of a level between two dates, both included; without a band multipliers apply to it (C-15, C-17)."""

    card = models.ForeignKey(RateCard, models.CASCADE, related_name="rates", db_constraint=False)
    level = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=8, choices=BAND_NAMES, blank=True)
    amount = models.DecimalField(**RATE_COLUMN)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["level", "band", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_below_nothing"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="rate_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["tenant", "card", "level", "band", "valid_from"], name="rate_once_per_start", nulls_distinct=False
            ),
            CompositeForeignKey(field="card", name="rate_on_a_card_of_its_tenant", on_delete="CASCADE"),
        ]


class SpendingCap(OwnedModel):
    """What may be spent on a job without tax, and what has been; open until it is closed (C-23, C-24, C-70)."""

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="caps", null=True, blank=True, db_constraint=False)
    ticket_id = models.UUIDField(null=True, blank=True)
    source_kind = models.CharField(max_length=13, choices=CAP_SOURCES)
    source_id = models.UUIDField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(**COLUMN)
    used = models.DecimalField(default=0, **COLUMN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            unique_in_tenant("spending_cap_tenant_id"),
            models.CheckConstraint(condition=Q(used__gte=0) & Q(used__lte=F("amount")), name="spending_within_the_cap"),
            CompositeForeignKey(field="client", name="cap_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="contract", name="cap_on_a_contract_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["tenant", "ticket_id"], name="cap_by_ticket")]

    @property
    def left(self):
        """What may still be spent."""
        return self.amount - self.used
