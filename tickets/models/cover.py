"""Whether a ticket's work is covered, as it was decided: when it was filed, when it changed, when time was logged (C-08)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from contracts.cover import NEEDS_REVIEW, NOT_COVERED
from contracts.cover_words import VERDICTS

FILED, CHANGED, TIME = "filed", "changed", "time"
OCCASIONS = {FILED: _("When it was filed"), CHANGED: _("When it changed"), TIME: _("When time was logged")}
QUOTE, DECLINED, GOODWILL, ACCEPTED = "quote", "declined", "goodwill", "accepted"
OUTCOMES = {
    QUOTE: _("Quoted"),
    DECLINED: _("Declined"),
    GOODWILL: _("Done as goodwill"),
    ACCEPTED: _("Accepted as covered"),
}
OPEN_VERDICTS = (NOT_COVERED, NEEDS_REVIEW)  # somebody has to decide what becomes of them (C-11)


class CoverDecision(OwnedModel):
    """One verdict, with the terms that it was made by and, where it was none, what was then settled (C-11).

    The reason for a goodwill is in an internal event of the ticket, because the client may read this row.
    """

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="cover_decisions", db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", null=True, db_constraint=False)
    contract_version = models.ForeignKey(
        "contracts.ContractVersion", models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    occasion = models.CharField(max_length=8, choices=OCCASIONS)
    verdict = models.CharField(max_length=20, choices=VERDICTS)
    step = models.PositiveSmallIntegerField(default=0)  # 1 to 10, the first that failed; 0: none did
    reason = models.CharField(max_length=30, blank=True)  # code of a sentence (`contracts.cover_words`)
    facts = models.JSONField(default=dict)  # the ten answers, and what is charged
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True, default="")
    outcome_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    outcome_at = models.DateTimeField(null=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            unique_in_tenant("cover_decision_tenant_id"),
            CompositeForeignKey(field="client", name="cover_decision_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ticket", name="cover_decision_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="contract", name="cover_decision_by_a_contract_of_its_tenant"),
            CompositeForeignKey(field="contract_version", name="cover_decision_by_terms_of_its_tenant"),
            CompositeForeignKey(field="by", name="cover_decision_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="outcome_by", name="cover_outcome_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "ticket", "decided_at"], name="cover_decision_by_ticket")]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what becomes of it."""
        return self.verdict in OPEN_VERDICTS and not self.outcome

    @property
    def can_be_settled(self) -> bool:
        """Whether an outcome may be said: none was yet, or only that a quote goes out (C-11)."""
        return self.verdict in OPEN_VERDICTS and self.outcome in ("", QUOTE)
