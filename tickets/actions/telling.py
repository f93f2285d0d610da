"""Who is told what: the table in `tickets/recipients.py`, turned into notices."""

from django.urls import reverse

from notifications.actions import notify
from tickets.recipients import TABLE, people_for


def tell(happened, tickets_and_facts, *, at, by=None, key=None):
    """Leave a notice for everybody whom the table names for what happened to each ticket; whoever did it is not told.

    `tickets_and_facts` are pairs of a ticket and plain facts; `key` (or the clock in the facts) makes a notice once.
    """
    for row in TABLE[happened]:
        for ticket, facts in tickets_and_facts:
            people = [member for member in people_for(row.who, ticket) if by is None or member.pk != by.pk]
            if people:
                notify(
                    people,
                    key=f"{happened}:{key or facts.get('clock') or f'{ticket.pk}:{ticket.event_count}'}",
                    template=row.template,
                    facts={"number": ticket.number, "title": ticket.title, "client": ticket.client.name, **facts},
                    link=_link(row, ticket),
                    at=at,
                    by_mail=row.by_mail,
                    in_bell=row.in_bell,
                    tone=row.tone,
                )


def _link(row, ticket):
    return reverse(f"{row.door}:ticket", args=[ticket.tenant.slug, ticket.pk])
