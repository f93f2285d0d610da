"""What happens to an agreement between its dates: suspensions, endings, and each change of state (C-07)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from contracts.models.contract import Contract

ENDINGS = {
    "convenience": _("For convenience, by notice"),
    "cause": _("For cause"),
    "mutual": _("By mutual agreement"),
    "end_of_life": _("End of life of the software"),
}


class Suspension(OwnedModel):
    """Support is withheld from an instant on, until reinstatement (C-61, C-62)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="suspensions", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    is_for_non_payment = models.BooleanField(default=False)  # no tacit renewal bridges it (C-59)
    waives_fees = models.BooleanField(default=False)
    lets_critical_through = models.BooleanField(default=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["from_at"]
        constraints = [
            unique_in_tenant("suspension_tenant_id"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="suspension_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["tenant", "contract"], condition=Q(until_at=None), name="suspension_open_once_per_contract"
            ),
            CompositeForeignKey(field="contract", name="suspension_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="suspension_for_a_client_of_its_tenant", on_delete="CASCADE"),
        ]


class Ending(OwnedModel):
    """A notice that was given, and what it means for days and money (C-55, C-57); at most one stands per contract."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="endings", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12, choices=ENDINGS)
    received_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    fee = models.DecimalField(max_digits=14, decimal_places=4, default=0)  # for ending early, without tax
    refunds_unused = models.BooleanField(default=False)  # prepaid days
    refunds_hours = models.BooleanField(default=False)  # left when the run-off is over; else they expire
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            unique_in_tenant("ending_tenant_id"),
            models.UniqueConstraint(
                fields=["tenant", "contract"], condition=Q(withdrawn_at=None), name="ending_stands_once_per_contract"
            ),
            CompositeForeignKey(field="contract", name="ending_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="ending_for_a_client_of_its_tenant", on_delete="CASCADE"),
        ]


class ContractChange(OwnedModel):
    """A change of state, dated by the day it takes effect, with who made it and why (C-07). Never changed."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="changes", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    effective_on = models.DateField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    reason = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            unique_in_tenant("contract_change_tenant_id"),
            CompositeForeignKey(field="contract", name="change_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="change_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="change_by_a_member_of_its_tenant"),
        ]


COVER_CHANGES = {
    "suspended": _("Suspended"),
    "critical_through": _("Critical tickets let through"),
    "reinstated": _("Reinstated"),
    "run_off_ended": _("Run-off over"),
    "covered_again": _("Covered again"),
}


class CoverChange(OwnedModel):
    """An instant from which open tickets of the contract are held, or held no more; `tickets` works it off once (decision 26)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="cover_changes", db_constraint=False)
    suspension = models.ForeignKey(
        Suspension, models.CASCADE, related_name="cover_changes", null=True, blank=True, db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=COVER_CHANGES)
    at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            unique_in_tenant("cover_change_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "contract", "kind", "at"], name="cover_change_once"),
            CompositeForeignKey(field="contract", name="cover_change_of_a_contract_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="suspension", name="cover_change_by_a_suspension_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["at", "tenant"], condition=Q(worked_at=None), name="cover_change_to_work_off")]
