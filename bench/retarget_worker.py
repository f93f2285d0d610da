"""The worker of T14's queue line, a process of its own: `python -m bench.retarget_worker DATABASE`."""

import sys

import django


def main(database: str) -> None:
    django.setup()
    from bench.retargets import work_off
    from bench.seed import NOW
    from common import wallclock

    wallclock.now = lambda: NOW
    work_off(database)


if __name__ == "__main__":
    main(sys.argv[1])
