"""What a level missed: recorded once, dated when it fell due, told to those who lead the level (S-35)."""

from django.db import transaction

from accounts.models import Level
from common.ids import uuid7
from files.models import INTERNAL
from tickets.actions.telling import tell
from tickets.models import Event, StintClock
from tickets.queries import tickets_of_clocks

BATCH = 500


@transaction.atomic
def record_due_stints(*, tenant_id, at, limit=BATCH):
    """Record what the levels of a tenant missed up to `at`; returns how many clocks were claimed.

    Safe to repeat and to race, as `record_due_clocks`: the claim, its events and its notices are one transaction, and whoever
    finds a miss holds the row that says whether it is recorded.
    """
    claimed = StintClock.objects.claim_due(tenant_id=tenant_id, at=at, limit=limit)
    if claimed:
        record_missed(claimed, tickets_of_clocks(claimed), at=at)
    return len(claimed)


def record_missed(clocks, tickets, *, at):
    """Events and notices of clocks whose rows say, as of this transaction, that they were missed; `tickets` by id."""
    if not clocks:
        return
    levels = Level.objects.filter(tenant_id=clocks[0].tenant_id).in_bulk()
    Event.objects.bulk_create(
        _event(clock, tickets[clock.ticket_id], levels, "ola_breached", clock.breached_at, at) for clock in clocks
    )
    tell("ola_breached", [(tickets[clock.ticket_id], _facts(clock, levels)) for clock in clocks], at=at)


def withdraw_missed(clock, ticket, *, breached_at, at):
    """It was done in time and stored late. Nothing is erased; reports follow the replay."""
    withdrawal = _event(clock, ticket, {clock.level_id: clock.level}, "ola_breach_withdrawn", at, at)
    withdrawal.facts |= {"breached_at": breached_at.isoformat()}
    withdrawal.save(force_insert=True)


def _facts(clock, levels):
    """`clock` makes a notice once: of this clock, and of this miss."""
    missed_at = clock.breached_at.isoformat()
    return {
        "metric": clock.metric,
        "level": levels[clock.level_id].number,
        "clock": f"{clock.pk}:{missed_at}",
        "due_at": missed_at,
    }


def _event(clock, ticket, levels, kind, happened_at, at):
    """An event that follows from a clock: no sequence, never folded, and never seen by a contact."""
    return Event(
        id=uuid7(),
        tenant_id=clock.tenant_id,
        client_id=ticket.client_id,
        ticket_id=ticket.pk,
        at=happened_at,
        recorded_at=at,
        kind=kind,
        visibility=INTERNAL,
        facts={"metric": clock.metric, "stint": clock.cycle, "level": levels[clock.level_id].number},
    )
