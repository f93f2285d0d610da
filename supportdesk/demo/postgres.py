"""An embedded PostgreSQL on a Unix socket, with the three roles of a real installation."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from supportdesk.demo.binaries import postgres_programs
from supportdesk.demo.homes import check_user_is_known, private, server_identity, socket_folder
from supportdesk.demo.processes import Child, StartRefused, last_lines, spawn

SUPERUSER = "postgres"
DATABASE = "supportdesk"
ROLES = {
    "supportdesk_owner": "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "supportdesk_app": "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    "supportdesk_system": "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
}
THROW_AWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
# What a starting server says while the one that was killed before it still lets go of its files and memory.
STILL_LETTING_GO = re.compile(r"lock file .* already exists|still in use|pre-existing shared memory")


class Postgres:
    """One cluster under `home`; `durable=False` trades safety after a crash for speed, for tests only."""

    def __init__(self, home: Path, *, durable: bool = True):
        check_user_is_known()
        self.home, self.durable = home, durable
        self.identity = server_identity()
        self.programs = postgres_programs(self.identity)
        self.data = private(home / "postgres", self.identity)
        self.sockets = private(socket_folder(home, "pg/.s.PGSQL.5432.lock") / "pg", self.identity)
        self.log = home / "logs" / "postgres.log"
        self.log.parent.mkdir(exist_ok=True)
        self.passwords = _passwords(home / "passwords.json")
        self.child: Child | None = None

    def start(self) -> Child:
        """Make the cluster if there is none, start it, wait until it answers and see to its roles and database."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self.stop_orphan()
        try:
            self._spawn_until_it_answers(patience=30)
            self._see_to_roles()
        except BaseException:
            self.stop()
            raise
        assert self.child
        return self.child

    def stop(self) -> None:
        if self.child:
            self.child.stop()

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@/{DATABASE}?host={quote(str(self.sockets))}"

    def _make_cluster(self) -> None:
        password_file = self.data.with_name("postgres.password")
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords[SUPERUSER])
        if self.identity:
            os.chown(password_file, self.identity["user"], self.identity["group"])
        # The same sort order on every machine; a password even on the socket, which other programs of nobody might reach.
        order = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        trust = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
        made = self._run("initdb", "-D", self.data, "-U", SUPERUSER, "--no-sync", *order, *trust)
        password_file.unlink()
        if made.returncode:
            raise StartRefused(f"The embedded PostgreSQL could not be set up: {made.stderr.strip() or made.stdout.strip()}")

    def stop_orphan(self) -> None:
        """A server that outlived its demo would answer in place of ours, so it is stopped, never adopted."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "20", "stop")

    def _spawn_until_it_answers(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        child = self._spawn()
        while not self._answers():
            if child.has_ended:
                reason = "\n".join(last_lines(self.log, 5))
                if not STILL_LETTING_GO.search(reason) or time.monotonic() > deadline:
                    raise StartRefused(f"The embedded PostgreSQL ended while starting:\n{reason}")
                time.sleep(0.25)
                child = self._spawn()
            elif time.monotonic() > deadline:
                raise StartRefused(f"The embedded PostgreSQL did not answer within {patience:.0f} seconds; see {self.log}.")
            time.sleep(0.03)

    def _spawn(self) -> Child:
        self.child = spawn(
            "postgres",
            [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
            + ["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "timezone=UTC", "-c", "log_timezone=UTC"]
            + ([] if self.durable else THROW_AWAY),
            log=self.log,
            farewell=signal.SIGINT,  # a fast shutdown: it does not wait for clients to leave
            identity=self.identity,
        )
        return self.child

    def _answers(self) -> bool:
        return self._run("pg_isready", "-q", "-h", self.sockets).returncode == 0

    def _see_to_roles(self) -> None:
        lines = []
        for role, rights in ROLES.items():
            lines.append(f"SELECT 'CREATE ROLE {role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec")
            lines.append(f"ALTER ROLE {role} {rights} PASSWORD '{self.passwords[role]}';")
        lines.append(
            f"SELECT 'CREATE DATABASE {DATABASE} OWNER supportdesk_owner'"
            f" WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec"
        )
        asked = self.psql("\n".join(lines))
        if asked.returncode:
            raise StartRefused(f"The database roles could not be made: {asked.stderr.strip()}")

    def psql(self, sql: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        """Run `sql` as the superuser; it goes in by the input, so that no password shows in the list of processes."""
        options = ["-qXAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-U", SUPERUSER, "-d", database]
        return self._run("psql", *options, given=sql, env={"PGPASSWORD": self.passwords[SUPERUSER]})

    def _run(
        self, program: str, *arguments: object, given: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            input=given,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **(env or {})},
            timeout=60,
            **self.identity,
        )


def _passwords(path: Path) -> dict[str, str]:
    """One generated password for each role, kept in a file that only we can read."""
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    if missing := {SUPERUSER, *ROLES} - set(known):
        known |= {role: secrets.token_hex(16) for role in missing}
        path.touch(mode=0o600)
        path.write_text(json.dumps(known))
    return known
