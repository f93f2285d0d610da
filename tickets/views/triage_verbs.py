"""What the desk does with a ticket besides writing: small resources, each one verb."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from tickets import actions
from tickets.forms.triage import AssignForm, SeverityForm, TypeForm, VersionForm
from tickets.views.triage_dialogs import form_of
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
    return dialog_deed(request, pk, "reopen", actions.reopen_ticket, lambda ticket: _("The ticket is open again."))


@door("desk", may="ticket.resolve")
@require_POST
def close(request, tenant, pk):
    """Final, without waiting for the days in which the client may object."""
    return _deed(request, pk, VersionForm(request.POST), actions.close_ticket, lambda ticket: _("The ticket is closed."))


@door("desk", may="ticket.resolve")
@require_POST
def cancel(request, tenant, pk):
    """Spam, a duplicate, a mistake."""
    return dialog_deed(request, pk, "cancel", actions.cancel_ticket, lambda ticket: _("The ticket is cancelled."))


def _deed(request, pk, form, act, sentence):
    """Do it and come back to the page; what was refused is told there."""
    ticket = found(request, pk)
    if not form.is_valid():
        reason = " ".join(error for errors in form.errors.values() for error in errors)
        return ticket_page(request, ticket, refused=reason, status=422)
    try:
        done = act(ticket=ticket, by=request.member, at=wallclock.now(), **form.cleaned_data)
    except DomainError as refusal:
        return ticket_page(request, found(request, pk), refused=str(refusal), status=422)
    messages.success(request, sentence(done))
    return redirect("desk:ticket", request.member.tenant.slug, pk)


def dialog_deed(request, pk, name, act, sentence, then=None):
    """What a dialog asks for; refused, it opens again over the page with what was typed. `then`: done -> where to go."""
    ticket = found(request, pk)
    form = form_of(name, request.POST, request.member, ticket)
    if form.is_valid():
        try:
            done = act(ticket=ticket, by=request.member, at=wallclock.now(), **form.cleaned_data)
        except DomainError as refusal:
            ticket = found(request, pk)
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, sentence(done))
            return then(done) if then else redirect("desk:ticket", request.member.tenant.slug, pk)
    return ticket_page(request, ticket, sent_back={name: form}, status=422)


def _assigned(ticket):
    if ticket.assignee is None:
        return _("The ticket is back in the queue.")
    return _("The ticket is with %(name)s.") % {"name": ticket.assignee.name}
