"""Why a clock of a ticket is due when it is: its ledger, from what the reader may see, with who did what."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from slas.happenings import PUBLIC_KINDS
from slas.keys import parsed_key
from slas.models import Calendar, TierVersion
from slas.queries import load_terms
from slas.replay import Happening
from slas.why import Ledger, ledger
from tickets.models import Clock, Event
from tickets.models.clock import SUPERSEDED


class Explained(NamedTuple):
    """A ledger, and the rows that its numbers mean."""

    ledger: Ledger
    events: dict[int, Event]  # by their sequence
    calendars: dict[str, str]  # id -> name
    tier_version: TierVersion
    cycles: dict[int, UUID]  # of this metric so far: number -> the clock's id


def clocks_with_ticket(member):
    """The clocks that the member may see, each with its ticket."""
    return Clock.objects.visible_to(member).select_related("ticket")


def explain(member, row, at: datetime) -> Explained | None:
    """The ledger of a clock at an instant; none for one that there never was, as something stored late showed. Six queries."""
    ticket, metric, cycle = row.ticket, row.metric, row.cycle
    events = list(Event.objects.visible_to(member).filter(ticket=ticket, kind__in=PUBLIC_KINDS).select_related("by"))
    found = told(ticket.tenant_id, events, metric, cycle, at)
    if found is None:
        return None
    of_metric = Clock.objects.visible_to(member).filter(ticket=ticket, metric=metric).exclude(flags__contains=[SUPERSEDED])
    names = {line.hours for line in found.lines if line.hours} | {found.clock.target["hours"]}
    return Explained(
        ledger=found,
        events={event.sequence: event for event in events},
        calendars={str(each.pk): each.name for each in Calendar.objects.visible_to(member).filter(pk__in=names)},
        tier_version=TierVersion.objects.visible_to(member).select_related("tier").get(pk=parsed_key(found.terms).version),
        cycles=dict(of_metric.values_list("cycle", "id")),
    )


def told(tenant_id, events, metric, cycle, at) -> Ledger | None:
    """The ledger of what events tell."""
    happenings = [Happening(event.at, event.kind, event.sequence, event.facts) for event in events]
    terms: dict[str, Any] = load_terms(tenant_id, {each.facts["terms"] for each in happenings if "terms" in each.facts})
    return ledger(happenings, at, terms, metric, cycle)
