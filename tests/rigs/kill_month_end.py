"""Month ends in four zones: the worker is killed twenty times in the middle, and once down for three days of virtual time."""

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
    home = Path(tempfile.mkdtemp(prefix="supportdesk-month-end-", dir="/tmp"))
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
    print("Each period, fee and invoice exactly once." if not faults else "The line does not hold.")
    return 1 if faults else 0


def parsed():
    parser = argparse.ArgumentParser(prog="script/kill-month-end", description=__doc__)
    parser.add_argument("--contracts", type=int, default=5, help="in each of the four zones")
    parser.add_argument("--months", type=int, default=6, help="the last of them begins while the worker is down")
    parser.add_argument("--kills", type=int, default=20, help="one at each zone's midnight")
    parser.add_argument("--seed", type=int, help="of the moments; a new one each time without it")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    return parser.parse_args()


def endured(options, home, servers):
    where = Addresses("127.0.0.1", web=8000, mail=8025, smtp=2525)
    quiet = {"BASE_URL": "http://localhost", "LOG_LEVEL": "WARNING"}
    environment = desk_environment(home, os.environ, servers.urls, where) | quiet
    os.environ.update(environment)
    owner = {"DATABASE_URL": servers.urls["DATABASE_OWNER_URL"]}
    for command in (["migrate", "--no-input", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=CHECKOUT, env=environment | owner, check=True)

    import django

    django.setup()
    from tests.factories import make_tenant
    from tests.rigs.month_end.ordeal import MonthEnds

    ordeal = MonthEnds(
        boss=make_tenant("month-end"),
        environment=environment,
        home=home,
        contracts_a_zone=options.contracts,
        months=options.months,
        kills=options.kills,
        seed=options.seed,
    )
    return ordeal.run()


if __name__ == "__main__":
    sys.exit(main())
