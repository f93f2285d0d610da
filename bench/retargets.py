"""T14: an edit of support hours or of a tier that touches a hundred thousand open tickets, and the queue meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from uuid import UUID

from accounts.models import Membership, Tenant
from accounts.tenancy import SYSTEM, acting_in
from bench import databases
from bench.fill import OPEN
from bench.measure import Line, Timing
from bench.queue_page import page_of
from bench.seed import LARGEST, NOW
from common import wallclock
from slas.models import CalendarVersion, Tier, TierVersion
from slas.models import Target as TargetRow
from supportdesk.demo.homes import CHECKOUT
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Clock, Retarget, Ticket

CHECKED = 300  # tickets whose whole history is folded again after each edit
COLUMNS = "id, tier_version_id, replay_state, event_count, next_due_at, rank_at"
EVENT = "id, tenant_id, client_id, ticket_id, sequence, at, recorded_at, kind, visibility, facts"
CLOCK = "id, state, target, elapsed_seconds, running_since, due_at, breached_at, flags, next_at"
OF_TICKETS = f"SELECT {COLUMNS} FROM tickets_ticket t WHERE id IN (SELECT id FROM bench_reached) ORDER BY id"
OF_CLOCKS = f"SELECT {CLOCK} FROM tickets_clock k WHERE ticket_id IN (SELECT id FROM bench_reached) ORDER BY id"
OF_EVENTS = (
    "SELECT gen_random_uuid(), tenant_id, client_id, id, event_count + 1000, now(), now(), 'retargeted', 'public',"
    " jsonb_build_object('terms', replay_state->>'terms', 'retarget', gen_random_uuid())"
    " FROM tickets_ticket t WHERE id IN (SELECT id FROM bench_reached) ORDER BY id"
)


def edits(bench) -> list[Line]:
    """T14: beside COPY and UPDATE of a row for each ticket and one event row each, in one transaction, as the tables' owner."""
    wallclock.now = lambda: NOW
    database = bench.ready(OPEN)
    lines = []
    for what, publish in (("support hours", _hours), ("a tier", _tier)):
        databases.sit_at(database)
        beside = Line("T14", f"an edit of {what}, in times of COPY and UPDATE of as many rows", 1.5)
        for _ in range(bench.runs):
            job = publish()
            reached = _reach(database, job)
            floor, with_clocks = _floor(database, clocks=False), _floor(database, clocks=True)
            started = time.perf_counter()
            work_off(database)
            took = time.perf_counter() - started
            done = _checked(job)
            again = _floor(database, clocks=False)
            beside.add(took / ((floor + again) / 2))
            beside.note(
                f"{done:,} of {reached:,} tickets in {took:.1f} s ({took / done * 1e6:.0f} µs each); floor {floor:.1f} and"
                f" {again:.1f} s, with their clocks too {with_clocks:.1f} s: {took / with_clocks:.2f} x"
            )
        lines.append(beside)
    lines.append(_queue_meanwhile(bench, database))
    return lines


def work_off(database: str) -> None:
    """What the worker's beats do until the job is done."""
    from tickets.tasks import sweep_retargets

    databases.sit_at(database)
    while _is_under_way():
        sweep_retargets()


def _is_under_way() -> bool:
    with acting_in(_tenant(), SYSTEM):
        return Retarget.objects.filter(run_at__isnull=False).exists()


def _tenant() -> UUID:
    return Tenant.objects.using("owner").get(slug=LARGEST).pk


def _boss(tenant_id) -> Membership:
    return Membership.objects.get(tenant=tenant_id, person__email=f"admin@{LARGEST}.example")


def _hours() -> Retarget:
    """A version of the tenant's usual support hours with one more day closed, or one less."""
    tenant = _tenant()
    with acting_in(tenant, SYSTEM):
        boss = _boss(tenant)
        last = CalendarVersion.objects.filter(tenant=tenant, calendar__kind="8/5").order_by("-number").first()
        closed = (NOW + timedelta(days=5 + last.number % 2)).date().isoformat()
        others = [each for each in last.hours["exceptions"] if not each[0].startswith("2026-06")]
        version = CalendarVersion.objects.create(
            tenant_id=tenant,
            calendar_id=last.calendar_id,
            number=last.number + 1,
            hours={**last.hours, "exceptions": sorted([*others, [closed, []]])},
            nominal_day_minutes=last.nominal_day_minutes,
            effective_at=NOW,
            by=boss,
        )
        return actions.start_retarget(kind="calendar", calendar_version=version, by=boss, at=NOW)


def _tier() -> Retarget:
    """A version of the tier with most tickets in which everything takes a little longer."""
    tenant = _tenant()
    with acting_in(tenant, SYSTEM):
        boss = _boss(tenant)
        tier = Tier.objects.get(tenant=tenant, name="Premium")
        last = TierVersion.objects.filter(tenant=tenant, tier=tier).order_by("-number").first()
        targets = list(last.targets.all())
        last.pk, last.number, last.published_at = None, last.number + 1, NOW
        last.id = Retarget().pk
        last.save(force_insert=True)
        for target in targets:
            target.pk, target.version, target.amount = Retarget().pk, last, target.amount + 1
        TargetRow.objects.bulk_create(targets)
        return actions.start_retarget(kind="tier", tier_version=last, by=boss, at=NOW)


def _reach(database: str, job) -> int:
    from tickets.queries.retargets import reach_of

    with acting_in(job.tenant_id, SYSTEM):
        ids = list(reach_of(job).values_list("pk", flat=True))
    with databases.owner_of(database) as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_reached; CREATE TABLE bench_reached (id uuid PRIMARY KEY)")
        cursor.copy_expert("COPY bench_reached FROM STDIN", StringIO("".join(f"{pk}\n" for pk in ids)))
        cursor.execute("ANALYZE bench_reached")
        cursor.execute("VACUUM ANALYZE tickets_ticket, tickets_clock, tickets_event")
    return len(ids)


def _floor(database: str, *, clocks: bool) -> float:
    """Seconds of the plain statements over rows that lie ready in memory; taken back, and swept up."""
    with databases.owner_of(database) as cursor:
        texts = [("tickets_ticket", COLUMNS, _text(cursor, OF_TICKETS)), ("tickets_event", EVENT, _text(cursor, OF_EVENTS))]
        if clocks:
            texts.append(("tickets_clock", CLOCK, _text(cursor, OF_CLOCKS)))
        started = time.perf_counter()
        cursor.execute("BEGIN")
        for table, columns, text in texts:
            cursor.execute(f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
            cursor.copy_expert(f"COPY copied ({columns}) FROM STDIN", text)
            if table == "tickets_event":
                cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copied")
            else:
                assigned = ", ".join(f"{name} = c.{name}" for name in columns.split(", ")[1:])
                cursor.execute(f"UPDATE {table} t SET {assigned} FROM copied c WHERE c.id = t.id")
            cursor.execute("DROP TABLE copied")
        took = time.perf_counter() - started
        cursor.execute("ROLLBACK")
        cursor.execute("VACUUM tickets_ticket, tickets_clock, tickets_event")
    return took


def _text(cursor, rows: str) -> StringIO:
    text = StringIO()
    cursor.copy_expert(f"COPY ({rows}) TO STDOUT", text)
    text.seek(0)
    return text


def _checked(job) -> int:
    """How many tickets the job moved, after a sample of them was folded again from empty and agreed (P-4)."""
    with acting_in(job.tenant_id, SYSTEM):
        done = Retarget.objects.get(pk=job.pk)
        if done.state != "done":
            raise RuntimeError(f"The job is {done.state}: {done.trouble}")
        for ticket in Ticket.objects.open().filter(events__facts__retarget=str(job.pk)).order_by("?")[:CHECKED]:
            rows = {(row.metric, row.cycle): row for row in Clock.objects.filter(ticket=ticket)}
            for clock in replayed(ticket, as_of=NOW).clocks:
                row = rows[clock.metric, clock.cycle]
                if (row.due_at, row.breached_at, row.state) != (clock.due_at, clock.breached_at, clock.state):
                    raise RuntimeError(f"#{ticket.number} {clock.metric}: {row.due_at} is stored, {clock.due_at} is right")
        return done.done


def _queue_meanwhile(bench, database) -> Line:
    """The queue page's p95 while another process works off an edit, in times of the same page when none is."""
    slower = Line("T14", "queue p95 while support hours are edited, in times of before", 2)
    page = page_of(database)
    for _ in range(bench.runs):
        before = _timed(page, lambda: len(seconds) < 200, seconds := [])
        databases.sit_at(database)
        _hours()
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.retarget_worker", database], cwd=CHECKOUT, env=os.environ.copy(), stdout=sys.stderr
        )
        time.sleep(2)  # until it has started
        meanwhile = _timed(page, lambda worker=worker: worker.poll() is None, [])
        if worker.returncode:
            raise RuntimeError("The worker failed")
        slower.add(meanwhile.p95 / before.p95)
        slower.note(f"p95 {before.p95 * 1000:.1f} and {meanwhile.p95 * 1000:.1f} ms over {len(meanwhile.rounds[0])} pages")
    return slower


def _timed(call, goes_on, seconds) -> Timing:
    while goes_on():
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return Timing([seconds])
