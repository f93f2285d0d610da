"""Staff who hear of a ticket beside its assignee."""

from collections import defaultdict

from django.db import connection, models

from accounts.tenancy import OwnedModel, OwnedQuerySet
from common.constraints import CompositeForeignKey


class Watcher(OwnedModel):
    """A colleague who is told of a ticket as its assignee is. For staff alone: contacts never learn who watches."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="watchers", db_constraint=False)
    member = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+", db_constraint=False)
    since = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "member"], name="watcher_once_per_ticket"),
            CompositeForeignKey(field="ticket", name="watcher_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="member", name="watcher_in_its_tenant", on_delete="CASCADE"),
        ]


def watchers_of(tickets):
    """Ticket id -> ids of the members who watch it, in one query.

    Asked of a function of the database, for a contact's message must reach the watchers, whom no contact may see.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ticket_id, member_id FROM watchers_of(%s::uuid[])", [[ticket.pk for ticket in tickets]])
        found = defaultdict(list)
        for ticket_id, member_id in cursor.fetchall():
            found[ticket_id].append(member_id)
    return found
