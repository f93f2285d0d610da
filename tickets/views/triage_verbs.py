"""What the desk does with a ticket besides writing: small resources, each one verb."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from tickets import actions
from tickets.forms.triage import AssignForm, CancelForm, ReopenForm, SeverityForm, TypeForm, VersionForm
from tickets.views.triage_page import found, ticket_page


@door("desk", may="ticket.assign")
@require_POST
def assign(request, tenant, pk):
    """Give the ticket to an engineer or back to the queue."""
    form = AssignForm(request.POST, member=request.member)
    return _deed(request, pk, form, actions.assign_ticket, _assigned)


@door("desk", may="ticket.classify")
@require_POST
def change_severity(request, tenant, pk):
    """Another severity: the clocks keep their time and take the new targets."""
    return _deed(request, pk, SeverityForm(request.POST), actions.change_severity, lambda ticket: _("Severity changed."))


@door("desk", may="ticket.classify")
@require_POST
def change_type(request, tenant, pk):
    """Another type of ticket."""
    form = TypeForm(request.POST, member=request.member)
    return _deed(request, pk, form, actions.change_type, lambda ticket: _("Type changed."))


@door("desk", may="ticket.wait")
@require_POST
def resume(request, tenant, pk):
    """Go on without the client's answer."""
    return _deed(request, pk, VersionForm(request.POST), actions.resume, lambda ticket: _("The ticket is open again."))


@door("desk", may="ticket.resolve")
@require_POST
def reopen(request, tenant, pk):
    """Not resolved after all."""
    form = ReopenForm(request.POST, auto_id="reopen_%s")
    return _deed(request, pk, form, actions.reopen_ticket, lambda ticket: _("The ticket is open again."), name="reopen")


@door("desk", may="ticket.resolve")
@require_POST
def close(request, tenant, pk):
    """Final, without waiting for the days in which the client may object."""
    return _deed(request, pk, VersionForm(request.POST), actions.close_ticket, lambda ticket: _("The ticket is closed."))


@door("desk", may="ticket.resolve")
@require_POST
def cancel(request, tenant, pk):
    """Spam, a duplicate, a mistake."""
    form = CancelForm(request.POST, auto_id="cancel_%s")
    return _deed(request, pk, form, actions.cancel_ticket, lambda ticket: _("The ticket is cancelled."), name="cancel")


def _deed(request, pk, form, act, sentence, name=None):
    """Do it and come back to the page; what was refused is told there, with what was typed where there was something to type."""
    ticket, sent_back = found(request, pk), {name: form} if name else {}
    if not form.is_valid():
        reason = "" if name else " ".join(error for errors in form.errors.values() for error in errors)
        return ticket_page(request, ticket, refused=reason, status=422, **sent_back)
    try:
        done = act(ticket=ticket, by=request.member, at=wallclock.now(), **form.cleaned_data)
    except DomainError as refusal:
        if name:  # its dialog opens again, over the page
            form.add_error(None, str(refusal))
        return ticket_page(request, found(request, pk), refused="" if name else str(refusal), status=409, **sent_back)
    messages.success(request, sentence(done))
    return redirect("desk:ticket", request.member.tenant.slug, pk)


def _assigned(ticket):
    if ticket.assignee is None:
        return _("The ticket is back in the queue.")
    return _("The ticket is with %(name)s.") % {"name": ticket.assignee.name}
