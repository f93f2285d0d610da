"""The tasks of mail: every tenant's, one mail at a time, letters before a long run of notices."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connections

from accounts.actions.letters import post_letter
from accounts.tenancy import identity
from common import wallclock
from notifications.delivery import POST_LOCK
from notifications.tasks import send_pending_letters, send_pending_notices
from tests import factories
from tests.notifications.test_delivery import tell


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_the_tasks_send_what_waits_in_every_tenant(mailoutbox):
    at = wallclock.now()
    for slug in ("acme", "borealis"):
        tell(factories.founded(slug), at=at)
    with identity():
        post_letter(to="new@kestrel.example", subject="Invitation", body="secret", at=at)

    send_pending_notices()
    send_pending_letters()

    assert sorted(message.to[0] for message in mailoutbox) == [
        "admin@acme.example",
        "admin@borealis.example",
        "new@kestrel.example",
    ]


@contextmanager
def another_process_sending(seconds=None):
    """Holds the post's lock until the block ends, or for some seconds of it."""
    other = connections.create_connection("default")
    other.inc_thread_sharing()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POST_LOCK])
    ending = threading.Timer(seconds or 60, other.close)
    ending.start()
    try:
        yield
    finally:
        ending.cancel()
        ending.join()
        other.close()


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_while_another_process_sends_this_one_leaves_the_mail_to_it(mailoutbox):
    tell(factories.founded("acme"), at=wallclock.now())
    with identity():
        post_letter(to="new@kestrel.example", subject="Invitation", body="secret", at=wallclock.now())

    with another_process_sending():
        send_pending_notices()
        send_pending_letters()
        assert mailoutbox == []

    send_pending_notices()
    send_pending_letters()
    assert len(mailoutbox) == 2


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_letter_waits_for_the_mail_that_is_under_way(mailoutbox):
    with identity():
        post_letter(to="new@kestrel.example", subject="Invitation", body="secret", at=wallclock.now())

    with another_process_sending(seconds=0.15):
        send_pending_letters()

    assert len(mailoutbox) == 1
