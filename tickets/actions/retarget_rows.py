"""What a retarget leaves of each ticket: an event, the clocks, the place in the queue; never "updated", never the version."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from common.ids import uuid7
from files.models import PUBLIC
from slas.clockstate import ClockState, TicketState
from slas.happenings import Kind
from slas.terms import Terms
from tickets.actions.breaches import BY_CHANGE, breach_of, record_breaches, record_lack_of_open_time, withdraw_breach
from tickets.actions.clocks import WRITTEN, new_row, place_in_queue, plan, show, superseded
from tickets.actions.copying import Ready, insert_by_copy, ready, update_by_copy
from tickets.models import Clock, Event, Ticket
from tickets.queries import tickets_of_clocks
from tickets.retargeting.keys import version_of

OF_TICKET = ("tier_version_id", "replay_state", "event_count", "next_due_at", "rank_at")
OF_EVENT = (
    "id", "tenant_id", "client_id", "ticket_id", "sequence", "at", "recorded_at", "kind", "by_id", "visibility", "facts",
)  # fmt: skip


class Touched(NamedTuple):
    """One ticket, its locked clocks by metric and cycle, the event, and what it is after it.

    `clocks` are those shown, `changed` the places of those that may differ from their rows. `state` only where it was folded.
    """

    ticket: Any  # a Ticket, or what the swift way read of one
    rows: dict[tuple[str, int], Any]
    seq: int
    at: datetime
    facts: dict[str, Any]
    plain: dict[str, Any]
    clocks: list[ClockState]
    changed: set[int]
    terms: Terms
    state: TicketState | None = None


def write_touched(touched: list[Touched], *, by: Any, at: Any) -> int:
    """Write all of them; returns how many promises were missed at once by what is promised now (S-31)."""
    missed: list[tuple[Any, Any, Any]] = []
    without_hours: list[Any] = []
    fresh: list[Clock] = []
    kept: list[Any] = []
    for each in touched:
        before = {row.pk: row.breached_at for row in each.rows.values()}
        shown = []
        for place in each.changed:
            clock = each.clocks[place]
            row = each.rows.get((clock.metric, clock.cycle))
            if row is None:
                fresh.append(row := new_row(each.ticket, clock))
            else:
                kept.append(row)
            shown.append(row)
            show(row, clock)
            if plan(row, clock, each.terms, at, severity=each.plain["severity"]):
                without_hours.append(row)
        if each.state is not None:
            shown += superseded(each.rows.values(), shown, each.state, at=at)
        missed += [(row, each.ticket, before.get(row.pk)) for row in shown if bool(row.breached_at) != bool(before.get(row.pk))]
        place_in_queue(each.ticket, each.clocks)
    Clock.objects.bulk_create(fresh)
    update_by_copy(Clock, WRITTEN, ([row.pk, *[getattr(row, name) for name in WRITTEN]] for row in kept))
    update_by_copy(Ticket, OF_TICKET, [_ticket(each) for each in touched])
    insert_by_copy(Event, OF_EVENT, _events(touched, by, at))
    for row, ticket in _with_tickets(without_hours):
        record_lack_of_open_time([row], ticket, at=at)
    return _write_breaches(missed, at)


def _ticket(each: Touched) -> tuple[Any, ...]:
    """The tier version is that of the state, for a later retarget may have been folded after this one."""
    ticket = each.ticket
    return (ticket.pk, version_of(each.plain["terms"]), each.plain, each.seq, ticket.next_due_at, ticket.rank_at)


def _events(touched: list[Touched], by: Any, at: Any) -> Iterator[tuple[Any, ...]]:
    kind, visibility, who, recorded, facts = ready(str(Kind.RETARGETED)), ready(PUBLIC), ready(by.pk), ready(at), cache(_facts)
    for each in touched:
        ticket, said = each.ticket, facts(*each.facts.items())
        yield uuid7(), ticket.tenant_id, ticket.client_id, ticket.pk, each.seq, each.at, recorded, kind, who, visibility, said


def _facts(*items: tuple[str, Any]) -> Ready:
    return ready(dict(items))


def _write_breaches(missed: list[tuple[Any, Any, Any]], at: Any) -> int:
    """Those that the new promise made are told of once a job (D-21); any other is told of as by a verb."""
    made, found = [], []
    for row, ticket, was_breached in missed:
        if not row.breached_at:
            withdraw_breach(row, ticket, breached_at=was_breached, at=at)
        elif BY_CHANGE & set(row.flags):
            made.append(breach_of(row, ticket, at))
        else:
            found.append(row)
    Event.objects.bulk_create(made, ignore_conflicts=True)
    for row, ticket in _with_tickets(found):
        record_breaches([row], ticket, at=at)
    return len(made)


def _with_tickets(rows: list[Any]) -> list[tuple[Any, Ticket]]:
    """Rows with what a notice reads of their tickets."""
    tickets = {str(pk): ticket for pk, ticket in tickets_of_clocks(rows).items()} if rows else {}
    return [(row, tickets[str(row.ticket_id)]) for row in rows]
