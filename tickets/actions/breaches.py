"""Warnings and missed promises: recorded once, dated when they fell due, told to those who can still help."""

from django.db import transaction

from common.ids import uuid7
from files.models import INTERNAL
from tickets.actions.telling import tell
from tickets.models import Clock, Event
from tickets.queries import tickets_of_clocks

BATCH = 500


@transaction.atomic
def record_due_clocks(*, tenant_id, at, limit=BATCH):
    """Record the warnings and missed promises of a tenant up to `at`; returns how many clocks were claimed.

    Safe to repeat and to race: a clock is claimed by one conditional UPDATE over rows locked with SKIP LOCKED (S-07), and the
    claim, its events and its notices are one transaction: a process that dies in between leaves the clock due.
    """
    claimed = Clock.objects.claim_due(tenant_id=tenant_id, at=at, limit=limit)
    if not claimed:
        return 0
    tickets = tickets_of_clocks(claimed)
    missed = [clock for clock in claimed if clock.breached_at]
    warned = [clock for clock in claimed if not clock.breached_at]
    Event.objects.bulk_create(
        [derived(clock, tickets[clock.ticket_id], "breached", clock.breached_at, at) for clock in missed]
        + [derived(clock, tickets[clock.ticket_id], "warned", clock.fell_due_at, at) for clock in warned],
        ignore_conflicts=True,
    )
    tell("clock_breached", [(tickets[clock.ticket_id], _facts(clock)) for clock in missed], at=at)
    tell("clock_warned", [(tickets[clock.ticket_id], _facts(clock)) for clock in warned], at=at)
    return len(claimed)


def record_breach(clock, ticket, *, at):
    """A breach that a verb came upon before the sweep did."""
    Event.objects.bulk_create([derived(clock, ticket, "breached", clock.breached_at, at)], ignore_conflicts=True)
    tell("clock_breached", [(ticket, _facts(clock))], at=at)


def withdraw_breach(clock, ticket, *, breached_at, at):
    """An answer received in time was stored late: the breach was none. Nothing is erased; reports follow the replay."""
    withdrawal = derived(clock, ticket, "breach_withdrawn", at, at)
    withdrawal.facts = {"metric": clock.metric, "breached_at": breached_at.isoformat()}
    withdrawal.save(force_insert=True)


def _facts(clock):
    due_at = clock.breached_at or clock.due_at
    return {"metric": clock.metric, "clock": str(clock.pk), "due_at": due_at and due_at.isoformat()}


def derived(clock, ticket, kind, happened_at, at):
    """An event that follows from a clock: no sequence, never folded."""
    return Event(
        id=uuid7(),
        tenant_id=clock.tenant_id,
        client_id=ticket.client_id,
        ticket_id=ticket.pk,
        at=happened_at,
        recorded_at=at,
        kind=kind,
        clock_id=clock.pk,
        visibility=INTERNAL,
        facts={"metric": clock.metric},
    )
