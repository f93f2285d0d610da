"""What a client is asked before its hours run out, and what it is credited for a month (C-35, C-72)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from billing.models.entity import PERCENT
from common import money
from common.constraints import CompositeForeignKey

ASKED, APPROVED, DECLINED, TOPPED_UP, WITHDRAWN, EXPIRED = "asked", "approved", "declined", "topped_up", "withdrawn", "expired"
CONSENT_STATES = {
    ASKED: _("Asked"),
    APPROVED: _("Approved"),
    DECLINED: _("Declined"),
    TOPPED_UP: _("Hours bought"),
    WITHDRAWN: _("Withdrawn"),
    EXPIRED: _("Expired"),
}


class ConsentQuerySet(ClientQuerySet):
    def open(self, at):
        """Those that can still be answered."""
        return self.filter(state=ASKED, expires_at__gt=at)


class ConsentRequest(OwnedModel):
    """May work go on beyond the hours of a line? Asked by staff, or by the desk itself near the end of the hours (C-35, C-41)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_constraint=False)
    line = models.ForeignKey("contracts.ContractLine", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", null=True, db_constraint=False)
    occasion = models.CharField(max_length=80, blank=True)  # what made the desk ask; once each
    minutes = models.PositiveIntegerField()  # estimated
    amount = models.DecimalField(**money.COLUMN)  # what they would come to, without tax
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=CONSENT_STATES, default=ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    expires_at = models.DateTimeField()
    holds_work = models.BooleanField(default=False)  # the line blocks what is beyond it: the ticket is held until the answer
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    approved_amount = models.DecimalField(**money.COLUMN, null=True)
    added_minutes = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    work_at = models.DateTimeField(null=True)  # decided, and not carried out in the ledger yet
    set_aside_at = models.DateTimeField(null=True)  # the desk said that it was settled otherwise: nothing more is carried out

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            unique_in_tenant("consent_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "line", "occasion"], condition=~Q(occasion=""), name="consent_asked_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[APPROVED, DECLINED, TOPPED_UP]) | Q(decided_by__isnull=False),
                name="consent_decided_by_somebody",
            ),
            *[
                CompositeForeignKey(field=field, name=f"consent_{words}_of_its_tenant")
                for field, words in {
                    "client": "of_a_client", "contract": "on_a_contract", "line": "on_a_line", "ticket": "on_a_ticket",
                    "asked_by": "asked_by_a_member", "decided_by": "decided_by_a_member",
                }.items()
            ],
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "client", "-asked_at"], name="consent_by_client"),
            models.Index(fields=["tenant", "ticket"], condition=Q(ticket__isnull=False), name="consent_by_ticket"),
            models.Index(fields=["work_at", "tenant"], condition=Q(work_at__isnull=False), name="consent_to_work_on"),
        ]

    def state_at(self, at) -> str:
        """The state at an instant: a question that nobody answered in time is over, whatever a job did."""
        return EXPIRED if self.state == ASKED and self.expires_at <= at else self.state


PROPOSED, REJECTED = "proposed", "rejected"
CREDIT_STATES = {PROPOSED: _("Proposed"), APPROVED: _("Approved"), REJECTED: _("Rejected")}


class CreditQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """What was approved."""
        return self.filter(client_id=member.client_id, state=APPROVED)


class CreditProposal(OwnedModel):
    """What one month of a contract earns its client for promises that were missed; an account manager decides (C-72)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_constraint=False)
    month = models.DateField()  # its first day
    fee = models.DecimalField(**money.COLUMN)
    currency = models.CharField(max_length=3)
    availability = models.DecimalField(**PERCENT, null=True, blank=True)  # typed by hand
    response_met = models.PositiveIntegerField(default=0)
    response_due = models.PositiveIntegerField(default=0)
    resolution_met = models.PositiveIntegerField(default=0)
    resolution_due = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=list)  # cause, figure, percent, amount, as texts
    sum = models.DecimalField(**money.COLUMN)
    cap = models.DecimalField(**money.COLUMN)
    amount = models.DecimalField(**money.COLUMN)
    state = models.CharField(max_length=8, choices=CREDIT_STATES, default=PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    reason = models.CharField(max_length=500, blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "id"]
        constraints = [
            unique_in_tenant("credit_proposal_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "contract", "month"], name="credit_once_per_month"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="credit_not_below_nothing"),
            CompositeForeignKey(field="client", name="credit_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="contract", name="credit_on_a_contract_of_its_tenant"),
            CompositeForeignKey(field="decided_by", name="credit_decided_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "-month"], name="credit_by_month")]
