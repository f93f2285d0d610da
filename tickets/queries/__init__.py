"""Reads of tickets that span tables, named by what comes back."""

from tickets.models import Ticket
from tickets.queries.promises import Cover, Promise, cover_of, promises_if_sent

__all__ = ["Cover", "Promise", "cover_of", "promises_if_sent", "tickets_of_clocks"]


def tickets_of_clocks(clocks):
    """Ticket id -> ticket, with all that a notice reads, in one query."""
    rows = Ticket.objects.filter(tenant_id__in={c.tenant_id for c in clocks}, pk__in={c.ticket_id for c in clocks})
    return {ticket.pk: ticket for ticket in rows.select_related("tenant", "client", "assignee", "requester", "level")}
