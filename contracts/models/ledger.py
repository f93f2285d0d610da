"""The hours ledger: periods of lines and the movements booked in them, which are only ever added (C-03, C-28 to C-46)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from common.money import RATE_COLUMN
from contracts.models.agreement import ContractLine
from contracts.models.contract import Contract
from contracts.models.rates import SpendingCap

MINUTES, TICKETS = "minutes", "tickets"
GRANT, DRAW, BORROW, ROLL, FORFEIT = "grant", "draw", "borrow", "roll", "forfeit"
TOP_UP, EXPIRE, REVERSE, ABSORB = "top_up", "expire", "reverse", "absorb"
OVERAGE, CHARGE, HOLD = "overage", "charge", "hold"
MOVEMENTS = {
    GRANT: _("Granted"),
    DRAW: _("Drawn"),
    BORROW: _("Borrowed"),
    ROLL: _("Carried over"),
    FORFEIT: _("Forfeited"),
    TOP_UP: _("Topped up"),
    EXPIRE: _("Expired"),
    REVERSE: _("Taken back"),
    ABSORB: _("Absorbed"),  # worked beyond the allowance, not billed
    OVERAGE: _("Beyond the allowance"),  # worked, billed after the period's close
    CHARGE: _("Charged"),  # worked ad hoc, under a spending cap
    HOLD: _("Held"),  # worked, waits for a change order or a top-up
}
WORKED = (DRAW, BORROW, ABSORB, OVERAGE, CHARGE, HOLD)  # kinds that say what became of work
NOT_INCLUDED = "not_included"  # why a ticket is no unit: its package has none of its level left (C-48)
GRANTING = (GRANT, ROLL, TOP_UP, REVERSE)  # kinds that can be drawn from, when they name no grant themselves


class LinePeriod(OwnedModel):
    """A period of a line; days are local to the contract's zone, both ends included (C-05, C-30)."""

    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="periods", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    allowance = models.PositiveIntegerField(default=0)  # minutes granted of its own, prorated (C-51)
    paid_at = models.DateTimeField(null=True, blank=True)  # asked only where the allowance is usable on payment (C-43)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("line_period_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "line", "number"], name="line_period_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="line_period_ends_after_it_starts"),
            CompositeForeignKey(field="line", name="period_of_a_line_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="period_for_a_client_of_its_tenant", on_delete="CASCADE"),
        ]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Movement(OwnedModel):
    """One booking, never changed (the role may only insert and read); a correction is a reversal that names it (C-03).

    `quantity` is what it adds to its line's balance, `work_minutes` the billable minutes that it accounts for, both signed. A
    movement that draws names its `grant`; one of GRANTING without a grant can itself be drawn from. What was charged by is
    copied: level, band, rate per hour (C-04).
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="movements", null=True, db_constraint=False)
    line = models.ForeignKey(ContractLine, models.PROTECT, related_name="movements", null=True, db_constraint=False)
    period = models.ForeignKey(LinePeriod, models.PROTECT, related_name="movements", null=True, db_constraint=False)
    kind = models.CharField(max_length=8, choices=MOVEMENTS)
    quantity = models.IntegerField(default=0)
    unit = models.CharField(max_length=7, default=MINUTES)
    grant = models.ForeignKey("self", models.PROTECT, related_name="draws", null=True, db_constraint=False)
    reverses = models.ForeignKey("self", models.PROTECT, related_name="reversals", null=True, db_constraint=False)
    usable_from = models.DateField(null=True)
    expires_on = models.DateField(null=True)  # the last local date of work, included
    work_on = models.DateField(null=True)
    booked_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # its work date lies in a period that was closed (C-31)
    ticket_id = models.UUIDField(null=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True)
    group = models.CharField(max_length=160, blank=True)  # what is rounded together (C-18)
    level = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=8, blank=True)
    work_minutes = models.IntegerField(default=0)
    rate = models.DecimalField(null=True, **RATE_COLUMN)
    cap = models.ForeignKey(SpendingCap, models.PROTECT, related_name="movements", null=True, db_constraint=False)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            unique_in_tenant("movement_tenant_id"),
            *[
                CompositeForeignKey(field=field, name=f"movement_{words}_of_its_tenant")
                for field, words in {
                    "client": "for_a_client", "contract": "on_a_contract", "line": "on_a_line", "period": "in_a_period",
                    "grant": "from_a_grant", "reverses": "of_one", "cap": "under_a_cap", "by": "by_a_member",
                }.items()
            ],
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "line", "booked_at"], name="movement_by_line"),
            models.Index(fields=["tenant", "grant"], name="movement_by_grant", condition=Q(grant__isnull=False)),
            models.Index(fields=["tenant", "reverses"], name="movement_by_reversed", condition=Q(reverses__isnull=False)),
            models.Index(fields=["tenant", "group"], name="movement_by_group", condition=~Q(group="")),
            models.Index(fields=["tenant", "contract", "kind"], name="movement_by_contract"),
            models.Index(fields=["tenant", "ticket_id"], name="movement_by_ticket", condition=Q(ticket_id__isnull=False)),
        ]


class ThresholdCrossing(OwnedModel):
    """A percent of a period's availability that was used up; it tells once, until a top-up arms it again (C-41)."""

    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="crossings", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    period = models.ForeignKey(LinePeriod, models.CASCADE, related_name="crossings", db_constraint=False)
    percent = models.PositiveSmallIntegerField()
    crossed_at = models.DateTimeField()
    is_armed = models.BooleanField(default=False)
    times = models.PositiveSmallIntegerField(default=1)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["percent"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "period", "percent"], name="threshold_once_per_period"),
            CompositeForeignKey(field="line", name="threshold_of_a_line_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="threshold_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="period", name="threshold_of_a_period_of_its_tenant", on_delete="CASCADE"),
        ]


class TicketUnit(OwnedModel):
    """One ticket counted on a per-ticket line: reserved at acceptance, committed at resolution, or released (C-45, C-46)."""

    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="units", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    period = models.ForeignKey(LinePeriod, models.CASCADE, related_name="units", db_constraint=False)  # that of acceptance
    ticket_id = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    reserved_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)  # of the release

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["reserved_at"]
        constraints = [
            CompositeForeignKey(field="line", name="unit_of_a_line_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="unit_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="period", name="unit_of_a_period_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [
            models.Index(fields=["tenant", "ticket_id"], name="unit_by_ticket"),
            models.Index(fields=["tenant", "period", "level"], name="unit_by_period"),
        ]
