"""A tier's next version on its way: kept as a draft, proposed to a second person, published, refused or withdrawn."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.models import Tenant
from slas.actions.tiers import check_base, check_calendars, publish_tier
from slas.checks import check_version
from slas.contents import from_content
from slas.errors import ProposalRefused
from slas.models import TierProposal
from slas.models.proposal import DRAFT, NEW, PROPOSED, PUBLISHED, REFUSED, WITHDRAWN


@transaction.atomic
def keep_draft(*, tier, content, based_on, by, at, restores=None):
    """Keep what a member is making of a tier; there is one draft a member and tier, and checked content alone is kept."""
    check_content(content, by.tenant_id)
    draft, _created = TierProposal.objects.select_for_update(of=("self",), no_key=True).update_or_create(
        tenant_id=by.tenant_id,
        tier=tier,
        by=by,
        state=DRAFT,
        defaults={"content": content, "based_on": based_on, "changed_at": at, "restores": restores},
    )
    return draft


def check_content(content, tenant_id):
    """Refuse a content that could not be published."""
    said = from_content(content, tenant_id)
    check_version(**{name: said[name] for name in ("hours", "targets", "warnings", "rules", "pauses", "hotfix_from")})
    check_calendars(tenant_id, said["hours"])


@transaction.atomic
def discard_draft(*, proposal, by, at):
    """Throw away one's own draft; nobody was told of it, so nothing remains."""
    TierProposal.objects.filter(pk=proposal.pk, by=by, state=DRAFT).delete()


@transaction.atomic
def take_newest_base(*, proposal, by, at):
    """Say that the draft stands as it is, now against the newest version: its author has seen what that changed."""
    draft = _locked(proposal, (DRAFT,))
    draft.based_on = draft.tier.versions.order_by("-number").first().number
    draft.changed_at = at
    draft.save(update_fields=["based_on", "changed_at"])
    return draft


@transaction.atomic
def propose_tier(*, proposal, by, at, reach=NEW, effective_at=None, excluded=(), note=""):
    """Ask a second person to publish a draft; refused when the draft's base is not the newest version any more."""
    draft = _locked(proposal, (DRAFT,))
    if draft.by_id != by.pk:
        raise ProposalRefused(_("This draft is somebody else's. Begin one of your own."))
    check_base(draft.tier.versions.select_related("by").order_by("-number").first(), draft.based_on)
    _settle(draft, PROPOSED, reach=reach, effective_at=effective_at, excluded=excluded, note=note)
    draft.proposed_at = draft.changed_at = at
    draft.save()
    _record("proposed", draft, by, at, note=note)
    return draft


@transaction.atomic
def publish_proposal(*, proposal, by, at, reach=None, effective_at=None, excluded=None, note=None, read=None):
    """Publish a draft of one's own or, where the tenant asks for a second person, approve what somebody else proposed.

    Where `reach` is none the proposal's own wishes hold. Refuses one's own proposal, somebody else's draft, any draft where a
    second person publishes, a base that is not the newest any more, and, where `read` says when what the member read was
    proposed, one that was withdrawn and proposed anew since. Returns the version; moving open tickets to it is up to `tickets`.
    """
    found = _locked(proposal, (DRAFT, PROPOSED))
    if found.state == PROPOSED and found.by_id == by.pk:
        raise ProposalRefused(_("You proposed this yourself. Somebody else has to publish it."))
    if found.state == PROPOSED and read is not None and read != found.proposed_at.isoformat():
        raise ProposalRefused(_("It was changed and proposed again while you were reading. Look at it once more, then publish."))
    if found.state == DRAFT and found.by_id != by.pk:
        raise ProposalRefused(_("This draft is somebody else's. Begin one of your own."))
    if found.state == DRAFT and Tenant.objects.get(pk=by.tenant_id).tiers_need_second_person:
        raise ProposalRefused(_("A second person publishes tiers here. Propose the change instead."))
    if reach is not None:
        _settle(found, found.state, reach=reach, effective_at=effective_at, excluded=excluded or (), note=note or "")
    version = publish_tier(
        tier=found.tier,
        **from_content(found.content, by.tenant_id),
        note=found.note,
        based_on=found.based_on,
        effective_at=found.effective_at,
        by=by,
        at=at,
    )
    was_proposed, found.state, found.version = found.state == PROPOSED, PUBLISHED, version
    found.decided_by, found.decided_at = (by, at) if was_proposed else (None, at)
    found.save()
    return version


@transaction.atomic
def refuse_proposal(*, proposal, answer, by, at):
    """Decline what somebody else proposed, saying why."""
    found = _locked(proposal, (PROPOSED,))
    if found.by_id == by.pk:
        raise ProposalRefused(_("You proposed this yourself. Withdraw it instead."))
    found.state, found.answer, found.decided_by, found.decided_at = REFUSED, answer, by, at
    found.save()
    _record("refused", found, by, at, answer=answer)
    return found


@transaction.atomic
def withdraw_proposal(*, proposal, by, at):
    """Take back one's own proposal; its content becomes one's draft again unless there is a newer one."""
    found = _locked(proposal, (PROPOSED,))
    if found.by_id != by.pk:
        raise ProposalRefused(_("Only who proposed this can withdraw it. You can refuse it."))
    has_draft = TierProposal.objects.filter(tenant_id=found.tenant_id, tier=found.tier_id, by=by, state=DRAFT).exists()
    found.state, found.decided_at = (WITHDRAWN, at) if has_draft else (DRAFT, None)
    found.save()
    _record("withdrawn", found, by, at)
    return found


def _settle(proposal, state, *, reach, effective_at, excluded, note):
    proposal.state, proposal.reach, proposal.effective_at, proposal.note = state, reach, effective_at, note
    proposal.excluded = [str(pk) for pk in excluded]


def _locked(proposal, states):
    rows = TierProposal.objects.select_for_update(of=("self",), no_key=True).select_related("tier", "by")
    found = rows.get(pk=proposal.pk)
    if found.state not in states:
        raise ProposalRefused(_("This was decided already: %(state)s.") % {"state": str(found.get_state_display()).lower()})
    return found


def _record(verb, proposal, by, at, **facts):
    record(
        tenant_id=proposal.tenant_id,
        kind=f"tier.{verb}",
        subject=proposal.tier,
        at=at,
        by=by,
        based_on=proposal.based_on,
        **facts,
    )
