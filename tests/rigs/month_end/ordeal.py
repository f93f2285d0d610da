"""Retainers in four zones live through month ends while the worker is killed; then everything must have happened exactly once."""

import random
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions as billing
from billing.models import Invoice, LineSource
from contracts import actions as contracts
from contracts.models import Charge, LinePeriod, Movement
from contracts.spans import day_start
from contracts.terms import Hours, Renewal, Retainer, Terms
from slas.models import Tier
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.processes import kill_group, spawn
from tests.factories import make_client
from tests.rigs.simulation.clock import VirtualClock
from tickets import actions as tickets

ZONES = ("Asia/Kolkata", "Australia/Sydney", "America/New_York", "America/Los_Angeles")
FIRST = date(2026, 1, 1)
BEGIN = datetime(2025, 12, 31, tzinfo=UTC)
DOWN = timedelta(days=3)
ROUND = 180  # real seconds that a round may take
HOURS = Hours(allowance_minutes=600, overage_rate=Decimal(95), rollover="capped", roll_percent=50)
WORKED = (660, 300)  # minutes a month, one month more than the allowance, the next less


class MonthEnds:
    """`run` returns figures, with every fault under `faults`. Each kill falls into the midnight of a zone."""

    def __init__(self, *, boss, environment, home, contracts_a_zone, months, kills, seed=None):
        self.boss, self.environment, self.home = boss, environment, Path(home)
        self.months, self.kills, self.chance = months, kills, random.Random(seed)
        self.clock = VirtualClock(self.home / "clock")
        self.clock.move_to(BEGIN)
        with acting_as(boss):
            entity = billing.save_entity(name="Acme Support Ltd", address="Leeds", by=boss, at=BEGIN)
            billing.set_rate(
                entity=entity, category="standard", percent=Decimal(20), valid_from=date(2011, 1, 4), by=boss, at=BEGIN
            )
        self.contracts = [self._agreed(zone, n) for zone in ZONES for n in range(contracts_a_zone)]
        self.killed, self.in_the_middle, self.worker = 0, 0, None

    def run(self):
        began = time.monotonic()
        try:
            for month in range(self.months):
                first = date(2026 + month // 12, month % 12 + 1, 1)
                if month == self.months - 1:
                    self._stop()
                    self.clock.move_to(datetime.combine(first, datetime.min.time(), UTC) + DOWN)
                    self._sweep()
                else:
                    for midnight in sorted({day_start(first, zone) for zone in ZONES}):
                        self.clock.move_to(midnight)
                        self._sweep(is_killed=self.killed < self.kills)
                self._work(first, WORKED[month % 2])
        finally:
            self._stop()
        return self._figures() | {"ran for": f"{time.monotonic() - began:.0f} s"}

    def _agreed(self, zone, number):
        name = f"{zone.partition('/')[2]} {number}"
        client = make_client(self.boss, name, zone=zone)
        terms = Terms(renewal=Renewal(kind="none"), suspend_after_days=0)
        line = {"kind": "retainer", "name": "Hours", "terms": Retainer(hours=HOURS, fee=Decimal(800))}
        with acting_as(self.boss):
            tier = Tier.objects.get(tenant_id=self.boss.tenant_id, name="Standard")
            said = dict(client=client, name=name, kind="retainer", tier=tier, starts_on=FIRST, ends_on=None, time_zone=zone)
            return contracts.create_contract(**said, terms=terms, lines=[line], by=self.boss, at=BEGIN)

    def _work(self, first, minutes):
        """A day's work on the fifth of the month, at noon local; two entries, since one holds a day at most."""
        for contract in self.contracts:
            noon = datetime.combine(first + timedelta(days=4), datetime.min.time(), ZoneInfo(contract.time_zone)).astimezone(UTC)
            said = dict(contract=contract, activity="corrective", level=2, by=self.boss)
            with acting_as(self.boss):
                tickets.log_time(
                    started_at=noon, ended_at=noon + timedelta(minutes=minutes), at=noon + timedelta(hours=20), **said
                )

    # The worker

    def _sweep(self, *, is_killed=False):
        """Let the worker finish a round at the present instant, killed once on the way."""
        if is_killed:
            self._kill_in_the_middle()
        self._up()
        end = time.monotonic() + ROUND
        while not self.clock.is_swept:
            self._up()
            if time.monotonic() > end:
                raise RuntimeError("The worker does not come round.")
            time.sleep(0.02)

    def _kill_in_the_middle(self):
        """After so many rows have been committed, and some milliseconds more: with others of the round still to come."""
        before, wanted = self._rows(), self.chance.randrange(1, 2 * len(self.contracts) // len(ZONES) + 1)
        end = time.monotonic() + ROUND
        while self._rows() < before + wanted and not self.clock.is_swept and time.monotonic() < end:
            self._up()
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.04))
        self.in_the_middle += not self.clock.is_swept
        self._stop()
        self.killed += 1

    def _rows(self):
        with acting_in(self.boss.tenant_id, SYSTEM):
            return sum(model.objects.filter(tenant_id=self.boss.tenant_id).count() for model in (Charge, LinePeriod, Invoice))

    def _up(self):
        if self.worker is None or self.worker.has_ended:
            arguments = [sys.executable, "-m", "tests.rigs.month_end.worker", str(self.home / "clock")]
            log = self.home / "worker.log"
            self.worker = spawn("worker", arguments, log=log, env=self.environment, cwd=CHECKOUT)

    def _stop(self):
        if self.worker is not None:
            kill_group(self.worker.process.pid)
            self.worker.process.wait()
            self.worker = None

    # What must hold

    def _figures(self):
        faults = Counter()
        with acting_in(self.boss.tenant_id, SYSTEM):
            for contract in self.contracts:
                faults.update(self._faults_of(contract))
            rows = Invoice.objects.filter(tenant_id=self.boss.tenant_id).exclude(number="").order_by("year", "sequence")
            numbers = list(rows.values_list("year", "sequence", "issued_at"))
            closed = LinePeriod.objects.filter(tenant_id=self.boss.tenant_id, closed_at__isnull=False).count()
            fees = Charge.objects.filter(tenant_id=self.boss.tenant_id, kind="fee").count()
        counted = Counter(year for year, _sequence, _at in numbers)  # each year has its own (C-64)
        wanted = [(year, number) for year, most in sorted(counted.items()) for number in range(1, most + 1)]
        faults["numbers with a gap"] = [each[:2] for each in numbers] != wanted
        faults["numbers out of order"] = [at for *_, at in numbers] != sorted(at for *_, at in numbers)
        log = self.home / "worker.log"
        faults["errors of the worker"] = sum("ERROR" in line for line in log.read_text().splitlines()) if log.exists() else 0
        faults["kills left out"] = self.kills - self.killed
        return {
            "contracts": len(self.contracts),
            "month ends": self.months,
            "kills": self.killed,
            "of them with work of the round left": self.in_the_middle,
            "periods closed": closed,
            "advance fees": fees,
            "invoices": len(numbers),
            "faults": {name: int(count) for name, count in faults.items() if count},
        }

    def _faults_of(self, contract):
        """Each period opened, closed, charged and invoiced exactly once, dated by the zone's midnights, in order."""
        line = contract.lines.get()
        periods = list(line.periods.order_by("number"))
        moves = list(Movement.objects.filter(line=line).select_related("period").order_by("pk"))
        fees = list(Charge.objects.filter(line=line, kind="fee").order_by("created_at", "from_on"))
        sources = Counter(
            LineSource.objects.filter(source__in=[fee.pk for fee in fees], is_live=True).values_list("source", flat=True)
        )
        grants = [move for move in moves if move.kind == "grant"]
        starts = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(self.months)]
        closings = [period.closed_at for period in periods if period.closed_at]
        found = {
            "periods not opened once": [period.starts_on for period in periods] != starts,
            "periods not closed once": [period.number for period in periods if period.closed_at] != list(range(self.months - 1)),
            "periods closed out of order": closings != sorted(closings),
            "allowances not granted once": [move.period.starts_on for move in grants] != starts,
            "grants not at local midnight": [m.booked_at for m in grants] != [day_start(s, contract.time_zone) for s in starts],
            "fees not charged once": [fee.from_on for fee in fees] != starts,
            "fees not on one invoice": any(sources[fee.pk] != 1 for fee in fees),
            "ledgers not those of the rules": _sums(moves) != expected(self.months),
        }
        return Counter({name: 1 for name, is_fault in found.items() if is_fault})


def _sums(moves):
    sums = Counter()
    for move in moves:
        sums["overage" if move.kind == "overage" else move.kind] += (
            move.work_minutes if move.kind == "overage" else abs(move.quantity)
        )
    return {kind: minutes for kind, minutes in sums.items() if minutes}


def expected(months):
    """What the months' work comes to by hand: rolled minutes go first and last one month, half of the allowance rolls (C-38)."""
    sums, rolled = Counter(), 0
    for month in range(months):
        worked = WORKED[month % 2]
        from_rolled = min(worked, rolled)
        from_own = min(worked - from_rolled, HOURS.allowance_minutes)
        sums.update(grant=HOURS.allowance_minutes, draw=from_rolled + from_own, overage=worked - from_rolled - from_own)
        if month < months - 1:
            unused, expired = HOURS.allowance_minutes - from_own, rolled - from_rolled
            rolled = min(unused, HOURS.allowance_minutes // 2)
            sums.update(roll=2 * rolled, forfeit=unused - rolled, expire=expired)
    return {kind: minutes for kind, minutes in sums.items() if minutes}
