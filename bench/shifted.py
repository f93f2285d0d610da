"""Celery whose present is the benches', so that clocks of a kept database are due now: `python -m bench.shifted worker …`."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from celery.__main__ import main

from common import wallclock


def shift() -> None:
    """Move the time that the tasks read by BENCH_SHIFT seconds."""
    real, by = wallclock.now, timedelta(seconds=float(os.environ["BENCH_SHIFT"]))
    wallclock.now = lambda: real() + by


if __name__ == "__main__":
    shift()
    sys.argv[0] = "celery"
    sys.exit(main())
