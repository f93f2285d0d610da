"""What a batch of a retarget reads and locks: no more than the swift way needs, for there may be a hundred thousand (T14)."""

import json
from collections import defaultdict
from typing import Any

from django.db import connection

from tickets.transitions import OPEN_STATUSES

TICKETS = """
SELECT id::text, client_id::text, contract_id::text, severity, received_at, event_count, boost_minutes, replay_state::text
FROM tickets_ticket
WHERE tenant_id = %s AND id = ANY (%s::uuid[]) AND status = ANY (%s) ORDER BY id FOR NO KEY UPDATE
"""
CLOCKS = """
SELECT id::text, ticket_id::text, metric, cycle, breached_at, fired FROM tickets_clock
WHERE tenant_id = %s AND ticket_id = ANY (%s::uuid[]) AND stopped_at IS NULL ORDER BY id FOR NO KEY UPDATE
"""
STILL_OPEN = "SELECT id::text FROM tickets_ticket WHERE tenant_id = %s AND id = ANY (%s::uuid[]) AND status = ANY (%s)"


class LockedTicket:
    """A locked open ticket, as far as the swift way needs it; ids are texts."""

    __slots__ = (
        "boost_minutes", "client_id", "contract_id", "event_count", "next_due_at", "pk", "rank_at", "received_at", "replay_state",
        "severity", "tenant_id",
    )  # fmt: skip

    def __init__(self, tenant_id: Any, row: tuple[Any, ...]):
        self.tenant_id, self.next_due_at, self.rank_at = tenant_id, None, None
        self.pk, self.client_id, self.contract_id, self.severity, self.received_at, *others = row
        self.event_count, self.boost_minutes, plain = others
        self.replay_state: dict[str, Any] = json.loads(plain)


class LockedClock:
    """A locked clock that is not over, as far as it has to be known to be written."""

    def __init__(self, tenant_id: Any, row: tuple[Any, ...]):
        self.tenant_id = tenant_id
        self.pk, self.ticket_id, self.metric, self.cycle, self.breached_at, self.fired = row


def locked_tickets(tenant_id: Any, ids: list[str], *, waits: bool) -> list[LockedTicket]:
    """Those of the tickets that are open; without `waits` only those that nobody holds."""
    with connection.cursor() as cursor:
        cursor.execute(TICKETS + ("" if waits else " SKIP LOCKED"), [tenant_id, ids, list(OPEN_STATUSES)])
        return [LockedTicket(tenant_id, row) for row in cursor.fetchall()]


def still_open(tenant_id: Any, ids: list[str]) -> list[str]:
    """Those of the tickets that are open, whoever holds them."""
    with connection.cursor() as cursor:
        cursor.execute(STILL_OPEN, [tenant_id, ids, list(OPEN_STATUSES)])
        return [pk for (pk,) in cursor.fetchall()]


def locked_clocks(tenant_id: Any, ids: list[str]) -> dict[str, dict[tuple[str, int], LockedClock]]:
    """Ticket id -> (metric, cycle) -> clock."""
    found: dict[str, dict[tuple[str, int], LockedClock]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, [tenant_id, ids])
        for row in cursor.fetchall():
            clock = LockedClock(tenant_id, row)
            found[clock.ticket_id][clock.metric, clock.cycle] = clock
    return found
