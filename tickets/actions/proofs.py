"""Proof that stored clocks are what their history gives (S-01, P-4): tickets are replayed from empty and compared."""

import json
from datetime import UTC, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from accounts.log import record
from slas.clockstate import TicketState
from tickets.actions.clocks import COLUMNS, refresh_clocks, replayed
from tickets.actions.events import locked
from tickets.actions.stints import replayed_stints
from tickets.actions.telling import tell
from tickets.models import Clock, ClockProof, StintBook, StintClock, Ticket
from tickets.models.clock import SUPERSEDED
from tickets.transitions import SCHEDULED

SAMPLE = 200  # tickets of the rolling sample in one run
TOUCHED = 500  # at most, in one run, of those changed since the last
UNSWEPT = timedelta(minutes=1)  # a breach or the end of a scheduled wait younger than this may still wait for its sweep
FIRST_LOOK_BACK = timedelta(days=1)


class Difference(NamedTuple):
    """One clock whose row is not what the history gives; both as plain values, none where there is no such clock."""

    ticket_id: str
    number: int
    clock: str
    stored: dict | None
    replayed: dict | None


def prove_ticket(ticket, *, at):
    """The differences between a ticket's stored clocks and a replay from empty at `at`; an empty list is the proof.

    A state that an earlier engine left is not compared: the next deed folds it anew. Nor is a ticket that is about to wake.
    """
    is_waking = ticket.status == SCHEDULED and at - UNSWEPT < ticket.scheduled_until <= at
    if is_waking or not TicketState.is_current(ticket.replay_state):
        return []
    state = replayed(ticket, as_of=at)
    rows = Clock.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket).exclude(flags__contains=[SUPERSEDED])
    found = _differences(ticket, rows, state.clocks, at)
    carried = _canonical(state.as_json())
    stored = TicketState.from_json(ticket.replay_state)  # which may spell out what is now left out
    if not found and _canonical(stored.as_json()) != carried:
        found.append(Difference(str(ticket.pk), ticket.number, "state", ticket.replay_state, state.as_json()))
    return found + _between_levels(ticket, at)


def _between_levels(ticket, at):
    """The same of the ticket's stints, once they have caught up with what contacts did."""
    book = StintBook.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket).first()
    if book is None or ticket.stints_behind_since is not None or not TicketState.is_current(book.state):
        return []
    rows = StintClock.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket)
    return _differences(ticket, rows, replayed_stints(ticket, as_of=at).clocks, at)


def _differences(ticket, rows, clocks, at):
    stored = {f"{row.metric} {row.cycle}": row for row in rows}
    shown = {f"{clock.metric} {clock.cycle}": clock for clock in clocks}
    return [
        Difference(str(ticket.pk), ticket.number, name, _plain(stored.get(name)), _plain(shown.get(name)))
        for name in sorted(stored.keys() | shown.keys())
        if not _agree(stored.get(name), shown.get(name), at)
    ]


@transaction.atomic
def prove_clocks(*, tenant_id, at, sample=SAMPLE, touched=TOUCHED):
    """Replay what was touched since the last run and the next tickets of the rolling sample; returns the differences.

    Each is logged, and told to the administrators, once a day and ticket. Nothing is mended: a difference is a defect of ours.
    """
    proof, _made = ClockProof.objects.select_for_update(no_key=True).get_or_create(
        tenant_id=tenant_id, defaults={"touched_until": at - FIRST_LOOK_BACK, "at": at}
    )
    tickets = Ticket.objects.filter(tenant_id=tenant_id)
    changed = list(tickets.filter(updated_at__gt=proof.touched_until, updated_at__lte=at).order_by("updated_at", "id")[:touched])
    proof.touched_until = changed[-1].updated_at if len(changed) == touched else at
    sampled = list(tickets.filter(Q(id__gt=proof.cursor) if proof.cursor else Q()).order_by("id")[:sample])
    proof.cursor = sampled[-1].pk if len(sampled) == sample else None
    differing = {}
    for ticket in {ticket.pk: ticket for ticket in [*changed, *sampled]}.values():
        proof.proved += 1
        differences = prove_ticket(ticket, at=at)
        if differences:
            differing[ticket] = differences
    proof.differing += len(differing)
    proof.at = at
    proof.save()
    for ticket, differences in differing.items():
        clocks = [difference.clock for difference in differences]
        record(
            tenant_id=tenant_id, kind="clocks.differ", subject=ticket, client_id=ticket.client_id, at=at, by=None, clocks=clocks
        )
    told = [(ticket, {"clocks": [each.clock for each in found]}) for ticket, found in differing.items()]
    tell("clocks_differ", told, at=at, key=at.date().isoformat())
    return [each for found in differing.values() for each in found]


@transaction.atomic
def rebuild_clocks(*, ticket, at):
    """Store what the history gives, whatever was stored; the ticket's own `updated_at` and version stay."""
    ticket = locked(ticket)
    refresh_clocks(ticket, [], at=at, anew=True)
    ticket.save(update_fields=["replay_state", "next_due_at", "rank_at"])
    record(tenant_id=ticket.tenant_id, kind="clocks.rebuilt", subject=ticket, client_id=ticket.client_id, at=at, by=None)


def _agree(row, clock, at):
    if row is None or clock is None:
        return False
    stored, shown = _plain(row), _plain(clock)
    if stored == shown:
        return True
    is_unswept = row.breached_at is None and clock.breached_at is not None and clock.breached_at > at - UNSWEPT
    differing = {name for name in stored if stored[name] != shown[name]}
    return is_unswept and differing <= {"breached_at", "state"}


def _plain(clock):
    """The columns that must agree, as text; none of no clock."""
    if clock is None:
        return None
    columns = {name: getattr(clock, name) for name in COLUMNS} | {"flags": list(clock.flags)}
    return json.loads(json.dumps(columns, sort_keys=True, default=lambda at: at.astimezone(UTC).isoformat()))


def _canonical(state):
    return json.dumps(state, sort_keys=True)
