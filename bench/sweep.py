"""T9 and T10: the sweep of due clocks, with nothing due and with five hundred due."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from bench import databases
from bench.fill import CLOCKS
from bench.measure import ROUNDS, Line, interleaved, millis, ratio
from bench.reasons import explained, listening, profiled
from bench.seed import NOW
from common import wallclock
from tickets import actions
from tickets.actions.due_clocks import BATCH
from tickets.tasks import sweep_due_clocks

DUE = 500
SPREADS = (5, 100)  # tenants among whom they are due: the target, and the figure beside it

# The same number of each tenant, as far as they have so many; the largest is one of them.
MAKE_DUE = """
CREATE TABLE bench_touched AS
SELECT clock.* FROM (
  SELECT id FROM accounts_tenant ORDER BY slug LIMIT %s
) tenant CROSS JOIN LATERAL (
  SELECT *, row_number() OVER () AS place FROM tickets_clock WHERE tenant_id = tenant.id AND next_at IS NOT NULL LIMIT %s
) clock ORDER BY place LIMIT %s;
UPDATE tickets_clock SET due_at = %s, next_at = %s, plan_at = ARRAY[%s], plan_what = '{due}'
WHERE id IN (SELECT id FROM bench_touched);
"""
UNDO = """
DELETE FROM notifications_notice n USING bench_touched t WHERE n.tenant_id = t.tenant_id AND n.key = 'clock_breached:' || t.id;
DELETE FROM tickets_event e USING bench_touched t WHERE e.tenant_id = t.tenant_id AND e.clock_id = t.id;
UPDATE tickets_clock k SET due_at = t.due_at, next_at = t.next_at, state = t.state, breached_at = t.breached_at,
  plan_at = t.plan_at, plan_what = t.plan_what, fired = t.fired FROM bench_touched t WHERE t.id = k.id;
DROP TABLE bench_touched;
"""


# The floor: no more than the rows that five hundred breaches leave (the notices of three people each), written by plain SQL.
BARE = (
    "UPDATE tickets_clock k SET state = 'breached_running', breached_at = k.due_at, next_at = NULL, plan_at = '{}',"
    " plan_what = '{}' FROM bench_touched t"
    " WHERE t.id = k.id",
    "INSERT INTO tickets_event (id, tenant_id, client_id, ticket_id, at, recorded_at, kind, clock_id, visibility, facts)"
    " SELECT gen_random_uuid(), tenant_id, client_id, ticket_id, now(), now(), 'breached', id, 'internal', '{}'"
    " FROM bench_touched",
    "INSERT INTO notifications_notice"
    " (id, tenant_id, recipient_id, key, template, facts, link, tone, at, is_in_bell, attempts, next_try_at)"
    " SELECT gen_random_uuid(), t.tenant_id, m.id, 'bare:' || t.id, 'promise_missed', '{}', '/', 'danger', now(), true, 0, now()"
    " FROM bench_touched t CROSS JOIN LATERAL"
    " (SELECT id FROM accounts_membership WHERE tenant_id = t.tenant_id AND client_id IS NULL LIMIT 3) m",
)


def nothing_due(bench) -> list[Line]:
    """T9: what a sweep costs when it finds nothing, with ten thousand open clocks and with a million."""
    wallclock.now = lambda: NOW
    names = {size: bench.ready(CLOCKS[size]) for size in ("10k", "1M")}

    def swept(database):
        def sweep():
            databases.sit_at(database)
            sweep_due_clocks()

        return sweep

    things = {size: swept(database) for size, database in names.items()}
    times = Line("T9", "sweep with nothing due: 1M open clocks, in times of 10k", 1.5)
    cost = Line("T9", "sweep with nothing due at 1M open clocks", 5, "ms")
    for _ in range(bench.runs):
        timings = interleaved(things, each=200)
        times.add(ratio(timings, "1M", "10k"))
        cost.add(timings["1M"].p50 * 1000)
        times.note(", ".join(f"{size} {millis(timing.p50)} (p95 {millis(timing.p95)})" for size, timing in timings.items()))
    if not (times.is_met and cost.is_met):
        cost.beside += explained(things["1M"]) + profiled(things["1M"], 200)
    return [times, cost]


def five_hundred_due(bench) -> list[Line]:
    """T10: what recording costs for each clock that is due."""
    wallclock.now = lambda: NOW
    lines = []
    for size in bench.sizes:
        database = bench.ready(CLOCKS[size])
        databases.sit_at(database)
        _record()  # what the seed itself left due
        cost = Line("T10", f"sweep of {DUE} due in {SPREADS[0]} tenants, a clock, {size}", 0.5, "ms")
        asked = Line("T10", f"queries of it for each due clock, {size}", 0.1, "")
        for _ in range(bench.runs):
            seconds, queries = _recorded(database)
            floor = median(_floor(database) for _ in range(ROUNDS)) / DUE * 1000
            cost.add(median(seconds[SPREADS[0]]) / DUE * 1000)
            asked.add(queries[SPREADS[0]] / DUE)
            wide = SPREADS[1]
            cost.note(f"the same rows by plain SQL {floor:.3g} ms: {cost.figures[-1] / floor:.3g} x")
            cost.note(f"in {wide} tenants {median(seconds[wide]) / DUE * 1000:.3g} ms, {queries[wide] / DUE:.3g} queries a clock")
        if not (cost.is_met and asked.is_met):
            with _due(database, SPREADS[0]):
                cost.beside += profiled(_record, 1)
        lines += [cost, asked]
    return lines


def _recorded(database):
    """Seconds of each round and the number of queries, by how many tenants have something due."""
    seconds, queries = {spread: [] for spread in SPREADS}, {}
    for _ in range(ROUNDS):
        for spread in SPREADS:
            with _due(database, spread):
                with listening() as heard:
                    started = time.perf_counter()
                    claimed = _record()
                    seconds[spread].append(time.perf_counter() - started)
                queries[spread] = heard.count
            assert claimed == DUE, f"{claimed} clocks were claimed, not {DUE}"
    return seconds, queries


def _floor(database) -> float:
    """Seconds of the bare statements, which are then taken back."""
    with _due(database, SPREADS[0]), databases.owner_of(database) as cursor:
        started = time.perf_counter()
        cursor.execute("BEGIN")
        for statement in BARE:
            cursor.execute(statement)
        took = time.perf_counter() - started
        cursor.execute("ROLLBACK")
    return took


def _record() -> int:
    """What the task does, less the mails that it then sends."""
    claimed = 0
    for tenant_id in tenants_with("tickets_clock", "next_at < %s", [NOW]):
        found = BATCH
        while found == BATCH:
            with acting_in(tenant_id, SYSTEM):
                found = actions.record_due_clocks(tenant_id=tenant_id, at=NOW)
            claimed += found
    return claimed


class _due:
    """Five hundred clocks whose deadline passed a minute ago, and are put back afterwards."""

    def __init__(self, database: str, tenants: int):
        self.database, self.tenants = database, tenants

    def __enter__(self):
        ago = NOW - timedelta(minutes=1)
        with databases.owner_of(self.database) as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_touched")
            cursor.execute(MAKE_DUE, [self.tenants, DUE, DUE, ago, ago, ago])

    def __exit__(self, *exception):
        with databases.owner_of(self.database) as cursor:
            cursor.execute(UNDO)
