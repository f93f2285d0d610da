"""What the levels owe each other: seen by whoever sees tiers, changed by leads and account managers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Level
from common import wallclock
from common.http import accepted, status_of
from slas import actions
from slas.level_forms import LevelForm
from slas.models import Calendar
from slas.queries import levels_with_targets
from slas.summaries import short_length


@door("manage", may="tier.view")
@require_safe
def levels(request, tenant):
    """The levels, each with its hours and its targets."""
    found = levels_with_targets(request.member)
    for one in found:
        for row in one.rows:
            row["lengths"] = [minutes and short_length(minutes, "minutes") for minutes in row["minutes"]]
    return render(request, "manage/levels.html", {"levels": found})


@door("manage", may="level.edit")
def level(request, tenant, pk):
    """What one level owes from now on."""
    found = get_object_or_404(Level.objects.visible_to(request.member), pk=pk)
    now = next(one for one in levels_with_targets(request.member) if one.pk == found.pk)
    initial = {"calendar": str(now.own_calendar_id or "")}
    for row in now.rows:
        initial |= dict(zip((f"accept_{row['code']}", f"work_{row['code']}"), row["minutes"], strict=True))
    form = LevelForm(request.POST or None, calendars=Calendar.objects.visible_to(request.member), initial=initial)

    def change(minutes, calendar):
        actions.set_level_targets(level=found, minutes=minutes, calendar=calendar, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("Saved. Tickets that come to %(level)s from now on follow it.") % {"level": found})
        return redirect("manage:levels", tenant)
    return render(request, "manage/level.html", {"form": form, "level": found}, status=status_of(form))
