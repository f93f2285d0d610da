"""Reads of tickets that span tables, named by what comes back."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef

from tickets.models import Ticket, Timer, Watcher
from tickets.queries.impact import impact_of_hours, impact_of_tier
from tickets.queries.portal import (
    follow_ups_of,
    offers_to,
    open_tickets,
    portal_counts,
    portal_ticket,
    portal_tickets,
    promise_lines,
    public_conversation,
    ticket_or_none,
    tickets_that_ask,
    with_next_steps,
)
from tickets.queries.promises import (
    Cover,
    Promise,
    best_effort,
    cover_of,
    cover_under,
    covers_by_severity,
    promises_if_sent,
)
from tickets.queries.stints import Stint, bounces_of, stints_of, tickets_with_stints_behind

__all__ = [
    "Cover",
    "Promise",
    "best_effort",
    "Stint",
    "bounces_of",
    "cover_of",
    "cover_under",
    "covers_by_severity",
    "follow_ups_of",
    "impact_of_hours",
    "impact_of_tier",
    "newest_change",
    "offers_to",
    "open_tickets",
    "portal_counts",
    "portal_ticket",
    "portal_tickets",
    "promise_lines",
    "promises_if_sent",
    "public_conversation",
    "stints_of",
    "ticket_or_none",
    "tickets_of_clocks",
    "tickets_that_ask",
    "tickets_with_due_timers",
    "tickets_with_stints_behind",
    "with_next_steps",
]


def tickets_of_clocks(clocks):
    """Ticket id -> ticket, with what a notice to staff reads and no more: five hundred at a time are asked for."""
    rows = Ticket.objects.filter(tenant_id=clocks[0].tenant_id, pk__in={clock.ticket_id for clock in clocks})
    rows = rows.select_related("tenant", "client", "assignee").only(
        "number",
        "title",
        "severity",
        "event_count",
        "level_id",
        "tier_version_id",
        "tenant__slug",
        "client__name",
        "assignee__tenant_id",
        "assignee__ended_at",
    )
    watching = Watcher.objects.filter(tenant_id=OuterRef("tenant_id"), ticket_id=OuterRef("pk")).order_by("id")
    rows = rows.annotate(watcher_ids=ArraySubquery(watching.values("member_id")))
    return {ticket.pk: ticket for ticket in rows}


def newest_change(member):
    """When a ticket that the member may see last changed: one value, the top of an index."""
    return Ticket.objects.visible_to(member).order_by("-updated_at", "id").values("updated_at")[:1]


def tickets_with_due_timers(tenant_id, *, at, limit):
    """Ids of tickets that have something to do by themselves, the longest due first."""
    due = Timer.objects.filter(tenant_id=tenant_id, due_at__lte=at).values("ticket_id").annotate(first=Min("due_at"))
    return list(due.order_by("first", "ticket_id").values_list("ticket_id", flat=True)[:limit])
