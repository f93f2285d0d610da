"""What the editor of a tier shows beside the targets: differences in words, a sample ticket, and what publishing would do."""

from slas.contents import content_of, from_content
from slas.keys import terms_key
from slas.metrics import Pauses
from slas.models import TierProposal
from slas.models.proposal import DRAFT
from slas.preview import sample
from slas.queries import calendars_by_kind, newest_pins, terms_of_content
from tickets.queries.impact import impact_of_tier


def versions_of(tier):
    """All versions, newest first, with author and targets, in two queries."""
    return list(tier.versions.select_related("by").prefetch_related("targets").order_by("-number"))


def draft_of(member, tier):
    """What the member is making of the tier, or None."""
    return TierProposal.objects.visible_to(member).filter(tier=tier, by=member, state=DRAFT).first()


def content_in_work(member, tier):
    """The content of the member's draft, else of the newest version, and the number of the version it stands against."""
    draft = draft_of(member, tier)
    if draft:
        return draft.content, draft.based_on
    newest = versions_of(tier)[0]
    return content_of(newest), newest.number


def sample_of(member, content, severity, ticket_type, at):
    """What a ticket of the tenant's usual calendars would be promised (`slas.preview`)."""
    calendars = calendars_by_kind(member.tenant_id, None)
    own = {target["calendar"] for target in content["targets"] if target["calendar"]}
    key = terms_key("draft", calendars, newest_pins(member.tenant_id, {*calendars.values(), *own}, None))
    terms = terms_of_content(member.tenant_id, content, [key])[key]
    code = ticket_type.code if ticket_type else None
    return sample(terms, severity, code, at, hotfix_from=content["hotfix_from"])


def impact_of_content(member, tier, content, at):
    """What publishing the content for open tickets would do to them at `at` (`impact_of_tier`)."""
    said = from_content(content, member.tenant_id)
    more = {"warnings": tuple(content["warnings"]), "pauses": Pauses.of(content["pauses"]), "hotfix_from": content["hotfix_from"]}
    return impact_of_tier(member, tier, hours=said["hours"], targets=said["targets"], at=at, **more)
