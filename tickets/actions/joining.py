"""Two tickets that are one, and one that is two (S-36, S-37)."""

from django.db import transaction
from django.utils.translation import gettext as _

from files.models import PUBLIC
from slas.happenings import Kind
from tickets.actions.events import add_event, lock_by_id
from tickets.actions.messages import save_after
from tickets.actions.opening import open_ticket
from tickets.actions.telling import tell
from tickets.errors import TicketChanged, TicketIsOver, TicketRefused
from tickets.models import SOURCES, Follower, Message, Ticket
from tickets.models.watcher import Watcher
from tickets.transitions import CANCELLED


@transaction.atomic
def merge_tickets(*, survivor, merged, by, at, version=None):
    """`merged` goes on as part of `survivor`: the same client's, both open (S-36).

    What still runs of the survivor's first response and resolution counts from the earlier receipt; the other's running
    clocks are cancelled, what they missed stays. Its messages stay where they were said and are read from both pages, whose
    contacts all follow both. `version` is the one of `merged` that the person read.
    """
    if survivor.pk == merged.pk:
        raise TicketRefused(_("A ticket cannot be merged into itself. Choose another one."), field="survivor")
    both = {pk: lock_by_id(pk) for pk in sorted([survivor.pk, merged.pk])}  # always in this order, lest two wait for each other
    survivor, merged = both[survivor.pk], both[merged.pk]
    if version is not None and merged.version != version:
        raise TicketChanged
    if survivor.client_id != merged.client_id:
        raise TicketRefused(_("These tickets belong to different clients."), field="survivor")
    if not (survivor.is_open and merged.is_open):
        raise TicketIsOver(_("Only open tickets can be merged."), field="survivor")
    _follow_both(survivor, merged)
    _watch_on(survivor, merged, at)
    gone = add_event(merged, Kind.CANCELLED, by=by, at=at, merged_into=str(survivor.pk), number=survivor.number)
    merged.status, merged.closed_at, merged.merged_into = CANCELLED, at, survivor
    save_after(merged, [gone], at=at)
    Ticket.objects.filter(tenant_id=merged.tenant_id, merged_into=merged).update(merged_into=survivor)
    received = {"received": merged.received_at.isoformat(), "other": str(merged.pk), "number": merged.number}
    joined = add_event(survivor, Kind.MERGED_IN, by=by, at=at, **received)
    save_after(survivor, [joined], at=at)
    tell("merged", [(merged, {"into": survivor.number})], by=by, at=at)
    return survivor


@transaction.atomic
def split_ticket(*, message, title, severity, type, by, at, product=None, version=None, pk=None):
    """What a client's message asks besides becomes a ticket of its own, whose clocks run from that message's receipt (S-37)."""
    ticket = lock_by_id(message.ticket_id)
    if version is not None and ticket.version != version:
        raise TicketChanged
    if message.side != "client" or message.visibility != PUBLIC:
        raise TicketRefused(_("Only what the client wrote can become a ticket of its own."), field="message")
    if message == Message.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket).order_by("at", "id").first():
        raise TicketRefused(_("With its first message the ticket itself would be gone. Choose a later one."), field="message")
    author = message.author if message.author and message.author.client_id else ticket.requester
    new = open_ticket(
        client=ticket.client,
        title=title,
        body=message.body,
        severity=severity,
        type=type,
        source=message.channel if message.channel in SOURCES else ticket.source,
        requester=author,
        product=product or ticket.product,
        environment=ticket.environment if product in (None, ticket.product) else None,
        level=ticket.level,
        received_at=message.at,
        split_from=ticket,
        by=by,
        at=at,
        pk=pk,
    )
    add_event(ticket, "split_off", by=by, at=at, visibility=PUBLIC, number=new.number, other=str(new.pk))
    save_after(ticket, [], at=at)
    return new


def _watch_on(survivor, merged, at):
    """Colleagues who watched the merged ticket watch the one that goes on."""
    watched = Watcher.objects.filter(tenant_id=merged.tenant_id, ticket=merged).order_by("member_id")
    Watcher.objects.bulk_create(
        [Watcher(tenant_id=survivor.tenant_id, ticket=survivor, member_id=row.member_id, since=at) for row in watched],
        ignore_conflicts=True,
    )


def _follow_both(one, other):
    """Whoever asked for or follows either follows both, so that all of the conversation is theirs to read."""
    rows = Follower.objects.filter(tenant_id=one.tenant_id, ticket__in=[one.pk, other.pk])
    people = {row.member_id for row in rows} | {ticket.requester_id for ticket in (one, other) if ticket.requester_id}
    Follower.objects.bulk_create(
        [
            Follower(tenant_id=one.tenant_id, client_id=one.client_id, ticket=ticket, member_id=member_id)
            for ticket in (one, other)
            for member_id in sorted(people - {ticket.requester_id})
        ],
        ignore_conflicts=True,
    )
