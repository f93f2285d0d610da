"""Who is told what: the table in `tickets/recipients.py`, turned into notices."""

from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import reverse

from notifications.actions import Note, notify_each
from tickets.recipients import TABLE, Recipients, Row

NO_TICKET = "00000000-0000-0000-0000-000000000000"
# The graver first: whom several things about a ticket reach at once gets one message, which is of the first and names the others.
GRAVITY = ("clock_breached", "breached_by_change", "no_open_time", "rule_fired", "clock_warned", "clock_warned_early")
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


class Telling(NamedTuple):
    """Something that happened to a ticket, with plain facts; `key` makes its notices once, `rows` replace the table's."""

    happened: str
    ticket: Any
    facts: dict[str, Any]
    key: str
    rows: tuple[Row, ...] = ()


def tell_once(tellings, *, at):
    """Tell of many things at once, but each person of a ticket once: of the gravest, the others named beside it.

    Goes by mail if one of them would. However many there are, this takes four queries at most.
    """
    if not tellings:
        return
    found = Recipients([telling.ticket for telling in tellings])
    heard: dict[Any, list[Any]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda telling: GRAVITY.index(telling.happened)):
        told = set()
        for row in telling.rows or TABLE[telling.happened]:
            for member in found.of(row.who, telling.ticket):
                if member.pk not in told:
                    heard[telling.ticket.pk, member].append((row, telling))
                    told.add(member.pk)
    alike = defaultdict(list)
    for (_ticket, member), what in heard.items():
        alike[tuple((row, id(telling)) for row, telling in what)].append((member, what))
    notify_each([_merged([member for member, _what in those], those[0][1]) for those in alike.values()], at=at)


def _merged(people, what):
    """The message that these people get of all of this."""
    row, first = what[0]
    also = [{"happened": telling.happened, **telling.facts} for _row, telling in what[1:]]
    note = _note(row, people, first.happened, first.ticket, first.facts | ({"also": also} if also else {}), first.key)
    return note._replace(by_mail=any(row.by_mail for row, _ in what), in_bell=any(row.in_bell for row, _ in what))


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
