"""The fill: databases of any size, copied from the seed's tickets by SQL as the tables' owner, and kept between runs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import databases
from bench.seed import NOW, TENANTS, seed
from supportdesk.demo.homes import CHECKOUT

SEED = "bench_seed"
FILLED = ("tickets_ticket", "tickets_clock", "tickets_message", "tickets_event")


class Size(NamedTuple):
    """How many tickets and which part of them is open, or how many `watched` clocks, none with a deadline before next month."""

    database: str
    tickets: int = 0
    open_share: float = 1
    watched: int = 0
    largest_share: float = 0.2  # of the largest tenant
    is_shifted: bool = True  # else every copy has its original's instants, those within its `replay_state` included


# `decisions.md` 33: 1M tickets means 5 % open; the sweep is measured on 1M open clocks.
QUEUES = {"10k": Size("bench_queue_10k", 10_000, 0.05), "1M": Size("bench_queue_1m", 1_000_000, 0.05)}
CLOCKS = {"10k": Size("bench_clocks_10k", watched=10_000), "1M": Size("bench_clocks_1m", watched=1_000_000)}
# A hundred thousand open tickets of one tenant, for the edit that touches all of them.
OPEN = Size("bench_open", 111_000, largest_share=0.9, is_shifted=False)

# Every copy: which ticket it is of, its tenant's largest fifth, and by how much its instants are shifted.
COPIES = """
CREATE TEMPORARY TABLE copies AS
WITH tenant AS (SELECT id, row_number() OVER (ORDER BY slug) AS place FROM accounts_tenant),
prototype AS (
  SELECT t.id, t.tenant_id, t.received_at, t.status IN ('resolved', 'closed') AS is_over, tenant.place AS tenant,
    row_number() OVER (PARTITION BY t.tenant_id, t.status IN ('resolved', 'closed') ORDER BY t.number) AS place,
    count(*) OVER (PARTITION BY t.tenant_id, t.status IN ('resolved', 'closed')) AS places
  FROM tickets_ticket t JOIN tenant ON tenant.id = t.tenant_id WHERE {fits}
),
dice AS (SELECT n, random() AS a, random() AS b, random() AS c, random() AS d FROM generate_series(1, {number}) n),
thrown AS (
  SELECT n, b, d, c >= {open_share} AS is_over,
    CASE WHEN a < {largest_share} THEN 1 ELSE 2 + floor(b * {others})::int END AS tenant
  FROM dice
)
SELECT p.id AS prototype, p.tenant_id, p.is_over, thrown.n,
  row_number() OVER (PARTITION BY p.tenant_id ORDER BY thrown.n) AS number,
  ({shift}) AS shift
FROM thrown JOIN prototype p
  ON p.tenant = thrown.tenant AND p.is_over = thrown.is_over AND p.place = 1 + floor(thrown.d * p.places)::int
"""
LIFELIKE = (
    "CASE WHEN p.is_over THEN interval '-10 days' - thrown.b * interval '900 days' ELSE (thrown.b - 0.6) * interval '5 days' END"
)
UNSHIFTED = "interval '0'"
CALM = "interval '30 days' + thrown.b * interval '30 days'"
WATCHED = "EXISTS (SELECT FROM tickets_clock k WHERE k.ticket_id = t.id AND k.next_at IS NOT NULL)"
NUMBER = "(SELECT last_number FROM tickets_ticketcounter k WHERE k.tenant_id = c.tenant_id) + c.number"
# What a sweep would have left on a clock whose deadline has passed by now.
LATE = "p.state IN ('running', 'breached_running') AND p.due_at + c.shift < '{now}'"
FALLEN = "width_bucket('{now}'::timestamptz, ARRAY(SELECT at + c.shift FROM unnest(p.plan_at) at))"
CLOCK = {
    "state": f"CASE WHEN {LATE} THEN 'breached_running' ELSE p.state END",
    "breached_at": f"CASE WHEN {LATE} THEN p.due_at + c.shift ELSE p.breached_at + c.shift END",
    "plan_at": f"ARRAY(SELECT at + c.shift FROM unnest(p.plan_at[{FALLEN} + 1:]) at)",
    "plan_what": f"p.plan_what[{FALLEN} + 1:]",
    "fired": f"p.fired || array_remove(p.plan_what[:{FALLEN}], 'due')",
    "next_at": f"p.plan_at[{FALLEN} + 1] + c.shift",
}


def ready(size: Size, home: Path, say) -> str:
    """The name of the filled database of that size: made, or made anew when these files changed, or migrated."""
    marks = home / "filled.json"
    known = json.loads(marks.read_text()) if marks.exists() else {}
    here = Path(__file__)
    sown = _print_of([here.with_name("seed.py")])
    _see_to(SEED, known, marks, sown, lambda: _sow(say))
    _see_to(size.database, known, marks, _print_of([here]) + sown + str(size), lambda: _fill(size, say))
    return size.database


def _see_to(database, known, marks, wanted, make) -> None:
    schema = _print_of(sorted(CHECKOUT.glob("*/migrations/*.py")))
    made, migrated = known.get(database) or ("", "")
    if made != wanted or not databases.exists(database):
        make()
    elif migrated != schema:
        _migrate(database)
    known[database] = [wanted, schema]
    marks.write_text(json.dumps(known))


def _print_of(paths: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _migrate(database: str) -> None:
    owner = os.environ["DATABASE_OWNER_URL"].replace("/supportdesk?", f"/{database}?")
    variables = os.environ | {"DATABASE_URL": owner, "DJANGO_SETTINGS_MODULE": "supportdesk.settings.base"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--no-input", "-v0"], cwd=CHECKOUT, env=variables, check=True)


def _sow(say) -> None:
    started = time.monotonic()
    say("Seed: a hundred tenants through the actions (once)")
    databases.make(SEED)
    _migrate(SEED)
    databases.sit_at(SEED)
    seed(say)
    say(f"  in {time.monotonic() - started:.0f} s")


def _fill(size: Size, say) -> None:
    started = time.monotonic()
    of = f"{size.watched:,} watched clocks" if size.watched else f"{size.tickets:,} tickets, {size.open_share:.0%} open"
    say(f"Fill: {of}, into {size.database} (once)")
    databases.make(size.database, like=SEED)
    with databases.owner_of(size.database) as cursor:
        cursor.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SELECT setseed(0.5)")
        with _without_indexes(cursor):
            _copy_tickets(cursor, size)
            say(f"  rows after {time.monotonic() - started:.0f} s")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE next_at IS NOT NULL) FROM tickets_clock")
        say("  {:,} clocks, {:,} of them watched".format(*cursor.fetchone()) + f", in {time.monotonic() - started:.0f} s")
    databases.close(size.database)


def _copy_tickets(cursor, size: Size) -> None:
    cursor.execute(
        COPIES.format(
            number=size.tickets or _tickets_for(cursor, size.watched),
            others=TENANTS - 1,
            open_share=size.open_share,
            largest_share=size.largest_share,
            shift=(CALM if size.watched else LIFELIKE) if size.is_shifted else UNSHIFTED,
            fits=WATCHED if size.watched else "true",
        )
    )
    cursor.execute("ALTER TABLE copies ADD COLUMN id uuid NOT NULL DEFAULT uuidv7(); ANALYZE copies")
    _copy(cursor, "tickets_ticket", "p.id = c.prototype", {"id": "c.id", "number": NUMBER})
    late = {name: expression.format(now=NOW.isoformat()) for name, expression in CLOCK.items()}
    _copy(cursor, "tickets_clock", "p.ticket_id = c.prototype", {"id": "uuidv7()", "ticket_id": "c.id", **late})
    first = "p.ticket_id = c.prototype AND (NOT c.is_over OR p.side = 'client')"
    _copy(cursor, "tickets_message", first, {"id": "uuidv7()", "ticket_id": "c.id"})
    told = "p.ticket_id = c.prototype AND NOT c.is_over AND p.clock_id IS NULL"
    _copy(cursor, "tickets_event", told, {"id": "uuidv7()", "ticket_id": "c.id"})
    cursor.execute(
        "UPDATE tickets_ticketcounter k SET last_number = last_number + added FROM"
        " (SELECT tenant_id, count(*) AS added FROM copies GROUP BY tenant_id) c WHERE c.tenant_id = k.tenant_id"
    )


def _tickets_for(cursor, watched: int) -> int:
    """How many copies bring that many watched clocks, as tickets of the seed have them."""
    cursor.execute(
        f"SELECT count(*), (SELECT count(*) FROM tickets_clock WHERE next_at IS NOT NULL) FROM tickets_ticket t WHERE {WATCHED}"
    )
    tickets, clocks = cursor.fetchone()
    return watched * tickets // clocks


def _copy(cursor, table: str, join: str, changed: dict[str, str]) -> None:
    """Insert a copy of each fitting row of the seed; what is not said to change stays, and instants move by the copy's shift."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s", [table]
    )
    columns = dict(cursor.fetchall())
    is_instant = {name for name, kind in columns.items() if kind.startswith("timestamp")}
    values = [changed.get(name) or (f"p.{name} + c.shift" if name in is_instant else f"p.{name}") for name in columns]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM copies c JOIN {table} p ON {join}"
    )


@contextmanager
def _without_indexes(cursor):
    """Foreign keys and plain indexes are put back after the rows, which checks them all at once."""
    cursor.execute(
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
        " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])",
        [list(FILLED)],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT format('DROP INDEX %%I', i.indexname), i.indexdef FROM pg_indexes i WHERE tablename = ANY (%s)"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%%I', i.indexname)::regclass)",
        [list(FILLED)],
    )
    indexes = cursor.fetchall()
    for drop, _add in [*keys, *indexes]:
        cursor.execute(drop)
    yield
    for _drop, add in [*indexes, *keys]:
        cursor.execute(add)
