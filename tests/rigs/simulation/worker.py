"""The worker of a simulated day, a process of its own: the product's sweeps, round after round, at the virtual instant.

Beat and broker are left out, for all that they say is "look now"; mails are not sent.
"""

import sys
import time

import django

from common import wallclock
from tests.rigs.simulation.clock import VirtualClock

BREATH = 0.1  # seconds between two rounds


def main(path):
    django.setup()
    from tickets import tasks

    tasks.send_pending_notices = lambda: None
    clock = VirtualClock(path)
    wallclock.now = clock.now
    while True:
        sweep(clock, tasks)
        time.sleep(BREATH)


def sweep(clock, tasks):
    """One round of all that beat asks for every two seconds."""
    at = clock.now()
    tasks.sweep_retargets()
    tasks.sweep_due_timers()
    tasks.sweep_stints()
    tasks.sweep_due_clocks()
    clock.note_swept(at)


if __name__ == "__main__":
    main(sys.argv[1])
