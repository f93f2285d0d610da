"""T11: ten thousand deadlines inside one minute, among a million open clocks, two real workers, one of them killed."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bench import databases
from bench.fill import CLOCKS
from bench.measure import Line
from bench.seed import NOW
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.processes import kill_group, spawn

DEADLINES, MINUTE = 10_000, 60
LEAD = 25  # seconds in which beat and workers start
KILLED_AT = 20  # seconds into the minute
PATIENCE = 60  # seconds after the last deadline
GLANCE = 0.25  # seconds between two looks at what is recorded: a figure may be too large by so much

# As many of each tenant as it has, up to an even share of all; each a deadline somewhere in the minute.
SPREAD = """
CREATE TABLE bench_touched AS
SELECT clock.*, NULL::timestamptz AS falls_due_at FROM (SELECT id FROM accounts_tenant) tenant CROSS JOIN LATERAL (
  SELECT * FROM tickets_clock WHERE tenant_id = tenant.id AND next_at IS NOT NULL LIMIT %s
) clock LIMIT %s;
UPDATE bench_touched SET falls_due_at = date_trunc('milliseconds', %s::timestamptz + random() * interval '60 seconds');
ALTER TABLE bench_touched ADD PRIMARY KEY (id);
UPDATE tickets_clock k SET due_at = t.falls_due_at, next_at = t.falls_due_at, plan_at = ARRAY[t.falls_due_at], plan_what = '{due}'
FROM bench_touched t WHERE t.id = k.id;
CREATE TABLE bench_seen (clock_id uuid PRIMARY KEY, seen_at timestamptz NOT NULL);
ANALYZE bench_touched;
"""
LOOK = """
INSERT INTO bench_seen
SELECT e.clock_id, clock_timestamp() FROM tickets_event e JOIN bench_touched t ON t.id = e.clock_id AND t.tenant_id = e.tenant_id
WHERE e.kind = 'breached' AND t.falls_due_at < %s AND NOT EXISTS (SELECT FROM bench_seen s WHERE s.clock_id = t.id)
ON CONFLICT DO NOTHING
"""
FOUND = """
SELECT t.falls_due_at, s.seen_at, k.breached_at = t.falls_due_at,
  (SELECT count(*) FROM tickets_event e WHERE e.tenant_id = t.tenant_id AND e.clock_id = t.id AND e.kind = 'breached')
FROM bench_touched t JOIN tickets_clock k ON k.id = t.id LEFT JOIN bench_seen s ON s.clock_id = t.id
"""
UNDO = """
DELETE FROM notifications_notice n USING bench_touched t WHERE n.tenant_id = t.tenant_id AND n.key = 'clock_breached:' || t.id;
DELETE FROM tickets_event e USING bench_touched t WHERE e.tenant_id = t.tenant_id AND e.clock_id = t.id;
UPDATE tickets_clock k SET due_at = t.due_at, next_at = t.next_at, state = t.state, breached_at = t.breached_at,
  plan_at = t.plan_at, plan_what = t.plan_what, fired = t.fired FROM bench_touched t WHERE t.id = k.id;
DROP TABLE bench_touched, bench_seen;
"""


def ten_thousand_in_a_minute(bench) -> list[Line]:
    """From a deadline until others can read that it was missed; how many were recorded never, twice or at a wrong instant."""
    database = bench.ready(CLOCKS["1M"])
    late = Line("T11", f"{DEADLINES:,} deadlines in a minute, one of two workers killed: p99", 4, "s")
    faults = Line("T11", "of them recorded not exactly once, at their instant", 0, "")
    for _ in range(bench.runs):
        delays, wrong = _minute(bench, database)
        late.add(_percentile(delays, 99) if delays else float("inf"))
        faults.add(sum(wrong.values()))
        worst = max(delays, default=float("inf"))
        middle = f"p50 {_percentile(delays, 50):.2f} s, p95 {_percentile(delays, 95):.2f} s, the last after {worst:.2f} s"
        middle += f", load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
        late.note(", ".join([middle, *(f"{number} {what}" for what, number in wrong.items())]))
    return [late, faults]


def _minute(bench, database):
    first = NOW + timedelta(seconds=LEAD)
    with databases.owner_of(database) as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_touched, bench_seen")
        cursor.execute(SPREAD, [DEADLINES // 100 * 2, DEADLINES, first])
    shift = first - timedelta(seconds=LEAD) - _present()  # filling took a while
    try:
        with _workers(bench, database, shift) as workers:
            _watch(database, workers, first, shift)
        with databases.owner_of(database) as cursor:
            cursor.execute(FOUND)
            rows = cursor.fetchall()
    finally:
        with databases.owner_of(database) as cursor:
            cursor.execute(UNDO)
    wrong = Counter()
    for _due, seen_at, is_dated, times in rows:
        wrong["lost"] += times == 0 or seen_at is None
        wrong["doubled"] += times > 1
        wrong["at another instant"] += not is_dated
    return sorted((seen_at + shift - due).total_seconds() for due, seen_at, *_ in rows if seen_at), +wrong


def _watch(database, workers, first, shift):
    """Look on, kill one worker with its pool on the way, until all is recorded or patience ends."""
    end, kill_at = first + timedelta(seconds=MINUTE + PATIENCE), first + timedelta(seconds=KILLED_AT)
    seen = 0
    with databases.owner_of(database) as cursor:
        while (present := _present() + shift) < end and seen < DEADLINES:
            if workers and present >= kill_at:
                kill_group(workers.pop().process.pid)
            cursor.execute(LOOK, [present])
            seen += cursor.rowcount
            time.sleep(GLANCE)


@contextmanager
def _workers(bench, database, shift):
    """Beat and two workers of two processes, at the filled database, in the benches' present; yields the one to be killed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    for name in ("DATABASE_URL", "DATABASE_SYSTEM_URL"):
        environment[name] = environment[name].replace("/supportdesk?", f"/{database}?")
    environment["BENCH_SHIFT"] = str(shift.total_seconds())
    kinds = [
        ("beat", ["--schedule", str(bench.home / f"schedule-{time.time_ns()}"), "--pidfile", ""]),
        *(("worker", ["--concurrency", "2", "--without-gossip", "--without-mingle", "-n", f"w{number}@%h"]) for number in (1, 2)),
    ]
    processes = []
    try:
        for number, (kind, more) in enumerate(kinds):
            argv = [sys.executable, "-m", "bench.shifted", "--app", "supportdesk", kind, "--loglevel", "WARNING", *more]
            log = bench.home / f"t11-{kind}-{number}.log"
            processes.append(spawn(f"{kind}-{number}", argv, log=log, env=environment, cwd=CHECKOUT))
        yield [processes[-1]]
    finally:
        for child in processes:
            kill_group(child.process.pid)
            child.process.wait()


def _present():
    """The machine's time: other lines have made the desk's stand still."""
    return datetime.fromtimestamp(time.time(), UTC)


def _percentile(ordered, percent):
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else float("inf")
