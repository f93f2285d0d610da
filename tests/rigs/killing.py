"""Clocks come due while worker processes are killed: what was recorded, told and mailed is compared with what had to be.

`Ordeal` needs a migrated database with a founded tenant, and the environment that a worker runs under. The clocks are those of a
24/7 tier that answers critical tickets within fifteen minutes; every promise is told to one member, who holds every role.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from redis import Redis

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from notifications.models import Notice
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.ports import first_free
from supportdesk.demo.processes import kill_group, spawn
from tests.factories import make_client, make_contract, make_ticket
from tickets.models import Clock, Event

PROMISED = timedelta(minutes=15)
PATIENCE = 45  # seconds after the last due instant within which all must be recorded and sent
METRIC = "first_response"
MAILED = 75  # percent from which a warning reaches more than the assignee's bell
COLUMNS = ("kind", "clock", "at", "recorded_at", "facts__percent")


class Mailbox:
    """A mail server in this process that remembers the Message-ID of every mail, repeats included."""

    def __init__(self):
        self.received = Counter()
        self.port = first_free("127.0.0.1", 20_000)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):
        self.received[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 OK"


class Ordeal:
    """So many clocks, so many kills, within so many seconds."""

    def __init__(self, *, boss, environment, home, clocks, kills, seconds, lead, seed=None):
        self.boss, self.home = boss, Path(home)
        self.clocks, self.kills, self.seconds, self.lead = clocks, kills, seconds, lead
        self.mailbox = Mailbox()
        self.environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{self.mailbox.port}", "PYTHONUNBUFFERED": "1"}
        self.random = random.Random(seed)
        self.processes = []
        self.killed = Counter()

    def run(self) -> dict:
        """File, start, kill, wait; the figures, with every fault under `faults`."""
        started = time.monotonic()
        with self._mail_and_workers():
            self._workers_up(both=True)
            first_due = wallclock.now() + timedelta(seconds=self.lead)
            self.last_due = first_due + timedelta(seconds=self.seconds)
            self._file_tickets(first_due)
            self._kill_until(self.last_due)
            self._wait()
        return self._figures() | {"ran for": f"{time.monotonic() - started:.0f} s"}

    def _file_tickets(self, first_due):
        client = make_client(self.boss, "Ordeal")
        make_contract(self.boss, client, "Enterprise")
        for number in range(self.clocks):
            due = first_due + timedelta(seconds=self.seconds * number / self.clocks)
            now = wallclock.now()
            received_at = min(due - PROMISED, now)
            make_ticket(self.boss, client=client, at=now, received_at=received_at, severity="critical", title=f"Ticket {number}")

    @contextmanager
    def _mail_and_workers(self):
        self.mailbox.controller.start()
        try:
            self.workers = [self._spawn("worker", number) for number in (1, 2)]
            self.beats = [self._spawn("beat", number) for number in (1, 2)]
            yield
        finally:
            for process in self.processes:
                kill_group(process.process.pid)
                process.process.wait()
            self.mailbox.controller.stop()

    def _spawn(self, kind, number):
        more = {
            "worker": ["--concurrency", "2", "--without-gossip", "--without-mingle", "--hostname", f"{kind}{number}@%h"],
            "beat": ["--schedule", str(self.home / f"schedule-{number}"), "--pidfile", ""],
        }[kind]
        arguments = [sys.executable, "-m", "celery", "--app", "supportdesk", kind, "--loglevel", "WARNING", *more]
        log = self.home / f"{kind}-{number}.log"
        self.processes.append(spawn(f"{kind}-{number}", arguments, log=log, env=self.environment, cwd=CHECKOUT))
        return self.processes[-1]

    def _kill_until(self, end):
        """Kills at random moments of the time in which clocks come due, and one FLUSHALL in its middle."""
        length = self.seconds + 2
        moments = sorted(self.random.uniform(0.05, 1) for _ in range(self.kills))
        flush_at, is_flushed = 0.5, False
        begin = end - timedelta(seconds=length)
        for moment in moments:
            if moment > flush_at and not is_flushed:
                self._sleep_until(begin + flush_at * timedelta(seconds=length))
                Redis.from_url(self.environment["REDIS_URL"]).flushall()
                is_flushed = True
            self._sleep_until(begin + moment * timedelta(seconds=length))
            self._kill_one()
        self.is_flushed = is_flushed

    def _kill_one(self):
        up = self._workers_up()
        number = self.random.choice(up or [0, 1])
        worker = self.workers[number].process
        children = _children(worker.pid)
        if children and self.random.random() < 0.7:  # a worker needs seconds to start again, a pool process none
            os.kill(self.random.choice(children), signal.SIGKILL)
            self.killed["pool process"] += 1
            return
        os.kill(worker.pid, signal.SIGKILL)  # its pool is left to itself, as after a crash
        worker.wait()
        self.killed["worker"] += 1
        self.workers[number] = self._spawn("worker", number + 1)

    def _workers_up(self, *, both=False):
        """Which workers have their pool; waits for one, or for both, since one that is just starting has nothing to lose."""
        for _ in range(300 if both else 50):
            up = [number for number in (0, 1) if _children(self.workers[number].process.pid)]
            if len(up) >= 1 + both:
                break
            time.sleep(0.1)
        return up

    def _sleep_until(self, at):
        time.sleep(max(0.0, (at - wallclock.now()).total_seconds()))

    def _wait(self):
        while wallclock.now() < self.last_due + timedelta(seconds=PATIENCE):
            with acting_in(self.boss.tenant_id, SYSTEM):
                is_all_recorded = Clock.objects.filter(metric=METRIC, breached_at=None).count() == 0
                if is_all_recorded and not Notice.objects.filter(next_try_at__isnull=False).exists():
                    return
            time.sleep(0.5)

    def _figures(self):
        with acting_in(self.boss.tenant_id, SYSTEM):
            clocks = list(Clock.objects.filter(metric=METRIC))
            events = list(Event.objects.filter(kind__in=("breached", "warned")).values_list(*COLUMNS))
            by_mail = {
                f"<notice-{pk}@localhost>" for pk in Notice.objects.filter(sent_at__isnull=False).values_list("pk", flat=True)
            }
            told = set(Notice.objects.filter(recipient=self.boss).values_list("facts__clock", flat=True))
            unsent = Notice.objects.filter(next_try_at__isnull=False).count()
        with acting_as(self.boss):
            in_bell = Notice.objects.visible_to(self.boss).unseen().filter(template="promise_missed").count()
        breached = Counter(clock for kind, clock, *_ in events if kind == "breached")
        warned = Counter((clock, percent) for kind, clock, _at, _recorded, percent in events if kind == "warned")
        delays = [(recorded - at).total_seconds() for kind, _clock, at, recorded, _percent in events if kind == "breached"]
        received = self.mailbox.received
        faults = {
            "clocks not breached at their due instant": sum(clock.breached_at != clock.due_at for clock in clocks),
            "clocks missing": self.clocks - len(clocks),
            "breaches lost": self.clocks - len(breached),
            "breaches doubled": sum(breached.values()) - len(breached),
            "warnings doubled": sum(warned.values()) - len(warned),
            "bell rows lost or doubled": abs(self.clocks - in_bell),
            "warnings without a notice": len({str(clock) for clock, percent in warned if percent >= MAILED} - told),
            "mails still waiting": unsent,
            "mails lost": len(by_mail - set(received)),
            "mails unknown": len(set(received) - by_mail),
            "repeats beyond one for each kill": max(0, received.total() - len(received) - self.killed.total()),
            "Redis not flushed": int(not self.is_flushed),
            "kills left out": self.kills - self.killed.total(),
        }
        return {
            "clocks": len(clocks),
            "kills": dict(self.killed),
            "breach records": sum(breached.values()),
            "warnings": sum(warned.values()),
            "bell rows of breaches": in_bell,
            "mails (different)": len(received),
            "mails repeated, same Message-ID": received.total() - len(received),
            "latest record after its due instant": f"{max(delays, default=0):.1f} s",
            "faults": {name: count for name, count in faults.items() if count},
        }


def _children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
