"""The work of a retarget: begun, done batch by batch, ended. Each step is one transaction, so a batch is whole or was never."""

from collections import Counter

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.log import record
from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, LEAD
from notifications.actions import notify
from tickets.actions.retarget_folding import retargeted
from tickets.actions.retarget_reading import still_open
from tickets.models import Retarget
from tickets.models.retarget import DONE, RUNNING, STOPPED
from tickets.queries.retargets import ALREADY, EXCLUDED, FROZEN, OVER, frozen_contracts, reach_of

BATCH = 4000  # tickets: locked for a second or two


@transaction.atomic
def begin_retarget(*, tenant_id, at):
    """Take the tenant's first job that is due; returns it and the tickets still to come, or None when another worker has it."""
    due = Retarget.objects.filter(tenant_id=tenant_id, run_at__lte=at).order_by("at", "created_at")
    locked = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
    job = locked.select_related("tier_version", "calendar_version").first()
    if job is None:
        return None
    reach = reach_of(job)
    frozen = frozen_contracts(tenant_id, job.tier_version.tier_id) if job.tier_version else []
    coming = reach.exclude(contract__in=frozen) if frozen else reach
    if job.begun_at is None:
        job.begun_at, job.total = at, reach.count()
        _count(job, {FROZEN: reach.filter(contract__in=frozen).count() if frozen else 0})
    job.state = RUNNING
    job.save()
    if job.cursor is not None:
        coming = coming.filter(pk__gt=job.cursor)
    return job, list(coming.order_by("pk").values_list(Cast("pk", TextField()), flat=True))


@transaction.atomic
def retarget_batch(*, retarget, after, ids, at):
    """Give these tickets their new promises, if the job is still at `after` (its cursor) and nobody stopped it; else False.

    A ticket that somebody holds is left for the end, so that nobody waits for the batch nor the batch for anybody.
    """
    job = _still_mine(retarget, after)
    if job is None:
        return False
    _move(job, ids, at, waits=False)
    job.cursor = ids[-1]
    job.save()
    return True


@transaction.atomic
def end_retarget(*, retarget, after, at):
    """What was held when its batch came, then the end: the log says so, and who answers for it hears of promises missed."""
    job = _still_mine(retarget, after)
    if job is None:
        return False
    if job.behind:
        _move(job, [str(pk) for pk in job.behind], at, waits=True)
    job.state, job.run_at, job.ended_at, job.behind = DONE, None, at, []
    job.save()
    record(
        tenant_id=job.tenant_id,
        kind="retarget.done",
        subject=job,
        at=at,
        by=job.by,
        done=job.done,
        breached=job.breached,
        skipped=job.skipped,
    )
    _tell(job, at)
    return True


@transaction.atomic
def halt_retarget(*, retarget, reason, at):
    """A batch could not be written: the job stops and says so, and whoever started it may go on."""
    Retarget.objects.filter(pk=retarget.pk, run_at__isnull=False).update(state=STOPPED, run_at=None, trouble=reason[:300])
    return at


def _still_mine(retarget, after):
    rows = Retarget.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = rows.select_related("tier_version__tier", "calendar_version__calendar", "by", "tenant")
    return rows.filter(pk=retarget.pk, cursor=after, state=RUNNING).first()


def _move(job, ids, at, *, waits):
    """Fold the new promises onto the tickets and write what follows; `waits` for those that somebody holds."""
    excluded = {str(pk) for pk in job.exclusions.values_list("ticket_id", flat=True)}
    wanted = [pk for pk in ids if pk not in excluded]
    moved = retargeted(job, wanted, at, waits=waits)
    missing = set(wanted) - moved.found
    held = still_open(job.tenant_id, sorted(missing)) if missing and not waits else []
    job.behind = [*job.behind, *held]
    over, already = len(missing) - len(held), len(moved.found) - moved.touched
    _count(job, {EXCLUDED: len(ids) - len(wanted), OVER: over, ALREADY: already})
    job.done += moved.touched
    job.breached += moved.breached


def _count(job, more):
    job.skipped = {reason: number for reason, number in (Counter(job.skipped) + Counter(more)).items() if number}


def _tell(job, at):
    """One message a job (D-21): of promises missed at once to who answers for them, else to whoever started it; to no client."""
    answering = Membership.objects.in_force().with_role(LEAD, ACCOUNT_MANAGER).filter(tenant_id=job.tenant_id)
    subject = job.tier_version or job.calendar_version
    name = subject.tier.name if job.tier_version else subject.calendar.name
    notify(
        list(answering) if job.breached else [job.by],
        key=f"retargeted:{job.pk}",
        template="tickets_retargeted",
        facts={"done": job.done, "breached": job.breached, "what": f"{name} {subject.number}"},
        link=reverse("manage:retarget", args=[job.tenant.slug, job.pk]),
        at=at,
        by_mail=bool(job.breached),
        tone="warn" if job.breached else "info",
    )
