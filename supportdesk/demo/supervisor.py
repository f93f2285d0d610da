"""Starts the desk and everything it needs in order, watches over it, and stops it whole."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Callable
from pathlib import Path

from supportdesk.catalogues import compile_catalogues
from supportdesk.demo.environment import Addresses, desk_environment
from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.processes import Child, StartRefused, last_lines, spawn
from supportdesk.demo.servers import Servers, start_servers

PATIENCE = 90  # seconds until the desk must answer: slow disks and small machines exist
STEP_PATIENCE = 900  # seconds for one command of the preparation
LEAVE_WITHIN = 3  # seconds for web, workers and mail to finish what they do
PYTHON = sys.executable


class ChildEnded(StartRefused):
    """A process that should run has ended; shows the end of what it wrote."""

    def __init__(self, child: Child, after: str):
        lines = "\n".join(f"  | {line}" for line in last_lines(child.log)) or "  | (it wrote nothing)"
        code = child.process.returncode
        super().__init__(f"{child.name} ended {after} (code {code}). The end of {child.log}:\n{lines}")


class Supervisor:
    """One run of the demo under `home`, from nothing to `Ready:` and back."""

    def __init__(self, home: Path, where: Addresses, shell: dict[str, str], say: Callable[[str], None]):
        self.home, self.where, self.shell, self.say = home, where, shell, say
        self.servers = Servers()
        self.desk: list[Child] = []
        self.environment: dict[str, str] = {}

    def start(self) -> None:
        self._clear_logs()
        self.servers = start_servers(self.home, self.shell, say=self.say)
        self.environment = desk_environment(self.home, self.shell, self.servers.urls, self.where)
        self._start_mail()
        self._prepare()
        self.say("Web, worker and beat: starting")
        self._start_desk()
        self._wait_until_ready()

    def watch(self) -> None:
        """Return never; raise as soon as anything has ended."""
        while True:
            self._check_children("by itself")
            time.sleep(0.2)

    def stop(self) -> None:
        """The desk first, together; then the stores that it writes to."""
        for child in self.desk:
            child.say_goodbye()
        deadline = time.monotonic() + LEAVE_WITHIN
        for child in self.desk:
            child.wait_or_kill(deadline)
        self.servers.stop()

    def _clear_logs(self) -> None:
        for log in (self.home / "logs").glob("*.log"):
            log.unlink()

    def _spawn(self, name: str, *arguments: str, **changed: str) -> Child:
        return spawn(
            name,
            [PYTHON, *arguments],
            log=self.home / "logs" / f"{name}.log",
            env=self.environment | changed,
            cwd=CHECKOUT,
        )

    def _start_mail(self) -> None:
        ports = ["--smtp-port", str(self.where.smtp), "--http-port", str(self.where.mail), "--http-host", self.where.host]
        self.desk.append(self._spawn("mail", "-m", "supportdesk.demo.mailcatcher", "--folder", str(self.home / "mail"), *ports))

    def _prepare(self) -> None:
        self.say("Database: bringing its tables up to date")
        self._run("migrate", "manage.py", "migrate", "--no-input", DATABASE_URL=self.servers.urls["DATABASE_OWNER_URL"])
        self._compile_catalogues()
        self.say("Sample data: looking to it (the first time takes longest)")
        self._run("seed_demo", "manage.py", "seed_demo", aloud=True)

    def _compile_catalogues(self) -> None:
        try:
            if compile_catalogues(CHECKOUT):
                self.say("Translations: compiled")
        except OSError as error:
            self.say(f"Translations: left out, they cannot be written beside the code ({error.strerror})")

    def _run(self, name: str, *arguments: str, aloud: bool = False, **changed: str) -> None:
        """One command of the preparation; it must succeed, and ends with us should we be stopped meanwhile."""
        child = self._spawn(name, *arguments, **changed)
        deadline, heard = time.monotonic() + STEP_PATIENCE, 0
        try:
            while not child.has_ended:
                heard += self._repeat(child.log, heard) if aloud else 0
                if time.monotonic() > deadline:
                    raise StartRefused(f"{name} took longer than {STEP_PATIENCE // 60} minutes; see {child.log}.")
                self._check_children(f"while {name} ran")
                time.sleep(0.05)
        finally:
            child.stop(patience=2)
        if child.process.returncode:
            raise ChildEnded(child, "without success")

    def _repeat(self, log: Path, heard: int) -> int:
        """Say what stands in `log` after `heard` bytes, in whole lines; return how many bytes that were."""
        said = log.read_bytes()[heard:]
        said = said[: said.rfind(b"\n") + 1]
        for line in said.decode(errors="replace").splitlines():
            self.say(f"  {line}")
        return len(said)

    def _start_desk(self) -> None:
        bind = ["--bind", f"{self.where.host}:{self.where.web}", "--workers", "2", "--threads", "4", "--preload"]
        leave = ["--graceful-timeout", "2", "--no-control-socket", "--log-level", "warning"]
        celery = ["-m", "celery", "--app", "supportdesk"]
        quiet = ["--loglevel", "WARNING"]
        self.desk += [
            self._spawn("web", "-m", "gunicorn", *bind, *leave, "supportdesk.wsgi:application"),
            self._spawn("worker", *celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", *quiet),
            self._spawn("beat", *celery, "beat", "--schedule", str(self.home / "beat-schedule"), "--pidfile", "", *quiet),
        ]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while (answer := self._asked("/readyz"))[0] != 200:
            self._check_children("while starting")
            if time.monotonic() > deadline:
                told = answer[1][:1000] or "it does not answer"
                raise StartRefused(f"The desk was not ready within {PATIENCE} seconds: {told}\nSee {self.home / 'logs'}.")
            time.sleep(0.25)

    def _asked(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(self.where.asked_host, self.where.web, timeout=5)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def _check_children(self, after: str) -> None:
        for child in [*self.servers.children, *self.desk]:
            if child.has_ended:
                raise ChildEnded(child, after)
