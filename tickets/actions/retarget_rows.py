"""What a retarget leaves of each ticket: an event, the clocks, the place in the queue; never "updated", never the version."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from common.ids import uuid7_texts
from files.models import PUBLIC
from slas.clockstate import ClockState, TicketState
from slas.happenings import Kind
from slas.terms import Terms
from tickets.actions.breaches import BY_CHANGE, breach_of, record_breaches, record_lack_of_open_time, withdraw_breach
from tickets.actions.clocks import WRITTEN, new_row, place_in_queue, plan, show, superseded
from tickets.actions.copying import Copy, Ready, inserting, ready, updating
from tickets.models import Clock, Event, Ticket
from tickets.queries import tickets_of_clocks
from tickets.retargeting.keys import version_of

OF_CLOCK = tuple(name for name in WRITTEN if name != "target")
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


class Leaving(NamedTuple):
    """What moved tickets leave: the rows to copy in, and those few that are written one by one after them."""

    copies: list[Copy]
    fresh: list[Clock]
    without_hours: list[Any]
    missed: list[tuple[Any, Any, Any]]  # clock, ticket, when it was breached before


def leaving(touched: list[Touched], *, by: Any, at: Any) -> Leaving:
    """All that has to be written of them; the database is asked nothing, save for what was folded."""
    left, kept = Leaving([], [], [], []), []
    for each in touched:
        before = {row.pk: row.breached_at for row in each.rows.values()}
        shown = []
        for place in each.changed:
            clock = each.clocks[place]
            row = each.rows.get((clock.metric, clock.cycle))
            if row is None:
                left.fresh.append(row := new_row(each.ticket, clock))
            else:
                kept.append(row)
            shown.append(row)
            show(row, clock)
            if plan(row, clock, each.terms, at, severity=each.plain["severity"]):
                left.without_hours.append(row)
        if each.state is not None:
            shown += superseded(each.rows.values(), shown, each.state, at=at)
        for row in shown:
            if bool(row.breached_at) != bool(was := before.get(row.pk)):
                left.missed.append((row, each.ticket, was))
        place_in_queue(each.ticket, each.clocks)
    if kept:
        left.copies.append(updating(Clock, ("target", *OF_CLOCK), _clocks(kept)))
    left.copies.append(updating(Ticket, OF_TICKET, [_ticket(each) for each in touched]))
    left.copies.append(inserting(Event, OF_EVENT, _events(touched, by, at)))
    return left


def write_rest(left: Leaving, *, at: Any) -> int:
    """What follows once the rows are in; returns how many promises were missed at once by what is promised now (S-31)."""
    Clock.objects.bulk_create(left.fresh)
    for row, ticket in _with_tickets(left.without_hours):
        record_lack_of_open_time([row], ticket, at=at)
    return _write_breaches(left.missed, at)


def _clocks(rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    target, others = cache(_json), attrgetter(*OF_CLOCK)  # there are few targets
    for row in rows:
        yield row.pk, target(*row.target.items()), *others(row)


def _ticket(each: Touched) -> tuple[Any, ...]:
    """The tier version is that of the state, for a later retarget may have been folded after this one."""
    ticket = each.ticket
    return (ticket.pk, version_of(each.plain["terms"]), each.plain, each.seq, ticket.next_due_at, ticket.rank_at)


def _events(touched: list[Touched], by: Any, at: Any) -> Iterator[str]:
    rest = "\t".join(map(ready, (at, str(Kind.RETARGETED), by.pk, PUBLIC)))
    when, facts = cache(ready), cache(_json)
    for pk, each in zip(uuid7_texts(len(touched)), touched, strict=True):
        ticket, said = each.ticket, facts(*each.facts.items())
        whose = f"{ticket.tenant_id}\t{ticket.client_id}\t{ticket.pk}"
        yield f"{pk}\t{whose}\t{each.seq}\t{when(each.at)}\t{rest}\t{said}\n"


def _json(*items: tuple[str, Any]) -> Ready:
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
