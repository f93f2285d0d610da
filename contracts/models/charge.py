"""What an agreement makes payable, as it was reckoned; whoever invoices finds it here (C-04, C-28, C-52, C-57)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common import money
from common.constraints import CompositeForeignKey
from contracts.models.agreement import ContractLine
from contracts.models.contract import Contract

FEE, PRORATION, REFUND, TERMINATION, TOP_UP, BUCKET = "fee", "proration", "refund", "termination", "top_up", "bucket"
SERVICE_CREDIT = "service_credit"  # below nothing (C-72)
CHARGES = {
    FEE: _("Fee of a period"),
    PRORATION: _("Change within a period"),
    REFUND: _("Unused days"),
    TERMINATION: _("Ending early"),
    TOP_UP: _("Hours topped up"),
    BUCKET: _("Bucket of hours"),
    SERVICE_CREDIT: _("Service credit"),
}


class Charge(OwnedModel):
    """An amount without tax that is to be invoiced from `due_on` on; negative: to be credited. Never changed (C-04).

    A line's advance fee is charged once per period, which its first day tells. `facts` says what it was reckoned from.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="charges", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="charges", null=True, blank=True, db_constraint=False)
    kind = models.CharField(max_length=14, choices=CHARGES)
    amount = models.DecimalField(**money.COLUMN)
    currency = models.CharField(max_length=3)
    from_on = models.DateField(null=True, blank=True)  # the days that it pays for, both included
    until_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()  # the local day from which it can be invoiced
    created_at = models.DateTimeField()
    source_kind = models.CharField(max_length=30, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at", "id"]
        constraints = [
            unique_in_tenant("charge_tenant_id"),
            models.UniqueConstraint(
                fields=["tenant", "line", "from_on"], condition=Q(kind=FEE), name="fee_charged_once_per_line_and_period"
            ),
            models.UniqueConstraint(fields=["tenant", "line"], condition=Q(kind=BUCKET), name="bucket_charged_once_per_line"),
            CompositeForeignKey(field="contract", name="charge_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="charge_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="line", name="charge_of_a_line_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["tenant", "contract", "due_on"], name="charge_by_contract")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.amount} {self.currency}"
