"""Support hours: calendars, new ones, and which calendar a kind of hours means."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Client
from accounts.permissions import may
from common import wallclock
from common.http import accepted, form_page, status_of
from common.panels import panels_for
from slas import actions
from slas.calendar_differences import history_of
from slas.calendar_previews import TRIED_HOURS, month_named, month_of, tried
from slas.forms import CalendarForm, ChoicesForm
from slas.models import HOURS_KINDS, Calendar, CalendarVersion
from slas.openhours import zone_named
from slas.queries import calendars_with_hours, chosen_calendars, timeline
from slas.summaries import intervals, week_of, weekly_hours


@door("manage", may="tier.view")
@require_safe
def calendars(request, tenant):
    """The calendars, and which one each kind of hours means."""
    return _calendars_page(request, None)


@door("manage", may="calendar.edit")
@require_POST
def calendar_choices(request, tenant):
    """Say which calendar each kind of hours means, where neither contract nor client says otherwise."""
    known = list(Calendar.objects.visible_to(request.member))
    form = ChoicesForm(request.POST, calendars=known, chosen=chosen_calendars(request.member))

    def choose(choices):
        return actions.choose_calendars(choices=choices, by=request.member, at=wallclock.now())

    if accepted(form, choose):
        messages.success(request, _("Support hours saved. Tickets received from now on follow them."))
        return redirect("manage:calendars", tenant)
    return _calendars_page(request, form)


@door("manage", may="calendar.edit")
def new_calendar(request, tenant):
    """New support hours, from a preset or of one's own."""
    form = CalendarForm(request.POST or None, initial={"zone": request.member.tenant.time_zone})

    def create(kind, weekly, **said):
        said |= {"by": request.member, "at": wallclock.now()}
        if weekly is None:
            return actions.create_preset_calendar(kind=kind, **said)
        return actions.create_weekly_calendar(weekly=weekly, **said)

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Calendar created."))
        return redirect("manage:calendar", tenant, form.outcome.pk)
    return render(request, "manage/new_calendar.html", {"form": form}, status=status_of(form))


@door("manage", may="tier.view")
@require_safe
def calendar(request, tenant, pk):
    """One calendar: its week and the days that replace it, a month, and how its versions differ."""
    found = get_object_or_404(Calendar.objects.visible_to(request.member), pk=pk)
    mine = CalendarVersion.objects.visible_to(request.member).filter(calendar=found)
    versions = list(mine.select_related("by").order_by("number"))
    at, hours = wallclock.now(), timeline(versions)
    current = hours.at(at)
    today = at.astimezone(zone_named(current.calendar.zone)).date()
    names = dict(current.names)
    context = {
        "calendar": found,
        "version": current,
        "hours": current.calendar,
        "week": list(week_of(current.calendar)),
        "weekly_hours": weekly_hours(current.calendar),
        "replaced": [(on, intervals(day), names.get(on, "")) for on, day in current.calendar.exceptions],
        "chosen_for": [HOURS_KINDS[kind] for kind, pk in chosen_calendars(request.member).items() if pk == found.pk],
        "month": month_of(hours, month_named(request.GET.get("month"), today), today),
        "tried": tried(hours, at, TRIED_HOURS),
        "history": history_of(versions, current),
        "holidays_of": versions[-1].holidays_of,
        "side_panels": panels_for("calendar.side", request, found, lambda permission: may(request.member, permission)),
    }
    return render(request, "manage/calendar.html", context)


@door("manage", may="calendar.edit")
def client_calendars(request, tenant, pk):
    """Which calendars a client means by the kinds of hours."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    known = list(Calendar.objects.visible_to(request.member))
    chosen = chosen_calendars(request.member, client)
    form = ChoicesForm(request.POST or None, calendars=known, chosen=chosen, empty=_("As for everybody"))

    def choose(choices):
        return actions.choose_calendars(choices=choices, client=client, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, choose):
        messages.success(request, _("Support hours of %(client)s saved.") % {"client": client.name})
        return redirect("manage:client", tenant, client.pk)
    trail = [(_("Clients"), reverse("manage:clients", args=[tenant])), (client.name, reverse("manage:client", args=[tenant, pk]))]
    lead = _("Tickets received from now on follow these, unless the contract names a calendar of its own.")
    return form_page(request, form, here=_("Support hours"), trail=trail, submit=_("Save support hours"), lead=lead)


def _calendars_page(request, form):
    rows, chosen = calendars_with_hours(request.member), chosen_calendars(request.member)
    for one in rows:
        one.weekly_hours = weekly_hours(one.open_hours)
        one.chosen_for = [HOURS_KINDS[kind] for kind, pk in chosen.items() if pk == one.pk]
    form = form or ChoicesForm(calendars=rows, chosen=chosen)
    return render(request, "manage/calendars.html", {"calendars": rows, "form": form}, status=status_of(form))
