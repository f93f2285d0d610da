"""The editor of tiers: a draft written with preview and impact, then published, proposed, approved or refused."""

from tickets.views.tiers.dry_run import tier_dry_run
from tickets.views.tiers.editor import tier_targets
from tickets.views.tiers.publishing import (
    proposal,
    proposal_base,
    proposal_publication,
    proposal_refusal,
    proposal_withdrawal,
    tier_restoration,
)
from tickets.views.tiers.rules import new_tier_rule, tier_rule

__all__ = [
    "new_tier_rule",
    "proposal",
    "proposal_base",
    "proposal_publication",
    "proposal_refusal",
    "proposal_withdrawal",
    "tier_dry_run",
    "tier_restoration",
    "tier_rule",
    "tier_targets",
]
