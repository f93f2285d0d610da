"""The command behind script/demo."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from supportdesk.demo.environment import Addresses
from supportdesk.demo.homes import demo_home, made
from supportdesk.demo.logins import LOGINS
from supportdesk.demo.ports import first_free, web_port
from supportdesk.demo.postgres import Postgres
from supportdesk.demo.processes import StartRefused
from supportdesk.demo.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What a reset removes; anything else in the folder is not ours.
MADE_BY_US = ["postgres", "valkey", "mail", "media", "static", "logs", "passwords.json", "secret.key"]


class StopAsked(BaseException):
    """Ctrl-C, a closed terminal, or kill."""


def main() -> int:
    options = parsed()
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means what it says
            signal.signal(number, ask_to_stop)
    try:
        run(options)
    except StartRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except StopAsked:
        say("Stopped")
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/demo",
        description="Start the whole desk with sample data: database, workers, web and a mailbox for what it sends.",
        epilog="With DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL, or REDIS_URL, set, those servers are used.",
    )
    parser.add_argument("--port", type=port_number, help="listen there (without it: the first free port from 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="listen on this address; 0.0.0.0 for all, as in a container")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first and begin anew")
    return parser.parse_args()


def port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def run(options: argparse.Namespace) -> None:
    started = time.monotonic()
    home = demo_home()
    lock = locked(home / "lock")
    if options.reset:
        reset(home)
    where = addresses(options)
    write_over(lock, where.web_url)
    made(home / "logs")
    supervisor = Supervisor(home, where, dict(os.environ), say)
    try:
        supervisor.start()
        announce(home, where, time.monotonic() - started)
        supervisor.watch()
    except StopAsked:
        say("Stopping")
        raise
    finally:
        ask_no_more()
        supervisor.stop()
        lock.close()


def ask_to_stop(number: int, frame: FrameType | None) -> None:
    ask_no_more()
    raise StopAsked


def ask_no_more() -> None:
    """A second Ctrl-C must not leave half of it running."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def locked(path: Path) -> IO[str]:
    """The lock of this home; it falls with the process, however that ends."""
    try:
        lock = open(path, "a+")
    except OSError as error:
        raise StartRefused(f"No permission to write to {path} ({error.strerror}): it belongs to another user.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        told = lock.read().strip() or "it is just starting"
        lock.close()
        raise StartRefused(f"A demo of this checkout runs already: {told}. Stop it with Ctrl-C where it was started.") from None
    return lock


def write_over(lock: IO[str], text: str) -> None:
    lock.truncate(0)
    lock.write(text)
    lock.flush()


def reset(home: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        raise StartRefused(
            "--reset throws only the demo's own database away; DATABASE_URL names one of yours. Empty it yourself."
        )
    if (home / "postgres" / "postmaster.pid").exists():
        Postgres(home).stop_orphan()
    for name in MADE_BY_US:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for schedule in home.glob("beat-schedule*"):
        schedule.unlink()
    say("Data of the last demo: thrown away")


def addresses(options: argparse.Namespace) -> Addresses:
    web = web_port(options.host, options.port)
    base = min(web, 65_000)  # ports end at 65,535
    mail = first_free(options.host, base + 25, taken=[web])  # of its own for each desk, should two start at once
    smtp = first_free("127.0.0.1", base + 125, taken=[web, mail])
    return Addresses(options.host, web, mail, smtp)


def announce(home: Path, where: Addresses, seconds: float) -> None:
    wide = [max(len(row[column]) for row in LOGINS) for column in range(2)]
    lines = [
        f"\nReady: {where.web_url}  (after {seconds:.0f} s)\n",
        *(f"  {role:<{wide[0]}}  {email:<{wide[1]}}  {password}" for role, email, password in LOGINS),
        "",
        f"Mail:  {where.mail_url}  (all that the desk sends arrives here, and nowhere else)",
        f"Logs:  {home / 'logs'}",
        "Ctrl-C stops everything.",
    ]
    say("\n".join(lines))


def say(line: str) -> None:
    try:
        print(line, flush=True)
    except OSError:  # whoever listened has left; the desk goes on
        sys.stdout = open(os.devnull, "w")


if __name__ == "__main__":
    sys.exit(main())
