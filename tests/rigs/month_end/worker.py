"""The worker of month ends, a process of its own: what beat asks of contracts and invoices, at the virtual instant."""

import sys
import time

import django

from common import wallclock
from tests.rigs.simulation.clock import VirtualClock

BREATH = 0.05  # seconds between two rounds


def main(path):
    django.setup()
    from billing import tasks as billing
    from contracts import tasks as contracts

    clock = VirtualClock(path)
    wallclock.now = clock.now
    while True:
        sweep(clock, contracts, billing)
        time.sleep(BREATH)


def sweep(clock, contracts, billing):
    """One round of all that a month's end brings."""
    at = clock.now()
    contracts.sweep_contract_days()
    contracts.keep_due_ledgers()
    billing.sweep_advance_invoices()
    clock.note_swept(at)


if __name__ == "__main__":
    main(sys.argv[1])
