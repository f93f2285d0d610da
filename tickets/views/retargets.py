"""Jobs that give open tickets new promises: how far each has come, to be stopped and gone on with."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from common.http import render_page_or_partial
from tickets import actions
from tickets.models import Retarget
from tickets.queries.retargets import ALREADY, EXCLUDED, FROZEN, OVER

LATEST = 50
REASONS = {
    EXCLUDED: gettext_lazy("excluded by name"),
    FROZEN: gettext_lazy("terms frozen by the contract"),
    OVER: gettext_lazy("resolved or closed meanwhile"),
    ALREADY: gettext_lazy("had these promises already"),
}
TONES = {"waiting": "info", "running": "info", "stopped": "warn", "done": "ok"}


@door("manage", may="tier.view")
@require_safe
def retargets(request, tenant):
    """The latest jobs, newest first."""
    jobs = [_dressed(job) for job in _jobs(request)[:LATEST]]
    return render(request, "manage/retargets.html", {"jobs": jobs})


@door("manage", may="tier.view")
@require_safe
def retarget(request, tenant, pk):
    """One job; while it runs the page asks for the part that changes."""
    job = _dressed(get_object_or_404(_jobs(request), pk=pk))
    return render_page_or_partial(request, "manage/retarget.html", "manage/_retarget.html", {"job": job})


@door("manage", may="tier.edit")
@require_POST
def stop(request, tenant, pk):
    """Stop after the batch at hand."""
    job = get_object_or_404(_jobs(request), pk=pk)
    actions.stop_retarget(retarget=job, by=request.member, at=wallclock.now())
    messages.success(request, _("Stopped. Tickets changed so far keep their new promises."))
    return redirect("manage:retarget", tenant, pk)


@door("manage", may="tier.edit")
@require_POST
def resume(request, tenant, pk):
    """Go on where it stopped."""
    job = get_object_or_404(_jobs(request), pk=pk)
    try:
        actions.resume_retarget(retarget=job, by=request.member, at=wallclock.now())
        messages.success(request, _("It goes on where it stopped."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("manage:retarget", tenant, pk)


def _jobs(request):
    rows = Retarget.objects.visible_to(request.member)
    return rows.select_related("tier_version__tier", "calendar_version__calendar", "by")


def _dressed(job):
    job.reasons = [(REASONS.get(reason, reason), number) for reason, number in sorted(job.skipped.items())]
    job.tone = TONES[job.state]
    return job
