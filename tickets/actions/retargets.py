"""Give open tickets new promises: start, stop and go on with a job, or move a single ticket (S-33, S-34, S-38)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from slas.happenings import Kind
from tickets.actions.clocks import refresh_clocks
from tickets.actions.events import add_event
from tickets.errors import RetargetRefused
from tickets.models import Retarget, RetargetExclusion
from tickets.models.retarget import DONE, STOPPED, TIER, WAITING
from tickets.retargeting.keys import version_of


@transaction.atomic
def start_retarget(*, kind, by, at, tier_version=None, calendar_version=None, tickets_excluded=(), starts_at=None):
    """A job that moves open tickets to what was published: from `at` (now) on, or from the instant `starts_at`.

    `kind` is tier, calendar or recompute (a backdated correction: every stretch is counted again). A job for the same tier or
    calendar that is not done yet stops here for good, because this one moves its tickets too.
    """
    if starts_at is not None and starts_at < at:
        raise RetargetRefused(_("Open tickets cannot be changed in the past. Choose a later time."), field="starts_at")
    job = Retarget(
        tenant_id=by.tenant_id,
        kind=kind,
        tier_version=tier_version,
        calendar_version=calendar_version,
        at=starts_at or at,
        run_at=starts_at or at,
        by=by,
        created_at=at,
    )
    for earlier in _same_subject(job).exclude(state=DONE).select_for_update(of=("self",), no_key=True):
        earlier.state, earlier.run_at, earlier.trouble = STOPPED, None, _("A later change took its place.")
        earlier.save()
    job.save(force_insert=True)
    RetargetExclusion.objects.bulk_create(
        RetargetExclusion(tenant_id=job.tenant_id, retarget=job, ticket=ticket) for ticket in tickets_excluded
    )
    _record(job, "started", by, at, excluded=len(tickets_excluded), starts_at=job.at.isoformat())
    return job


@transaction.atomic
def stop_retarget(*, retarget, by, at):
    """Stop after the batch that is being written; the tickets done so far keep their new promises."""
    job = _locked(retarget)
    if job.run_at is None:
        return job
    job.state, job.run_at = STOPPED, None
    job.save()
    _record(job, "stopped", by, at, done=job.done)
    return job


@transaction.atomic
def resume_retarget(*, retarget, by, at):
    """Go on where it stopped; the tickets still to come change from the same instant as the others."""
    job = _locked(retarget)
    if job.state != STOPPED:
        return job
    if _same_subject(job).filter(created_at__gt=job.created_at).exists():
        raise RetargetRefused(_("A later change of the same promises has taken the place of this one."))
    job.state, job.run_at, job.trouble = WAITING, max(job.at, at), ""
    job.save()
    _record(job, "resumed", by, at, done=job.done)
    return job


def retarget_ticket(ticket, terms_key, *, by, at, **facts):
    """Move one locked ticket to other terms (S-38); elapsed time is kept (S-30). The caller saves the ticket."""
    moved = add_event(ticket, Kind.RETARGETED, by=by, at=at, terms=terms_key, **facts)
    ticket.tier_version_id = version_of(refresh_clocks(ticket, [moved], at=at).terms)
    return moved


def _same_subject(job):
    """Jobs of the same kind for the same tier or calendar."""
    jobs = Retarget.objects.filter(tenant_id=job.tenant_id, kind=job.kind)
    if job.kind == TIER:
        return jobs.filter(tier_version__tier=job.tier_version.tier_id)
    return jobs.filter(calendar_version__calendar=job.calendar_version.calendar_id)


def _locked(retarget):
    rows = Retarget.objects.select_for_update(of=("self",), no_key=True).select_related("tier_version", "calendar_version")
    return rows.get(pk=retarget.pk)


def _record(job, verb, by, at, **facts):
    subject = job.tier_version or job.calendar_version
    record(
        tenant_id=job.tenant_id,
        kind=f"retarget.{verb}",
        subject=job,
        at=at,
        by=by,
        of=job.kind,
        version=subject.number,
        **facts,
    )
