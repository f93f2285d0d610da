"""Reads of the levels that tickets passed (S-35)."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from slas.happenings import Kind
from tickets.models import Event, StintClock, Ticket


class Stint(NamedTuple):
    """One stay at a level; its clocks are none where the level owed nothing for the severity."""

    level: int
    name: str
    entered_at: datetime
    left_at: datetime | None  # none while the ticket is there
    accept: Any
    work: Any


def stints_of(member, ticket, known=None) -> list[Stint]:
    """The stints of a ticket, the first one first, in two queries, or one if all its events are `known`; a contact sees none."""
    if known is None:
        known = Event.objects.visible_to(member).filter(ticket=ticket, kind=Kind.LEVEL_ENTERED)
    moves = [event for event in known if event.kind == Kind.LEVEL_ENTERED]
    entered = sorted(moves, key=lambda event: (event.at, event.sequence))
    rows = StintClock.objects.visible_to(member).filter(ticket=ticket)
    clocks = {(clock.metric, clock.cycle): clock for clock in rows}
    return [
        Stint(
            event.facts["level"],
            event.facts["to_group"],
            event.at,
            entered[number].at if number < len(entered) else None,
            clocks.get(("ola_accept", number)),
            clocks.get(("ola_work", number)),
        )
        for number, event in enumerate(entered, start=1)
    ]


def bounces_of(member, tickets) -> dict[Any, int]:
    """Ticket id -> how often it came back to a level that it had been at before, for those that did (S-35, K-14)."""
    entered = Event.objects.visible_to(member).filter(ticket__in=tickets, kind=Kind.LEVEL_ENTERED).order_by()
    counted = entered.values("ticket_id").annotate(
        bounces=Count("pk") - Count(KeyTextTransform("level_id", "facts"), distinct=True)
    )
    return dict(counted.filter(bounces__gt=0).values_list("ticket_id", "bounces"))


def tickets_with_stints_behind(tenant_id, *, limit):
    """Ids of tickets whose stints do not heed yet what a contact did, the longest waiting first."""
    rows = Ticket.objects.filter(tenant_id=tenant_id, stints_behind_since__isnull=False)
    return list(rows.order_by("stints_behind_since", "id").values_list("pk", flat=True)[:limit])
