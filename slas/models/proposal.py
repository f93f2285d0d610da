"""What somebody is about to make of a tier: a draft of its next version, and the second person's word on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

DRAFT, PROPOSED, PUBLISHED, REFUSED, WITHDRAWN = "draft", "proposed", "published", "refused", "withdrawn"
PROPOSAL_STATES = {
    DRAFT: _("Draft"),
    PROPOSED: _("Waits for approval"),
    PUBLISHED: _("Published"),
    REFUSED: _("Refused"),
    WITHDRAWN: _("Withdrawn"),
}
NEW, OPEN = "new", "open"
REACHES = {
    NEW: _("New tickets only. Open ones keep what they were promised."),
    OPEN: _("New tickets and open ones. Open ones keep the time that has passed."),
}


class TierProposalQuerySet(OwnedQuerySet):
    def exclude_drafts_of_others(self, member):
        """A draft is its author's own affair."""
        return self.exclude(~models.Q(by=member), state=DRAFT)


class TierProposal(OwnedModel):
    """The next version of a tier as one member wants it: a draft, then proposed where a second person decides; staff-only.

    `based_on` is the number of the version that it was written against; `content` is `slas.contents.content_of` as changed.
    """

    tier = models.ForeignKey("slas.Tier", models.CASCADE, related_name="proposals", db_constraint=False)
    based_on = models.PositiveIntegerField()
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES, default=DRAFT)
    reach = models.CharField(max_length=4, choices=REACHES, default=NEW)
    effective_at = models.DateTimeField(null=True)  # none: from the moment it is published
    excluded = models.JSONField(default=list)  # ids of open tickets that keep their version
    note = models.CharField(max_length=200, blank=True)
    restores = models.PositiveIntegerField(null=True)  # the earlier version whose content it brings back
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)  # why it was refused
    version = models.ForeignKey("slas.TierVersion", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = TierProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            unique_in_tenant("tier_proposal_tenant_id"),
            models.UniqueConstraint(
                fields=["tenant", "tier", "by"], condition=models.Q(state=DRAFT), name="one_draft_of_a_tier_per_member"
            ),
            CompositeForeignKey(field="tier", name="proposal_for_a_tier_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="proposal_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="decided_by", name="proposal_decided_in_its_tenant"),
            CompositeForeignKey(field="version", name="proposal_became_a_version_of_its_tenant"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in (DRAFT, PROPOSED)
