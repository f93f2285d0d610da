"""Support hours: calendars, new ones, and which calendar a kind of hours means."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from common.http import accepted, form_page
from slas import actions
from slas.forms import CalendarForm, ChoicesForm
from slas.models import HOURS_KINDS, Calendar
from slas.queries import calendars_with_hours, chosen_calendars
from slas.summaries import week_of, weekly_hours


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
    return render(request, "manage/new_calendar.html", {"form": form})


@door("manage", may="tier.view")
@require_safe
def calendar(request, tenant, pk):
    """One calendar: its week and the days that replace it."""
    found = next((one for one in calendars_with_hours(request.member) if one.pk == pk), None)
    if found is None:
        raise Http404
    hours = found.open_hours
    context = {
        "calendar": found,
        "hours": hours,
        "week": list(week_of(hours)),
        "weekly_hours": weekly_hours(hours),
        "closed": [on for on, day in hours.exceptions if not day],
        "chosen_for": [HOURS_KINDS[kind] for kind, pk in chosen_calendars(request.member).items() if pk == found.pk],
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
    return render(request, "manage/calendars.html", {"calendars": rows, "form": form})
