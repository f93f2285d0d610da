"""The editor of support hours: what open tickets would do, then a version or a correction (S-34)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.doors import door
from common import wallclock
from common.http import accepted, status_of
from slas.calendar_editor import Editor
from slas.errors import CalendarOvertaken
from slas.models import Calendar, CalendarVersion
from tickets import actions
from tickets.queries import impact_of_hours
from tickets.queries.support_hours import users_of

SHOWN = 50  # tickets of an impact; the counts name all


@door("manage", may="calendar.edit")
def calendar_hours(request, tenant, pk):
    """Change a calendar from an instant on: draft, look at what it does, publish."""
    return _edited(request, tenant, pk, is_correction=False)


@door("manage", may="calendar.edit")
def calendar_correction(request, tenant, pk):
    """Say that a calendar was wrong in the past, and count the open tickets on it again."""
    return _edited(request, tenant, pk, is_correction=True)


def _edited(request, tenant, pk, *, is_correction):
    calendar = get_object_or_404(Calendar.objects.visible_to(request.member), pk=pk)
    versions = list(CalendarVersion.objects.visible_to(request.member).filter(calendar=calendar).order_by("number"))
    at, is_sent = wallclock.now(), request.method == "POST"
    editor = Editor(
        versions,
        at,
        data=request.POST if is_sent else None,
        files=request.FILES,
        is_correction=is_correction,
        start_from=_earlier(request, versions),
    )
    editor.take_step()
    if editor.step == "publish" and _is_published(request, calendar, editor, at):
        version, job = editor.form.outcome
        messages.success(request, _("Version %(number)s published. Open tickets follow.") % {"number": version.number})
        return redirect("manage:calendar", tenant, pk)
    context = {"calendar": calendar, "editor": editor, "form": editor.form, "is_correction": is_correction, **editor.context()}
    if editor.step == "review" and editor.form.is_valid() and "month" in context:
        context["impact"] = _impact(request.member, calendar, editor, at)
    context["users"] = users_of(request.member, calendar, at)
    is_refused = editor.step in ("review", "publish") and editor.refusal
    return render(request, "manage/calendar_hours.html", context, status=422 if is_refused else status_of(editor.form))


def _is_published(request, calendar, editor, at):
    """Whether the version was published; a refusal stands at its field, and what was typed stays."""
    publish = actions.correct_support_hours if editor.is_correction else actions.publish_support_hours

    def deed(zone, **said):
        try:
            return publish(
                calendar=calendar,
                hours=editor.draft.hours(),
                names=editor.draft.names(),
                based_on=editor.based_on,
                holidays_of=editor.said["holidays_of"],
                by=request.member,
                at=at,
                **said,
            )
        except CalendarOvertaken:
            editor.rebase()
            raise

    return accepted(editor.form, deed)


def _impact(member, calendar, editor, at):
    version = editor.version(editor.draft.hours())
    found = impact_of_hours(member, calendar, version, at=at, is_correction=editor.is_correction)
    return {"counts": found, "tickets": found.tickets[:SHOWN], "more": max(len(found.tickets) - SHOWN, 0)}


def _earlier(request, versions):
    """The version that the edit begins with, when one is named: to publish its hours again."""
    number = request.GET.get("version")
    if number is None:
        return None
    found = next((version for version in versions if str(version.number) == number), None)
    if found is None:
        raise Http404
    return found
