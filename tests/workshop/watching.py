"""Seeing which processes run (Linux)."""

import time
from pathlib import Path


def running_from(home):
    """Command lines of the processes that were started for `home`: it stands in their arguments or their environment."""
    lines = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:  # it ended while we looked, or is none of ours
            continue
        if arguments and str(home).encode() in arguments + environment:
            lines[process] = arguments.replace(b"\0", b" ").decode(errors="replace").strip()
    return lines


def within(seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()
