"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


class StartRefused(Exception):
    """Something cannot be started; the message is one sentence fit for a person."""


@dataclass
class Child:
    """One running server or worker, the signal that ends it politely, and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    farewell: signal.Signals = signal.SIGTERM

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def say_goodbye(self) -> None:
        if not self.has_ended:
            self.process.send_signal(self.farewell)

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until the monotonic instant `deadline`, then end the child and whatever it started."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        kill_group(self.process.pid)  # its own children too, should they have stayed behind
        self.process.wait()

    def stop(self, patience: float = 10) -> None:
        self.say_goodbye()
        self.wait_or_kill(time.monotonic() + patience)


def kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody is left in it; macOS says so with the second
        pass


def spawn(
    name: str,
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    farewell: signal.Signals = signal.SIGTERM,
    identity: Mapping[str, Any] | None = None,
) -> Child:
    """Start `argv` in a session of its own (Ctrl-C reaches only us), tied to our life, writing to `log`."""
    with open(log, "ab") as output:
        process = subprocess.Popen(
            list(argv),
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_dies_with_us(farewell),  # runs after the change of user, which would clear it
            **(identity or {}),
        )
    return Child(name, process, log, farewell)


def _dies_with_us(farewell: signal.Signals) -> Callable[[], None] | None:
    """A hook for the child: the kernel sends it `farewell` when we end, even by kill -9 (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()  # loaded here: the child between fork and exec should load nothing

    def hook() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:  # we ended in between
            os._exit(1)

    return hook


def last_lines(log: Path, count: int = 20, width: int = 400) -> list[str]:
    """The end of `log`, each line cut to `width`: a traceback in one line of JSON would hide the rest."""
    try:
        return [line[:width] for line in log.read_text(errors="replace").splitlines()[-count:]]
    except OSError:
        return []
