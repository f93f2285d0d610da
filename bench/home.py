"""The benchmark's own PostgreSQL and Valkey, kept in one folder so that a later run finds its databases filled."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from supportdesk.demo.environment import secret_key
from supportdesk.demo.homes import CHECKOUT, is_root, made, state_root
from supportdesk.demo.processes import StartRefused
from supportdesk.demo.servers import Servers, start_servers


def default_home() -> Path:
    """`.bench` beside the code; for root a folder that the servers' user can reach."""
    return state_root() / "bench" if is_root() else CHECKOUT / ".bench"


class Home:
    """The folder, its lock and its running servers."""

    def __init__(self, folder: Path):
        self.folder = made(folder.absolute())
        self.lock = open(self.folder / "lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartRefused(f"Another benchmark is using {self.folder}. Wait for it, or choose another --home.") from None
        self.servers = Servers()

    def start(self) -> None:
        """Servers that trade safety after a crash for speed; the process's environment then names them."""
        (self.folder / "static").mkdir(exist_ok=True)
        self.servers = start_servers(self.folder, {}, durable=False)
        os.environ.update(self.servers.urls)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.settings",
            SECRET_KEY=secret_key(self.folder / "secret.key"),
            DEBUG="false",
            BASE_URL="http://localhost",
            STATIC_FROM_SOURCE="true",
            STATIC_ROOT=str(self.folder / "static"),
            MEDIA_ROOT=str(self.folder / "media"),
        )

    def stop(self) -> None:
        self.servers.stop()
        self.lock.close()
