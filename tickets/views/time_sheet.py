"""My time: a week of what one worked, to add to and to correct."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Membership
from accounts.permissions import may
from common import wallclock
from common.http import accepted
from tickets import actions
from tickets.forms.time import SheetForm
from tickets.queries.time_reads import timers_of
from tickets.queries.time_sheets import DAY, DAYS, monday_of, sheet_of
from tickets.views.time_ticket import logged_words, preview_lines

FIRST, LAST = date(2000, 1, 3), date(2200, 1, 6)


@door("desk", may="time.log")
@require_safe
def my_time(request, tenant):
    """The week that `?week=` (any day of it) names, else this one; leads may look at a colleague's (`?who=`)."""
    return _page(request, SheetForm(member=request.member))


@door("desk", may="time.log")
@require_POST
def log(request, tenant):
    """Log time on a ticket or a contract; with `check`, only say what it would come to."""
    at, form = wallclock.now(), SheetForm(request.POST, member=request.member)

    def deed(pk, **said):
        return actions.preview_time(by=request.member, at=at, **said)

    if "check" in request.POST:
        lines = preview_lines(form, deed)
        if request.headers.get("HX-Request") == "true":
            return render(request, "desk/time/_preview_lines.html", {"preview": lines})
        return _page(request, form, preview=lines)
    if accepted(form, lambda **said: actions.log_time(by=request.member, at=at, **said)):
        messages.success(request, logged_words(form.outcome))
        day = timezone.localtime(form.outcome.started_at).date()
        return HttpResponseRedirect(f"{reverse('desk:my-time', args=[tenant])}?week={day}")
    return _page(request, form, status=422)


def _page(request, form, *, preview=(), status=200):
    at, zone, member = wallclock.now(), timezone.get_current_timezone(), request.member
    monday = _monday(request.GET.get("week"), at.astimezone(zone).date())
    whose = _whose(request)
    context = {
        "sheet": sheet_of(member, whose, monday, zone, at),
        "form": form,
        "preview": preview,
        "whose": whose,
        "is_own": whose.pk == member.pk,
        "timers": timers_of(member) if whose.pk == member.pk else [],
        "previous": monday - DAY * DAYS,
        "following": monday + DAY * DAYS,
        "last": monday + DAY * (DAYS - 1),
        "wallclock": at,
    }
    return render(request, "desk/my_time.html", context, status=status)


def _monday(text, today):
    try:
        on = date.fromisoformat(text or "")
    except ValueError:
        on = today
    return monday_of(on if FIRST <= on <= LAST else today)


def _whose(request):
    asked = request.GET.get("who")
    if not asked or not may(request.member, "time.approve"):
        return request.member
    try:
        return get_object_or_404(Membership.objects.visible_to(request.member).filter(client=None), pk=asked)
    except ValidationError:  # nonsense is nobody's id
        raise Http404 from None
