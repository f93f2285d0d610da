"""T19: what web, worker and beat take of the machine's memory, idle and after load; shared pages are counted once (PSS)."""

from __future__ import annotations

import http.client
import os
import sys
import threading
import time
from pathlib import Path

from bench import databases
from bench.browser import queue_address, signed_in
from bench.fill import QUEUES
from bench.measure import Line
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.ports import first_free
from supportdesk.demo.processes import Child, StartRefused, last_lines, spawn

IDLE, LOADED = 450, 600  # MiB
SETTLE = 15  # seconds: beat has run every task a few times
THREADS, REQUESTS = 4, 150  # of each thread
PATIENCE = 60


def resident(bench) -> list[Line]:
    """The desk started as in production (gunicorn --preload with two workers, a worker of two, beat), left alone, then used."""
    database = bench.ready(QUEUES[bench.sizes[-1]])
    databases.sit_at(database)
    cookie = signed_in()
    port = first_free("127.0.0.1", 8700)
    children: list[Child] = []
    idle = Line("T19", "memory of web (2 workers), worker (2) and beat, idle", IDLE, "MiB")
    loaded = Line("T19", f"the same after {THREADS * REQUESTS} queue pages by {THREADS} at once", LOADED, "MiB")
    try:
        start(children, bench.home, database, port)
        time.sleep(SETTLE)
        idle.add(total(children, idle))
        seconds = load(port, cookie)
        loaded.note(f"{THREADS * REQUESTS / seconds:.0f} pages a second")
        loaded.add(total(children, loaded))
    finally:
        for child in children:
            child.say_goodbye()
        for child in children:
            child.wait_or_kill(time.monotonic() + 5)
    return [idle, loaded]


def start(children: list[Child], home: Path, database: str, port: int) -> None:
    """The processes of `script/demo`, less the mail catcher."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    for name in ("DATABASE_URL", "DATABASE_SYSTEM_URL"):
        environment[name] = environment[name].replace("/supportdesk?", f"/{database}?")
    celery, quiet = ["-m", "celery", "--app", "supportdesk"], ["--loglevel", "WARNING"]
    commands = {
        "web": ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--preload"]
        + ["--no-control-socket", "--log-level", "warning", "supportdesk.wsgi:application"],
        "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", *quiet],
        "beat": [*celery, "beat", "--schedule", str(home / "beat-schedule"), "--pidfile", "", *quiet],
    }
    for name, arguments in commands.items():
        log = home / "logs" / f"{name}.log"
        children.append(spawn(name, [sys.executable, *arguments], log=log, env=environment, cwd=CHECKOUT))
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        for child in children:
            if child.has_ended:
                raise StartRefused(f"{child.name} ended while starting:\n" + "\n".join(last_lines(child.log)))
        if time.monotonic() > deadline:
            raise StartRefused(f"The desk did not answer within {PATIENCE} seconds.")
        time.sleep(0.2)


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def load(port: int, cookie: str) -> float:
    """Seconds that the pages took; every one of them must have been a page."""
    path, failed = queue_address(), []

    def read():
        for _ in range(REQUESTS):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
            answer = line.getresponse()
            answer.read()
            line.close()
            if answer.status != 200:
                failed.append(answer.status)

    readers = [threading.Thread(target=read) for _ in range(THREADS)]
    started = time.monotonic()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if failed:
        raise RuntimeError(f"{len(failed)} pages were answered with {set(failed)}")
    return time.monotonic() - started


def total(children: list[Child], line: Line) -> float:
    """The sum in MiB, noted by part."""
    parts = {child.name: sum(pss(pid) for pid in family(child.process.pid)) / 1024 for child in children}
    line.note(", ".join(f"{name} {size:.0f} MiB" for name, size in parts.items()))
    return sum(parts.values())


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def pss(pid: int) -> int:
    """KiB, shared pages divided among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
