"""P-5: tests of clocks run with the machine in three zones, and with the database session in another."""

import os
import time
from contextlib import contextmanager

import pytest

# The zone of the machine, and that of the database session.
ZONES = [("UTC", "Asia/Kolkata"), ("America/New_York", "Australia/Lord_Howe"), ("Africa/Cairo", "America/New_York")]


def in_every_zone(metafunc):
    """Run a test once for each pair of zones."""
    metafunc.fixturenames.append("zones")
    metafunc.parametrize("zones", ZONES, indirect=True, ids=[host.replace("/", "-") for host, _session in ZONES])


@contextmanager
def machine_in(zone):
    """The zone of the machine inside the block."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@contextmanager
def session_in(zone, connection):
    """The zone of the database session inside the block, as Django's setting for it would have it."""

    def use(name):
        connection.settings_dict["TIME_ZONE"] = name
        for cached in ("timezone", "timezone_name"):
            connection.__dict__.pop(cached, None)
        connection.ensure_timezone()

    before = connection.settings_dict["TIME_ZONE"]
    use(zone)
    try:
        yield
    finally:
        use(before)


@pytest.fixture
def zones(request):
    """Machine and database session in the two zones of the parameter; a test that asks for no database has the first alone."""
    host, session = request.param
    with machine_in(host):
        if not {"db", "transactional_db"} & set(request.fixturenames):
            yield
            return
        request.getfixturevalue("db")
        from django.db import connection

        with session_in(session, connection):
            yield
