"""A pytest plugin: a throw-away PostgreSQL and Valkey for the run, started before pytest-django reads the settings.

With DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL, or REDIS_URL, in the environment those are used instead. A server
of our own is migrated once, beside the collection of the tests (`tests/rigs/template.py`); each process copies what it left.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

from supportdesk.catalogues import compile_catalogues
from supportdesk.demo.homes import is_root
from supportdesk.demo.processes import StartRefused
from supportdesk.demo.servers import start_servers
from tests.rigs.template import start_migrating

PREFIX = "supportdesk-test-"
FOLDER = Path("/tmp")  # not tempfile's: a socket's path must be short
CLUSTER = pytest.StashKey()


class Cluster:
    """Servers in a folder of their own; the lock says to later runs that the folder is still in use."""

    def __init__(self):
        sweep_left_behind()
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=FOLDER))
        if is_root():
            self.home.chmod(0o711)  # PostgreSQL runs as nobody and must pass through
        self.lock = open(self.home / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            os.environ[name] = str(self.home / name.lower())
            Path(os.environ[name]).mkdir()
        try:
            is_ours = "DATABASE_OWNER_URL" not in os.environ
            self.servers = start_servers(self.home, os.environ, durable=False)
            os.environ.update(self.servers.urls)
            self.migration = start_migrating(self.home, os.environ["DATABASE_OWNER_URL"]) if is_ours else None
        except BaseException:
            self._remove()
            raise

    def stop(self):
        if self.migration:
            self.migration.kill()
            self.migration.wait()
        self.servers.stop()
        self._remove()

    def _remove(self):
        shutil.rmtree(self.home, ignore_errors=True)
        self.lock.close()


def sweep_left_behind():
    """Remove the folders of runs that were killed; their servers ended with them."""
    for home in FOLDER.glob(f"{PREFIX}*"):
        try:
            with open(home / "lock") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(home, ignore_errors=True)
        except OSError:  # in use, somebody else's, or not yet locked by the run that is making it
            continue


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # the servers are the first process's: a store each is enough
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].split("?")[0] + f"?db={int(worker.removeprefix('gw')) % 16}"
        return
    compile_catalogues()
    try:
        cluster = Cluster()
    except StartRefused as refusal:
        raise pytest.UsageError(str(refusal)) from None
    early_config.stash[CLUSTER] = cluster
    early_config.add_cleanup(cluster.stop)
