"""The time of everybody, for leads and account managers: looked through, and approved many at once."""

from django.contrib import messages
from django.db.models import Sum
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from common.paging import newest_first
from tickets import actions
from tickets.filters.time import TimeFilters
from tickets.forms.time import ApprovalForm
from tickets.models.work import STANDING
from tickets.queries.time_reads import time_found

PER_PAGE = 50


@door("manage", may="time.approve")
@require_safe
def time(request, tenant):
    """Entries by state, person, client and kind, the newest first; those that can be approved have a box."""
    return _page(request)


@door("manage", may="time.approve")
@require_POST
def approvals(request, tenant):
    """Approve those that are ticked: all of them, or none where one cannot be."""
    form = ApprovalForm(request.POST, member=request.member)
    if not form.is_valid():
        return _page(request, refused=_("Tick at least one entry that waits for approval."), status=422)
    try:
        done = actions.approve_times(entries=list(form.cleaned_data["entry"]), by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return _page(request, refused=str(refusal), status=422)
    words = ngettext("%(count)d entry approved.", "%(count)d entries approved.", len(done))
    messages.success(request, words % {"count": len(done)})
    return redirect("manage:time", tenant)


def _page(request, *, refused="", status=200):
    search = TimeFilters(request.GET, member=request.member)
    search.is_valid()
    rows = time_found(request.member, search.cleaned_data)
    page = newest_first(rows, request.GET, field="started_at", size=PER_PAGE)
    for entry in page.rows:
        entry.can_be_ticked = entry.approved_at is None and entry.member_id != request.member.pk and entry.status in STANDING
    context = {
        "page": page,
        "can_tick": any(entry.can_be_ticked for entry in page.rows),
        "search": search,
        "said": search.cleaned_data,
        "minutes": rows.order_by().aggregate(sum=Sum("minutes"))["sum"] or 0,
        "refused": refused,
        "wallclock": wallclock.now(),
    }
    return render(request, "manage/time.html", context, status=status)
