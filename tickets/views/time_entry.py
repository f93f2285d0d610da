"""One entry of time: what it says and came to, what it said before, and what may still be done with it."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.http import accepted
from tickets import actions
from tickets.forms.time import CorrectionForm, FreeForm, MoveForm, WhyForm
from tickets.models import TimeEntry
from tickets.models.work import STANDING
from tickets.queries.time_reads import drawn_beside, versions_of, with_remarks
from tickets.time_words import minutes_in_words
from tickets.views.time_ticket import preview_lines


@door("desk", may="ticket.view")
@require_safe
def time_entry(request, tenant, pk):
    """The entry with its history; those who may change it find the forms below."""
    return _page(request, _found(request, pk))


@door("desk", may="time.log")
@require_POST
def correction(request, tenant, pk):
    """Another entry in its place; with `check`, only say what that would come to."""
    entry, at = _found(request, pk), wallclock.now()
    form = CorrectionForm(request.POST, member=request.member, entry=entry)

    def checked(pk, **said):
        return actions.preview_time(entry=entry, by=request.member, at=at, **said)

    def deed(pk, **said):
        return actions.correct_time(entry=entry, by=request.member, at=at, **said)

    if "check" in request.POST:
        lines = preview_lines(form, checked)
        if request.headers.get("HX-Request") == "true":
            return render(request, "desk/time/_preview_lines.html", {"preview": lines})
        return _page(request, entry, correction=form, preview=lines)
    if accepted(form, deed):
        messages.success(request, " ".join([_("Corrected; the first entry is kept below."), *form.outcome.warnings]))
        return redirect("desk:time-entry", tenant, form.outcome.pk)
    return _sent_back(request, entry, "correction", form)


@door("desk", may="time.log")
@require_POST
def withdrawal(request, tenant, pk):
    """It was logged by mistake."""
    form = WhyForm(request.POST, auto_id="withdrawal_%s")
    return _deed(request, pk, "withdrawal", form, actions.withdraw_time, _("Withdrawn; what it drew is back."))


@door("desk", may="time.log")
@require_POST
def move(request, tenant, pk):
    """It was another ticket's."""
    entry = _found(request, pk)
    form = MoveForm(request.POST, member=request.member, entry=entry, auto_id="move_%s")

    def deed(*, entry, number, by, at):
        return actions.move_time(entry=entry, ticket=number, by=by, at=at)

    return _deed(request, pk, "move", form, deed, _("Moved to the other ticket."))


@door("manage", may="time.approve")
@require_POST
def rejection(request, tenant, pk):
    """It counts for nothing."""
    form = WhyForm(request.POST, auto_id="rejection_%s")
    return _deed(request, pk, "rejection", form, actions.reject_time, _("Rejected; what it drew is back."))


@door("manage", may="time.approve")
@require_POST
def free(request, tenant, pk):
    """Goodwill, or our own fault."""
    form = FreeForm(request.POST, auto_id="free_%s")
    return _deed(request, pk, "free", form, actions.mark_free, _("It is free of charge now, with you as its approver."))


def _found(request, pk):
    return get_object_or_404(with_remarks(TimeEntry.objects.visible_to(request.member)), pk=pk)


def _deed(request, pk, name, form, act, sentence):
    """Do it; what the form lacks is told in it, what cannot be done at all is told on the entry's page as it is now."""
    entry = _found(request, pk)
    if accepted(form, lambda **said: act(entry=entry, by=request.member, at=wallclock.now(), **said)):
        messages.success(request, sentence)
        return redirect("desk:time-entry", request.member.tenant.slug, form.outcome.pk)
    return _sent_back(request, entry, name, form)


def _sent_back(request, entry, name, form):
    if set(form.errors) <= {NON_FIELD_ERRORS}:
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect("desk:time-entry", request.member.tenant.slug, entry.pk)
    return _page(request, entry, status=422, **{name: form})


def _page(request, entry, *, preview=(), status=200, **sent_back):
    member, is_standing = request.member, entry.status in STANDING and entry.billed_at is None
    leads = may(member, "time.approve")
    may_change = is_standing and (leads or (may(member, "time.log") and entry.member_id == member.pk and not entry.approved_at))
    forms = {}
    if may_change:
        forms["correction"] = CorrectionForm(member=member, entry=entry)
        forms["withdrawal"] = WhyForm(auto_id="withdrawal_%s")
        if entry.ticket_id:
            forms["move"] = MoveForm(member=member, entry=entry, auto_id="move_%s")
    if is_standing and leads:
        forms["rejection"] = WhyForm(auto_id="rejection_%s")
        if entry.is_billable:
            forms["free"] = FreeForm(auto_id="free_%s")
    context = {
        "entry": entry,
        "length": minutes_in_words(entry.minutes),
        "versions": versions_of(member, entry),
        "beside": drawn_beside(entry),
        "forms": forms | sent_back,
        "may_approve": is_standing and leads and entry.approved_at is None,
        "preview": preview,
        "wallclock": wallclock.now(),
    }
    return render(request, "desk/time_entry.html", context, status=status)
