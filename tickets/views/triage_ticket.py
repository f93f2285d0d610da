"""The desk's page of a ticket, and what is written there."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.errors import DomainError
from files.actions import stored_for
from files.models import INTERNAL, PUBLIC
from tickets import actions
from tickets.errors import AlreadySent, TicketChanged
from tickets.forms.triage import NOTE, RESOLVE, WAIT, WriteForm
from tickets.models import Message
from tickets.views.triage_page import found, ticket_page

DONE = {
    NOTE: _("Internal note added."),
    WAIT: _("Sent. The ticket waits for the client."),
    RESOLVE: _("Sent. The ticket is resolved."),
}


@door("desk", may="ticket.view")
@require_safe
def ticket(request, tenant, pk):
    """One ticket with its conversation and its clocks."""
    return ticket_page(request, found(request, pk))


@door("desk", may="ticket.note")
@require_POST
def write(request, tenant, pk):
    """A public reply, with or without a wait or the resolution, or an internal note; sent twice it counts once."""
    ticket, form = found(request, pk), WriteForm(request.POST, request.FILES, member=request.member)
    if not form.is_valid():
        return ticket_page(request, ticket, write=form, status=422)
    said = form.cleaned_data
    if not _may_write(request.member, said):
        return ticket_page(request, ticket, write=form, refused=_("Your role may write internal notes only."), status=403)
    try:
        _write(request.member, ticket, said, wallclock.now())
    except DomainError as refusal:
        if not (isinstance(refusal, AlreadySent | TicketChanged) and _is_said(request.member, ticket, said)):
            form.renew()
            return ticket_page(request, found(request, pk), write=form, refused=str(refusal), status=422)
    messages.success(request, _sentence(said))
    return redirect("desk:ticket", tenant, pk)


def _may_write(member, said):
    if said["kind"] == NOTE:
        return True
    return may(member, {WAIT: "ticket.wait", RESOLVE: "ticket.resolve"}.get(said["then"], "ticket.reply"))


def _write(member, ticket, said, at):
    is_note = said["kind"] == NOTE
    with stored_for(
        uploads=said["files"], client=ticket.client, visibility=INTERNAL if is_note else PUBLIC, by=member, at=at
    ) as files:
        what = {"ticket": ticket, "body": said["body"], "by": member, "at": at, "files": files, "pk": said["pk"]}
        if is_note:
            actions.write_note(**what)
        elif said["then"] == WAIT:
            actions.wait_for_client(**what, version=said["version"])
        elif said["then"] == RESOLVE:
            actions.resolve_ticket(**what, version=said["version"])
        elif said["said_at"]:
            channel = said["channel"] or "portal"
            actions.reply(**what, version=said["version"], said_at=said["said_at"], channel=channel)
        else:
            actions.reply(**what, version=said["version"])


def _is_said(member, ticket, said):
    """Whether this very message is there already, so that only its form came twice."""
    written = Message.objects.visible_to(member).filter(pk=said["pk"], ticket=ticket, body=said["body"])
    return written.filter(visibility=INTERNAL if said["kind"] == NOTE else PUBLIC).exists()


def _sentence(said):
    return DONE.get(NOTE if said["kind"] == NOTE else said["then"], _("Reply sent."))
