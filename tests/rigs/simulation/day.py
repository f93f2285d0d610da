"""The day itself: tickets come, people act, edits fall into the middle, the worker is killed; then weeks in which timers ring."""

import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

from django.db import OperationalError

from accounts.tenancy import acting_as
from common.errors import DomainError
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.processes import kill_group, spawn
from tests.rigs.simulation.clock import VirtualClock
from tests.rigs.simulation.edits import EDITS, Edits
from tests.rigs.simulation.verbs import VERBS, Unfit, Verbs
from tests.rigs.simulation.world import make_world
from tickets.models import Event

BEGIN = datetime(2026, 6, 10, 5, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
MIDDLE = (0.35, 0.8)  # of the day: when promises and hours are edited
AFTERWARDS, STEP = 30 * DAY, DAY / 2  # closing takes 10 business days of waiting and 7 days for objecting
ROUND = 120  # real seconds that a round of the worker may take
PER_TICKET = 2
PEOPLE = 6  # who act at the same time
RUNG = ("reminded", "resolved", "closed", "wait_ended")  # what timers do


class SimulatedDay:
    """`run` lives through it; counts and `until` stand ready afterwards. The worker is started anew whenever it was killed."""

    def __init__(self, *, boss, environment, home, tickets, chance, kills_every):
        self.world = make_world(boss)
        self.verbs, self.edits = Verbs(self.world, chance), Edits(self.world, chance)
        self.environment, self.home, self.tickets, self.chance = environment, home, tickets, chance
        self.kills_every = kills_every  # real seconds, on average
        self.clock = VirtualClock(home / "clock")
        self.done, self.refused, self.edited = Counter(), Counter(), Counter()
        self.kills, self.worker, self.next_kill = 0, None, None
        self.until = BEGIN + DAY + AFTERWARDS

    def run(self):
        self.clock.move_to(BEGIN)
        try:
            self._start_worker()
            self._live()
            self._wait_weeks()
        finally:
            if self.worker:
                kill_group(self.worker.process.pid)
                self.worker.process.wait()
        self.done.update(self._rung())

    def _live(self):
        """Everything in the order of its moments; several people are at it at once, so that deeds may overtake each other."""
        deeds = ["open"] * self.tickets + [None] * (PER_TICKET * self.tickets)
        length = int(DAY.total_seconds())
        moments = [(self.chance.uniform(0, 0.9 if deed else 1), deed) for deed in deeds]
        moments += [(self.chance.uniform(*MIDDLE), edit) for edit in EDITS]
        at, pending = BEGIN, set()
        with ThreadPoolExecutor(PEOPLE) as people:
            for fraction, deed in sorted(moments, key=lambda moment: moment[0]):
                at = max(at + timedelta(seconds=1), BEGIN + timedelta(seconds=int(fraction * length)))
                self.clock.move_to(at)
                self._kill_now_and_then()
                if deed in EDITS:
                    getattr(self.edits, deed)(at)
                    self.edited[deed] += 1
                elif deed or self.verbs.opened:
                    pending.add(people.submit(self._do, deed, at))
                    pending = self._counted(pending, but=PEOPLE)
            self._counted(pending, but=0)

    def _counted(self, pending, but):
        """Wait until so few are left to be done, and count the others."""
        while len(pending) > but:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for deed in done:
                verb, refused = deed.result()
                self.done.update([verb] if verb else [])
                self.refused.update(refused)
        return pending

    def _do(self, deed, at):
        """Open a ticket, or do what fits; the verb, none if nothing did, and those that were refused."""
        while deed == "open":
            try:
                return self.verbs.open(at), []
            except OperationalError as trouble:
                self._lets_pass(trouble)
        refused = []
        for _attempt in range(8):
            verb = self.chance.choices(list(VERBS), list(VERBS.values()))[0]
            try:
                self.verbs.act(verb, at)
            except Unfit:
                continue
            except DomainError:
                refused.append(verb)
                continue
            except OperationalError as trouble:
                self._lets_pass(trouble)
                continue
            return verb, refused
        return None, refused

    def _lets_pass(self, trouble):
        """Somebody held a row for longer than the product waits, on a machine with much to do: try again, and count it."""
        if "lock timeout" not in str(trouble):
            raise trouble
        self.edited["nothing: a lock was waited for too long"] += 1

    def _wait_weeks(self):
        at = max(self.clock.now(), BEGIN + DAY)
        while at < self.until:
            self.clock.move_to(at)
            self._wait_for_worker()
            at = min(at + STEP, self.until)
        self.clock.move_to(self.until)
        self._wait_for_worker()
        rounds = self.clock.rounds + 2  # what a round did is seen by the next
        while self.clock.rounds < rounds:
            self._kill_now_and_then(is_spared=True)
            time.sleep(0.02)

    def _wait_for_worker(self):
        end = time.monotonic() + ROUND
        while not self.clock.is_swept:
            self._kill_now_and_then()
            if time.monotonic() > end:
                raise SystemExit(f"The worker did not end a round within {ROUND} s: see {self.home}/worker.log")
            time.sleep(0.01)

    # The worker

    def _start_worker(self):
        arguments = [sys.executable, "-m", "tests.rigs.simulation.worker", str(self.home / "clock")]
        self.worker = spawn("worker", arguments, log=self.home / "worker.log", env=self.environment, cwd=CHECKOUT)
        self.next_kill = None  # until it has made a round it has nothing to lose
        self.rounds_before = self.clock.rounds

    def _kill_now_and_then(self, is_spared=False):
        if self.worker.process.poll() is not None:
            raise SystemExit(f"The worker ended by itself: see {self.home}/worker.log")
        if not self.kills_every or is_spared:
            return
        if self.next_kill is None:
            if self.clock.rounds > self.rounds_before:
                self.next_kill = time.monotonic() + self.chance.uniform(0, 2 * self.kills_every)
        elif time.monotonic() > self.next_kill:
            os.kill(self.worker.process.pid, signal.SIGKILL)
            self.worker.process.wait()
            self.kills += 1
            self._start_worker()

    def counts(self):
        """How often each verb was done, those that never were included."""
        return dict.fromkeys(VERBS, 0) | self.done

    def _rung(self):
        """What timers and rules did by themselves, from the events that they left."""
        with acting_as(self.world.boss):
            alone = Event.objects.filter(by=None)
            rung = {f"by itself: {kind}": alone.filter(kind=kind).count() for kind in RUNG}
            return rung | {"by itself: raise_level": alone.filter(kind="level_entered", facts__has_key="before").count()}
