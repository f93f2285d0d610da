"""An embedded Valkey (speaks Redis) on a Unix socket."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from supportdesk.demo.binaries import valkey_program
from supportdesk.demo.homes import socket_folder
from supportdesk.demo.processes import Child, StartRefused, last_lines, spawn


class Valkey:
    """One server under `home`; with `durable` its list of writes survives a crash."""

    def __init__(self, home: Path, *, durable: bool = True):
        self.program = valkey_program()
        self.data = home / "valkey"
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket = socket_folder(home, "valkey.sock") / "valkey.sock"
        self.log = home / "logs" / "valkey.log"
        self.log.parent.mkdir(exist_ok=True)
        self.durable = durable
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, patience: float = 10) -> Child:
        self._stop_orphan()
        options = [
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
            "700",
            "--dir",
            str(self.data),
            "--save",
            "",
        ]
        self.child = spawn("valkey", [str(self.program), *options, "--appendonly", "yes" if self.durable else "no"], log=self.log)
        try:
            self._wait_until_it_answers(self.child, time.monotonic() + patience)
        except BaseException:
            self.stop()
            raise
        return self.child

    def stop(self) -> None:
        if self.child:
            self.child.stop()

    def _wait_until_it_answers(self, child: Child, deadline: float) -> None:
        while self._said("PING") != "+PONG":
            if child.has_ended or time.monotonic() > deadline:
                raise StartRefused("The embedded Valkey did not start:\n" + "\n".join(last_lines(self.log, 5)))
            time.sleep(0.02)

    def _stop_orphan(self) -> None:
        """Two servers must not write one file: one that outlived its demo (macOS) is stopped first."""
        if self._said("PING"):
            self._said("SHUTDOWN")
        self.socket.unlink(missing_ok=True)

    def _said(self, command: str) -> str:
        """The first line of the answer, empty when nobody answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(100).decode(errors="replace").strip()
            except OSError:
                return ""
