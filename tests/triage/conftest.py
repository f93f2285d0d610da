"""The desk as people use it: browsers that are signed in, and addresses of Acme's desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.doors import signed_in
from tests.factories import make_ticket


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


@pytest.fixture
def ticket(ann, clocked, nine_oclock):
    """A minor ticket of half an hour ago."""
    filed = make_ticket(ann, at=nine_oclock, severity="minor")
    clocked(nine_oclock + timedelta(minutes=30))
    return filed


@pytest.fixture
def deed(desk, at, ticket):
    """Post to one of the ticket's small resources."""
    return lambda name, **form: desk.post(at(f"ticket-{name}", ticket.pk), form)
