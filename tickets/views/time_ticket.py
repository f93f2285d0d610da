"""Time on the desk's page of a ticket: the timer, and the entry with its preview."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from tickets import actions
from tickets.models import RunningTimer
from tickets.time_words import lines_of, minutes_in_words
from tickets.views.triage_dialogs import form_of
from tickets.views.triage_page import found, ticket_page
from tickets.views.triage_verbs import dialog_deed


@door("desk", may="time.log")
@require_POST
def log(request, tenant, pk):
    """Log time on the ticket; with `check`, only say what it would come to."""
    if "check" in request.POST:
        return _checked(request, pk)
    return dialog_deed(request, pk, "time", _log, logged_words)


@door("desk", may="time.log")
@require_POST
def start(request, tenant, pk):
    """Begin to count, or go on."""
    actions.start_timer(ticket=found(request, pk), by=request.member, at=wallclock.now())
    messages.success(request, _("The timer runs, also when you sign out."))
    return redirect("desk:ticket", tenant, pk)


@door("desk", may="time.log")
@require_POST
def stop(request, tenant, pk):
    """Stand still, and ask what was done."""
    response = redirect("desk:ticket", tenant, pk)
    try:
        actions.stop_timer(ticket=found(request, pk), by=request.member, at=wallclock.now())
        response["Location"] += "?do=time#time"
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return response


@door("desk", may="time.log")
@require_POST
def discard(request, tenant, pk):
    """Throw the timer away."""
    actions.discard_timer(ticket=found(request, pk), by=request.member, at=wallclock.now())
    messages.success(request, _("The timer is gone; nothing was logged."))
    return redirect("desk:ticket", tenant, pk)


def preview_lines(form, deed):
    """What the words of a form would come to, as (tone, sentence); `deed` takes them as keywords and answers with a Preview."""
    if not form.is_valid():
        return [("danger", error) for errors in form.errors.values() for error in errors]
    preview = deed(**form.cleaned_data)
    return lines_of(preview.entry, preview.left) if preview.entry is not None else [("danger", preview.refused)]


def logged_words(entry):
    """The sentence after logging, with what was odd."""
    words = {"time": minutes_in_words(entry.minutes)}
    said = _("%(time)s logged.") if entry.status != "pending" else _("%(time)s logged; it waits for approval.")
    if entry.held_minutes and sum(entry.drawn.values()) <= 0:
        said = _("%(time)s logged. All of it is held until the client agrees to more.")
    elif entry.held_minutes:
        said = _("%(time)s logged, of which %(held)s are held until the client agrees to more.")
        words["held"] = minutes_in_words(entry.held_minutes)
    return " ".join([said % words, *entry.warnings])


def _log(*, ticket, by, at, version=None, **said):
    timer = RunningTimer.objects.visible_to(by).filter(member_id=by.pk, ticket=ticket).exclude(stopped_at=None).first()
    return actions.log_time(ticket=ticket, timer=timer, by=by, at=at, **said)


def _checked(request, pk):
    ticket, at = found(request, pk), wallclock.now()
    form = form_of("time", request.POST, request.member, ticket)

    def deed(pk, **said):
        return actions.preview_time(ticket=ticket, by=request.member, at=at, **said)

    lines = preview_lines(form, deed)
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/time/_preview_lines.html", {"preview": lines})
    return ticket_page(request, ticket, sent_back={"time": form}, preview=lines)
