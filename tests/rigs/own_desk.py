"""A desk of a rig's own: a folder, servers that are thrown away, tables brought up to date, and Django on them."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from supportdesk.demo.environment import Addresses, desk_environment
from supportdesk.demo.homes import CHECKOUT, is_root
from supportdesk.demo.servers import start_servers


@contextmanager
def own_desk(name, *, keeps_logs=False, **more):
    """(its folder, the environment of its processes, with `more`); this process is on it too. All of it is gone afterwards, save
    for the folder where it `keeps_logs`."""
    home = Path(tempfile.mkdtemp(prefix=f"supportdesk-{name}-", dir="/tmp"))
    if is_root():
        home.chmod(0o711)  # PostgreSQL runs as nobody and must pass through
    servers = start_servers(home, {}, durable=False)
    try:
        where = Addresses("127.0.0.1", web=8000, mail=8025, smtp=2525)
        quiet = {"BASE_URL": "http://localhost", "LOG_LEVEL": "WARNING"}
        environment = desk_environment(home, os.environ, servers.urls, where) | quiet | more
        os.environ.update(environment)
        owner = {"DATABASE_URL": servers.urls["DATABASE_OWNER_URL"]}
        for command in (["migrate", "--no-input", "--verbosity", "0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=CHECKOUT, env=environment | owner, check=True)

        import django

        django.setup()
        yield home, environment
    finally:
        servers.stop()
        if keeps_logs:
            print(f"Logs: {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)


def said(figures, fine):
    """Print what an ordeal came to and whether its line holds, `fine` where it does; the exit code."""
    faults = figures.pop("faults")
    for name, value in figures.items():
        print(f"{name:40} {value}")
    for name, count in faults.items():
        print(f"FAULT: {name}: {count}")
    print(fine if not faults else "The line does not hold.")
    return 1 if faults else 0
