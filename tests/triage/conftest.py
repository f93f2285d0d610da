"""The desk as people use it: browsers that are signed in, and addresses of Acme's desk."""

import pytest
from django.urls import reverse

from tests.doors import signed_in


@pytest.fixture
def desk(agent):
    """The engineer's browser."""
    return signed_in(agent)


@pytest.fixture
def at():
    """The address of a page of Acme's desk."""
    return lambda name, *args: reverse(f"desk:{name}", args=["acme", *args])


@pytest.fixture
def clocked(monkeypatch, nine_oclock):
    """The wall clock stands at nine, or where the test puts it."""

    def at(moment):
        monkeypatch.setattr("common.wallclock.now", lambda: moment)
        return moment

    at(nine_oclock)
    return at
