"""Counting tickets on the per-ticket lines of their contracts, after what happened to them (C-45, C-46).

Contacts' deeds write no ledger, so all is counted by a sweep: it dates each count by what it is for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from contracts import actions as contracts
from tickets.actions.time_release import release_held
from tickets.models.work import PROVIDER_FAULT
from tickets.queries.counting import Behind, tickets_behind_count, tickets_held_and_counted
from tickets.transitions import CANCELLED

BATCH = 200


@transaction.atomic
def count_tickets(*, tenant_id: Any, at: datetime) -> int:
    """Let the count catch up: reserve what was received, commit what is resolved, release what does not count. Safe to repeat.

    Returns how many tickets were looked at; less than four batches means that nothing is left.
    """
    behind: Behind = tickets_behind_count(tenant_id, limit=BATCH)
    clients = {ticket.client_id: ticket.contract for tickets in behind for ticket in tickets}
    for client_id in sorted(clients, key=str):  # all of them first, in the order in which whoever approves time locks them
        contracts.lock_pots(contract=clients[client_id])
    for ticket in behind.to_reserve:
        _reserve(ticket, ticket.received_at, at)
    for ticket in behind.to_reserve_again:
        _reserve(ticket, ticket.reopened_at, at)
    for ticket in behind.to_commit:
        contracts.commit_unit(contract=ticket.contract, ticket_id=ticket.pk, resolved_at=ticket.resolved_at, at=at)
    for ticket in behind.to_release:
        contracts.release_unit(contract=ticket.contract, ticket_id=ticket.pk, reason=_reason(ticket), at=at)
    return sum(map(len, behind))


@transaction.atomic
def release_counted(*, tenant_id: Any, at: datetime) -> int:
    """Place anew the time that was held because its ticket was not counted yet when it was logged (C-45); safe to repeat.

    Returns how many tickets had any. The groups of time are locked before the lines, so this is a transaction of its own.
    """
    found = tickets_held_and_counted(tenant_id, limit=BATCH)
    for ticket in found:
        release_held(client=ticket.client, contract=ticket.contract, ticket_id=ticket.pk, by=None, at=at)
    return len(found)


def _reserve(ticket: Any, accepted_at: datetime, at: datetime) -> None:
    contracts.reserve_unit(
        contract=ticket.contract, ticket_id=ticket.pk, level=ticket.level.number, accepted_at=accepted_at, at=at
    )


def _reason(ticket: Any) -> str:
    if ticket.status == CANCELLED:
        return "merged" if ticket.merged_into_id else "cancelled"
    has_faults = ticket.time_entries.filter(tenant_id=ticket.tenant_id, kind=PROVIDER_FAULT).exists()
    return "provider_fault" if has_faults else "not_covered"
