"""What a retarget leaves of each ticket: an event, the clocks, the place in the queue; never "updated", never the version."""

from typing import Any, NamedTuple

from common.ids import uuid7
from files.models import PUBLIC
from slas.clockstate import TicketState
from slas.replay import Happening
from slas.terms import Terms
from tickets.actions.breaches import breach_of, record_breaches, record_lack_of_open_time, withdraw_breach
from tickets.actions.clocks import WRITTEN, new_row, place_in_queue, plan, show, superseded
from tickets.actions.copying import insert_by_copy, update_by_copy
from tickets.models import Clock, Event, Ticket
from tickets.retargeting.keys import version_of

BY_THE_JOB = {"by_retarget", "by_recount"}
OF_TICKET = ("tier_version_id", "replay_state", "event_count", "next_due_at", "rank_at")
OF_EVENT = (
    "id", "tenant_id", "client_id", "ticket_id", "sequence", "at", "recorded_at", "kind", "by_id", "visibility", "facts",
)  # fmt: skip


class Touched(NamedTuple):
    """One ticket, its locked clocks, what happened to it and what its clocks are after it."""

    ticket: Ticket
    rows: list[Clock]
    happening: Happening
    state: TicketState
    terms: Terms


def write_touched(touched: list[Touched], *, by: Any, at: Any) -> int:
    """Write all of them; returns how many promises were missed at once by what is promised now (S-31)."""
    events, missed, fresh, kept = [], [], [], []
    without_hours: list[tuple[Clock, Ticket]] = []
    for each in touched:
        events.append(_event(each, by, at))
        before = {row.pk: row.breached_at for row in each.rows}
        known = {(row.metric, row.cycle): row for row in each.rows}
        shown = []
        for clock in each.state.clocks:
            row = known.get((clock.metric, clock.cycle))
            if row is None:
                row = new_row(each.ticket, clock)
                fresh.append(row)
            else:
                kept.append(row)
            shown.append(row)
            show(row, clock)
            if plan(row, clock, each.terms, at, severity=each.state.severity):
                without_hours.append((row, each.ticket))
        shown += superseded(each.rows, shown, each.state, at=at)
        missed += [(row, each.ticket, before.get(row.pk)) for row in shown if bool(row.breached_at) != bool(before.get(row.pk))]
        place_in_queue(each.ticket, each.state.clocks)
    Clock.objects.bulk_create(fresh)
    update_by_copy(Clock, WRITTEN, ((row.pk, *(getattr(row, name) for name in WRITTEN)) for row in kept))
    update_by_copy(Ticket, OF_TICKET, (_ticket(each) for each in touched))
    insert_by_copy(Event, OF_EVENT, events)
    for row, ticket in without_hours:
        record_lack_of_open_time([row], ticket, at=at)
    return _write_breaches(missed, at)


def _ticket(each: Touched) -> tuple[Any, ...]:
    """The tier version is that of the state, for a later retarget may have been folded after this one."""
    ticket, state = each.ticket, each.state
    return (ticket.pk, version_of(state.terms), state.as_json(), each.happening.seq, ticket.next_due_at, ticket.rank_at)


def _event(each: Touched, by: Any, at: Any) -> tuple[Any, ...]:
    ticket, what = each.ticket, each.happening
    facts = dict(what.facts)
    return (
        uuid7(), ticket.tenant_id, ticket.client_id, ticket.pk, what.seq, what.at, at, str(what.kind), by.pk, PUBLIC, facts,
    )  # fmt: skip


def _write_breaches(missed: list[tuple[Clock, Ticket, Any]], at: Any) -> int:
    """Those that the new promise made are told of once a job (D-21); any other is told of as by a verb."""
    made = []
    for row, ticket, was_breached in missed:
        if not row.breached_at:
            withdraw_breach(row, ticket, breached_at=was_breached, at=at)
        elif BY_THE_JOB & set(row.flags):
            made.append(breach_of(row, ticket, at))
        else:
            record_breaches([row], ticket, at=at)
    Event.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
