"""The kill rig by itself: a fresh database, then 500 clocks coming due while worker processes are killed twenty times."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from supportdesk.demo.environment import Addresses, desk_environment
from supportdesk.demo.homes import CHECKOUT, is_root
from supportdesk.demo.servers import start_servers


def main():
    options = parsed()
    home = Path(tempfile.mkdtemp(prefix="supportdesk-kill-rig-", dir="/tmp"))
    if is_root():
        home.chmod(0o711)  # PostgreSQL runs as nobody and must pass through
    servers = start_servers(home, {}, durable=False)
    try:
        figures = endured(options, home, servers)
    finally:
        servers.stop()
        if options.keep:
            print(f"Logs: {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)
    faults = figures.pop("faults")
    for name, value in figures.items():
        print(f"{name:40} {value}")
    for name, count in faults.items():
        print(f"FAULT: {name}: {count}")
    print("Nothing lost, nothing doubled." if not faults else "The line does not hold.")
    return 1 if faults else 0


def parsed():
    parser = argparse.ArgumentParser(prog="script/kill-rig", description=__doc__)
    parser.add_argument("--clocks", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=30, help="within which the clocks come due")
    parser.add_argument("--seed", type=int, help="of the moments and the victims; a new one each time without it")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def endured(options, home, servers):
    where = Addresses("127.0.0.1", web=8000, mail=8025, smtp=2525)
    environment = desk_environment(home, os.environ, servers.urls, where) | {
        "BASE_URL": "http://localhost",
        "LOG_LEVEL": "WARNING",
    }
    os.environ.update(environment)
    migrate = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    owner = {"DATABASE_URL": servers.urls["DATABASE_OWNER_URL"]}
    subprocess.run(migrate, cwd=CHECKOUT, env=environment | owner, check=True)

    import django

    django.setup()
    from tests.factories import make_tenant
    from tests.rigs.killing import Ordeal

    ordeal = Ordeal(
        boss=make_tenant("ordeal"),
        environment=environment,
        home=home,
        clocks=options.clocks,
        kills=options.kills,
        seconds=options.seconds,
        lead=2 + options.clocks * 0.03,  # filing takes a while
        seed=options.seed,
    )
    return ordeal.run()


if __name__ == "__main__":
    sys.exit(main())
