"""Publishing a tier's next version, and moving open tickets to it where that was asked for (S-33)."""

from django.db import transaction

from slas import actions as slas
from slas.models.proposal import OPEN
from tickets.actions.retargets import start_retarget, stop_retarget
from tickets.models import Retarget
from tickets.models.retarget import TIER, WAITING


@transaction.atomic
def publish_tier_change(*, proposal, by, at, excluded=(), read=None, **wishes):
    """Publish a draft (with `wishes`: reach, effective_at, note) or approve a proposal as it stands; returns version and job.

    `read` is when the proposal that the member read was made; another one is refused.
    `excluded` are tickets that keep what they were promised. The job is none where open tickets are left alone; one that was
    still to begin at the new version's date or later then begins no more.
    """
    if wishes:
        wishes["excluded"] = [ticket.pk for ticket in excluded]
    version = slas.publish_proposal(proposal=proposal, by=by, at=at, read=read, **wishes)
    proposal.refresh_from_db()
    if proposal.reach != OPEN:
        for job in _still_to_begin(version):
            stop_retarget(retarget=job, by=by, at=at)
        return version, None
    later = proposal.effective_at
    return version, start_retarget(kind=TIER, tier_version=version, tickets_excluded=excluded, by=by, at=at, starts_at=later)


def _still_to_begin(version):
    jobs = Retarget.objects.filter(tenant_id=version.tenant_id, kind=TIER, state=WAITING, begun_at=None)
    return jobs.filter(tier_version__tier=version.tier_id, at__gte=version.published_at)
