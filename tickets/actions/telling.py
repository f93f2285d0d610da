"""Who is told what: the table in `tickets/recipients.py`, turned into notices."""

from functools import lru_cache

from django.urls import reverse

from notifications.actions import Note, notify_each
from tickets.recipients import TABLE, Recipients

NO_TICKET = "00000000-0000-0000-0000-000000000000"
TEXT_LENGTH = 4000  # characters of a message that its mail carries; the rest is read on the page


def tell(happened, tickets_and_facts, *, at, by=None, key=None):
    """Leave a notice for everybody whom the table names for what happened to each ticket; whoever did it is not told.

    `tickets_and_facts` are pairs of a ticket (of one tenant) and plain facts; `key` (or the clock in the facts) makes a notice
    once. Whom several rows name is told by the first. However many the tickets, this takes four queries at most.
    """
    if not tickets_and_facts:
        return
    found = Recipients([ticket for ticket, _facts in tickets_and_facts])
    notes = []
    for ticket, facts in tickets_and_facts:
        told = {by.pk} if by else set()
        for row in TABLE[happened]:
            people = [member for member in found.of(row.who, ticket) if member.pk not in told]
            told |= {member.pk for member in people}
            if people:
                notes.append(_note(row, people, happened, ticket, facts, key))
    notify_each(notes, at=at)


def said(message):
    """The facts of a message for those who may read it: who spoke, and what."""
    author = message.author.name if message.author else ""
    return {"author": author, "text": message.body[:TEXT_LENGTH], "is_cut": len(message.body) > TEXT_LENGTH}


def _note(row, people, happened, ticket, facts, key):
    once = key or facts.get("clock") or f"{ticket.pk}:{ticket.event_count}"
    facts = {
        "number": ticket.number,
        "title": ticket.title,
        "client": ticket.client.name,
        "severity": ticket.severity,
        **facts,
    }
    before, after = _address(row.door, ticket.tenant.slug)
    link = f"{before}{ticket.pk}{after}"
    return Note(people, f"{happened}:{once}", row.template, facts, link, row.by_mail, row.in_bell, row.tone)


@lru_cache(maxsize=1000)
def _address(door, slug):
    """What stands before and after the id in the path of a tenant's tickets: asked for once, not for each of hundreds."""
    return reverse(f"{door}:ticket", args=[slug, NO_TICKET]).split(NO_TICKET)
