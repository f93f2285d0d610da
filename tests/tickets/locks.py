"""Waiting for one another: what tests of two connections share."""

import time

from django.db import connection

PATIENCE = 15  # seconds


def until(holds):
    """Return once `holds()` does; after PATIENCE the test goes on, and says itself what is wrong."""
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)


def somebody_waits():
    """Whether a session of the server waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
