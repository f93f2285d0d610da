"""What a client claims for a month in which promises were missed, where the agreement asks for that (C-72)."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common import money
from common.constraints import CompositeForeignKey


class ClaimQuerySet(ClientQuerySet):
    def open(self):
        """Those that nobody has answered yet."""
        return self.filter(answered_at=None)


class CreditClaim(OwnedModel):
    """A service credit that a contact claims for a month of a contract, and what was answered: an amount, or none and why."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_constraint=False)
    month = models.DateField()  # its first day
    note = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField()
    claimed_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    answered_at = models.DateTimeField(null=True)
    amount = models.DecimalField(**money.COLUMN, null=True)  # that was credited, without tax
    reason = models.CharField(max_length=500, blank=True)  # why nothing was

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-claimed_at", "id"]
        constraints = [
            unique_in_tenant("credit_claim_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "contract", "month"], name="credit_claimed_once_per_month"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(amount=None, reason=""), name="credit_claim_answered_with_all"
            ),
            CompositeForeignKey(field="client", name="credit_claim_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="contract", name="credit_claim_on_a_contract_of_its_tenant"),
            CompositeForeignKey(field="claimed_by", name="credit_claim_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "client", "-month"], name="credit_claim_by_client")]
