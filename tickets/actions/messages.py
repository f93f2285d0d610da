"""What people say on a ticket: public replies, internal notes, the client's own words."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.ids import uuid7
from files.models import INTERNAL, PUBLIC
from slas.happenings import Kind
from slas.metrics import Metric
from tickets.actions.clocks import refresh_clocks, standing
from tickets.actions.events import CLOCK_KINDS, add_event, locked
from tickets.actions.stints import follow_stints
from tickets.actions.telling import said, tell
from tickets.errors import AlreadySent, TicketIsOver, TicketRefused
from tickets.models import Attachment, Message
from tickets.transitions import CANCELLED, CLOSED, ENDED_BY_CLIENT_MESSAGE, NEW, OPEN, RESOLVED, SCHEDULED


@transaction.atomic
def reply(*, ticket, body, by, at, said_at=None, files=(), version=None, channel="portal", pk=None):
    """A public message of staff: it answers the client (S-12). `said_at` dates one that was given earlier, by phone say."""
    ticket = locked(ticket, version)
    _refuse_when_over(ticket)
    said_at = _within_the_ticket(said_at or at, ticket, at)
    message = add_message(ticket, body=body, by=by, at=said_at, recorded_at=at, files=files, side="staff", channel=channel, pk=pk)
    if ticket.status == NEW:
        ticket.status = OPEN
    replied = add_event(ticket, Kind.REPLIED, by=by, at=said_at, recorded_at=at, message=str(message.pk))
    save_after(ticket, [replied], at=at)
    tell("staff_replied", [(ticket, said(message))], by=by, at=at, key=str(message.pk))
    return message


@transaction.atomic
def write_note(*, ticket, body, by, at, files=(), version=None, channel="portal", pk=None):
    """An internal note: no client ever sees it, and no clock minds it."""
    ticket = locked(ticket, version)
    message = add_message(ticket, body=body, by=by, at=at, files=files, side="staff", visibility=INTERNAL, channel=channel, pk=pk)
    add_event(ticket, "noted", by=by, at=at, visibility=INTERNAL, message=str(message.pk))
    save_after(ticket, [], at=at)
    tell("note_written", [(ticket, {"author": by.name})], by=by, at=at, key=str(message.pk))
    return message


@transaction.atomic
def write_as_client(*, ticket, body, by, at, files=(), version=None, channel="portal", pk=None):
    """The client writes: a wait for the client ends at once (S-22), a resolved ticket opens again (S-28)."""
    ticket = locked(ticket, version)
    _refuse_when_over(ticket)
    message = add_message(ticket, body=body, by=by, at=at, files=files, side="client", channel=channel, pk=pk)
    events = [add_event(ticket, Kind.CLIENT_WROTE, by=by, at=at, message=str(message.pk))]
    if ticket.status == RESOLVED:
        events.append(add_event(ticket, Kind.REOPENED, by=by, at=at))
        ticket.status, ticket.resolved_at = OPEN, None
    elif ticket.status in ENDED_BY_CLIENT_MESSAGE:
        ticket.status = OPEN
    save_after(ticket, events, at=at)
    tell("client_wrote", [(ticket, said(message))], by=by, at=at, key=str(message.pk))
    return message


@transaction.atomic
def no_reply_needed(*, ticket, text, by, at, version=None):
    """What the client wrote last asks for no answer: the awaited reply is cancelled, with the actor and why (S-15)."""
    ticket = locked(ticket, version)
    tallies = standing(ticket, at=at).tallies
    if not any(tally.metric == Metric.NEXT_RESPONSE and not tally.is_over for tally in tallies):
        raise TicketRefused(_("No reply is awaited on this ticket."))
    cancelled = add_event(ticket, Kind.NO_REPLY_NEEDED, by=by, at=at)
    add_event(ticket, "no_reply_explained", by=by, at=at, visibility=INTERNAL, reason=text)
    save_after(ticket, [cancelled], at=at)
    return ticket


def add_message(ticket, *, body, by, at, side, recorded_at=None, visibility=PUBLIC, channel="portal", files=(), pk=None):
    """The row of a message and of what is attached; `files` are stored already, the ticket is locked or new.

    A `pk` (made when the form was) that is there already refuses: the same form was sent twice.
    """
    if pk and Message.objects.filter(tenant_id=ticket.tenant_id, pk=pk).exists():
        raise AlreadySent(_("This message was sent already."))
    message = Message.objects.create(
        id=pk or uuid7(),
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        visibility=visibility,
        side=side,
        author=by,
        body=body,
        channel=channel,
        at=at,
        recorded_at=recorded_at or at,
    )
    Attachment.objects.bulk_create(
        Attachment(
            tenant_id=ticket.tenant_id,
            client_id=ticket.client_id,
            ticket=ticket,
            message=message,
            file=file,
            visibility=visibility,
        )
        for file in files
    )
    if visibility == PUBLIC:
        ticket.last_message_at, ticket.last_public_by_staff = recorded_at or at, side == "staff"
    return message


def save_after(ticket, events, *, at):
    """What every verb ends with: the clocks follow, the version grows, the row is saved."""
    if any(event.kind in CLOCK_KINDS for event in events):
        refresh_clocks(ticket, events, at=at)
    follow_stints(ticket, events, at=at)
    if ticket.status != SCHEDULED:
        ticket.scheduled_until = None
    ticket.version += 1
    ticket.updated_at = at
    ticket.save()


def _refuse_when_over(ticket):
    if ticket.status in (CLOSED, CANCELLED):
        raise TicketIsOver(_("This ticket is closed. Open a new one; it will be linked to this."))


def _within_the_ticket(said_at, ticket, at):
    if said_at > at:
        raise TicketRefused(_("A message cannot be dated in the future. Choose an earlier time."))
    if said_at < ticket.received_at:
        raise TicketRefused(_("A message cannot be dated before the ticket was received. Choose a later time."))
    return said_at
