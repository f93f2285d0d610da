"""One ticket as its client sees it, and what they can say on it."""

from django.contrib import messages as notes_to_reader
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.errors import DomainError
from common.panels import panels_for
from files.actions import stored_for
from files.forms import must_choose_again
from files.models import PUBLIC
from tickets import actions, queries
from tickets.errors import AlreadySent
from tickets.forms.portal import ReplyForm
from tickets.models import Message
from tickets.queries.cover import decisions_on, in_words
from tickets.queries.time_reads import portal_time
from tickets.time_words import minutes_in_words
from tickets.transitions import CANCELLED, CLOSED, RESOLVED


@door("portal", may="portal.view")
@require_safe
def ticket(request, tenant, pk):
    """The ticket with its public conversation, what is promised and what can be done."""
    return _page(request, _found(request, pk), ReplyForm(member=request.member))


@door("portal", may="portal.ticket.reply")
@require_POST
def messages(request, tenant, pk):
    """The client writes."""
    return _say(request, tenant, pk, actions.write_as_client, _("Your reply is with us."))


@door("portal", may="portal.ticket.reply")
@require_POST
def reopening(request, tenant, pk):
    """The client says what is still wrong with a resolved ticket."""
    return _say(request, tenant, pk, actions.reopen_ticket, _("The ticket is open again."))


@door("portal", may="portal.ticket.confirm")
@require_POST
def confirmation(request, tenant, pk):
    """ "This is resolved, thank you"; saying it twice is saying it once."""
    found = _found(request, pk)
    if found.status != CLOSED:
        try:
            actions.confirm_resolved(ticket=found, by=request.member, at=wallclock.now())
            notes_to_reader.success(request, _("Ticket #%(number)d is closed. Thank you.") % {"number": found.number})
        except DomainError as refusal:
            notes_to_reader.error(request, str(refusal))
    return redirect("portal:ticket", tenant, found.pk)


def _say(request, tenant, pk, deed, done):
    found, member, at = _found(request, pk), request.member, wallclock.now()
    form = ReplyForm(request.POST, request.FILES, member=member)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            uploads = cleaned.pop("files")
            with stored_for(uploads=uploads, client=found.client, visibility=PUBLIC, by=member, at=at) as files:
                deed(ticket=found, by=member, at=at, files=files, **cleaned)
            notes_to_reader.success(request, done)
            return redirect("portal:ticket", tenant, found.pk)
        except DomainError as refusal:
            said = Message.objects.visible_to(member).filter(pk=cleaned["pk"])
            if said.filter(body=cleaned["body"]).exists():  # the first sending did it all
                return redirect("portal:ticket", tenant, found.pk)
            if isinstance(refusal, AlreadySent):  # another text in a form that came back from the browser's history
                form.renew()
            form.add_error(None, str(refusal))
    return _page(request, _found(request, pk), form, status=422)


def _found(request, pk):
    return get_object_or_404(queries.portal_ticket(request.member), pk=pk)


def _page(request, found, form, status=200):
    member, at = request.member, wallclock.now()
    queries.with_next_steps(member, [found], at)
    cover, _of_time = decisions_on(member, found)
    context = {
        "ticket": found,
        "form": form,
        "choose_files_again": must_choose_again(form),
        "conversation": queries.public_conversation(member, found),
        "lines": queries.promise_lines(member, found, at),
        "cover": cover and in_words(cover, for_the_client=True),
        "follow_ups": queries.follow_ups_of(member, found),
        "time": _time(portal_time(member, found)),
        "is_resolved": found.status == RESOLVED,
        "is_over": found.status in (CLOSED, CANCELLED),
        "head_panels": panels_for("portal.ticket.head", request, found, lambda permission: may(member, permission)),
    }
    return render(request, "portal/ticket.html", context, status=status)


def _time(entries):
    """What was worked, as the client may see it: as worked, and as it counts after rounding."""
    counted = sum(sum(entry.drawn.values()) for entry in entries)
    worked = minutes_in_words(sum(entry.minutes for entry in entries))
    return {"entries": entries, "total": worked, "counted": minutes_in_words(counted) if counted else ""}
