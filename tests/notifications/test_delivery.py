"""Mails: sent once, tried again, never in each other's way."""

import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts.models import Membership, Person
from accounts.tenancy import SYSTEM, acting_as, acting_in, identity
from common import wallclock
from notifications.actions import notify
from notifications.delivery import (
    ATTEMPTS,
    Post,
    PostStopped,
    deliver_next_notice,
)
from notifications.models import Heartbeat, Notice
from notifications.tasks import note_heartbeat

FACTS = {"number": 7, "title": "Export stops", "client": "Kestrel", "author": "Agent", "text": "Fixed in 8.4.3."}


class Refusing(EmailBackend):
    """A mail server that refuses whatever is addressed to `refused`."""

    refused = "ann@kestrel.example"

    def send_messages(self, messages):
        if any(self.refused in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({self.refused: (550, b"no such user")})
        return super().send_messages(messages)


class Unreachable(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("refused")


@pytest.fixture
def backend(settings):
    def choose(cls):
        settings.EMAIL_BACKEND = f"{__name__}.{cls.__name__}"

    return choose


def tell(member, key="k", *, at, **more):
    with acting_in(member.tenant_id, SYSTEM):
        notify([member], key=key, template="staff_replied", facts=FACTS, link="/acme/portal/", at=at, **more)
        return Notice.objects.get(key=key, recipient=member)


def deliver(member, at):
    """All that is due; how many rows were looked at."""
    post, count = Post(), 0
    while deliver_next_notice(tenant_id=member.tenant_id, post=post, at=at):
        count += 1
    return count


def again(notice):
    with acting_in(notice.tenant_id, SYSTEM):
        return Notice.objects.get(pk=notice.pk)


def test_a_notice_is_mailed_once(ann, nine_oclock, mailoutbox):
    notice = tell(ann, at=nine_oclock)

    assert (deliver(ann, nine_oclock), deliver(ann, nine_oclock)) == (1, 0)

    assert [message.to for message in mailoutbox] == [["ann@kestrel.example"]]
    assert (again(notice).sent_at, again(notice).next_try_at) == (nine_oclock, None)


def test_a_mail_says_whose_it_is_and_that_a_machine_wrote_it(ann, nine_oclock, mailoutbox):
    notice = tell(ann, at=nine_oclock)
    deliver(ann, nine_oclock)

    message = mailoutbox[0].message()
    assert message["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Acme <support@localhost>"


def test_a_mail_comes_from_the_tenants_own_address(ann, boss, nine_oclock, mailoutbox):
    tell(ann, at=nine_oclock)
    with acting_as(boss):
        boss.tenant.sender_name, boss.tenant.sender_address = "Acme\nHelp", "help@acme.example"
        boss.tenant.save()
    deliver(ann, nine_oclock)

    assert mailoutbox[0].from_email == "Acme Help <help@acme.example>"


def test_a_notice_for_the_bell_alone_sends_no_mail(ann, nine_oclock):
    tell(ann, at=nine_oclock, by_mail=False)

    assert deliver(ann, nine_oclock) == 0


@pytest.mark.parametrize("leave", ["membership", "account"])
def test_who_has_left_gets_no_mail(ann, boss, nine_oclock, mailoutbox, leave):
    notice = tell(ann, at=nine_oclock)
    if leave == "membership":
        with acting_as(boss):
            Membership.objects.filter(pk=ann.pk).update(ended_at=nine_oclock)
    else:
        with identity():
            Person.objects.filter(pk=ann.person_id).update(is_active=False)

    deliver(ann, nine_oclock)

    assert mailoutbox == []
    assert (again(notice).next_try_at, again(notice).sent_at) == (None, None)


def test_a_refused_mail_waits_longer_each_time_and_bars_no_other(ann, agent, nine_oclock, mailoutbox, backend, caplog):
    backend(Refusing)
    bad = tell(ann, "bad", at=nine_oclock)
    tell(agent, "good", at=nine_oclock + timedelta(seconds=1))

    deliver(ann, nine_oclock + timedelta(seconds=2))

    assert [message.to for message in mailoutbox] == [["agent@acme.example"]]
    assert (again(bad).attempts, again(bad).next_try_at) == (1, nine_oclock + timedelta(seconds=32))
    deliver(ann, nine_oclock + timedelta(seconds=32))
    assert (again(bad).attempts, again(bad).next_try_at) == (2, nine_oclock + timedelta(seconds=92))
    assert "was not sent, attempt 2 of 10" in caplog.text


def test_a_mail_is_given_up_after_ten_tries(ann, nine_oclock, backend, caplog):
    caplog.set_level(logging.CRITICAL)
    backend(Refusing)
    notice, at = tell(ann, at=nine_oclock), nine_oclock

    for _ in range(ATTEMPTS):
        deliver(ann, at)
        at = again(notice).next_try_at or at

    assert (again(notice).attempts, again(notice).next_try_at, again(notice).sent_at) == (ATTEMPTS, None, None)
    assert timedelta(hours=4) < at - nine_oclock < timedelta(hours=5)


def test_a_notice_without_words_waits_and_bars_no_other(ann, agent, nine_oclock, mailoutbox, caplog):
    with acting_in(ann.tenant_id, SYSTEM):
        notify([ann], key="odd", template="no_such_template", facts={}, link="/", at=nine_oclock)
    tell(agent, at=nine_oclock)

    deliver(ann, nine_oclock)

    assert len(mailoutbox) == 1


def test_a_mail_server_that_does_not_answer_is_held_against_no_mail(ann, nine_oclock, backend):
    backend(Unreachable)
    notice = tell(ann, at=nine_oclock)

    with pytest.raises(PostStopped):
        deliver(ann, nine_oclock)

    assert (again(notice).attempts, again(notice).next_try_at) == (0, nine_oclock)


def test_a_repeat_carries_the_same_message_id(ann, nine_oclock, mailoutbox):
    """The process dies after the mail server's answer and before the commit."""
    tell(ann, at=nine_oclock)

    class Died(Exception):
        pass

    with pytest.raises(Died), acting_in(ann.tenant_id, SYSTEM):
        assert deliver_next_notice(tenant_id=ann.tenant_id, post=Post(), at=nine_oclock)
        raise Died
    deliver(ann, nine_oclock)

    assert len(mailoutbox) == 2
    assert len({message.message()["Message-ID"] for message in mailoutbox}) == 1


def test_the_heartbeat_is_one_row(db):
    note_heartbeat()
    note_heartbeat()

    assert Heartbeat.objects.count() == 1
    assert wallclock.now() - Heartbeat.objects.get().at < timedelta(seconds=5)


def test_a_notice_is_its_recipients_alone_even_by_raw_sql(ann, boss, agent, nine_oclock):
    tell(ann, at=nine_oclock)

    counts = {}
    for member in (ann, boss, agent):
        with acting_as(member), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM notifications_notice")
            counts[member.pk] = cursor.fetchone()[0]
            assert Notice.objects.visible_to(member).count() == counts[member.pk]
    assert counts == {ann.pk: 1, boss.pk: 0, agent.pk: 0}


def test_no_connection_is_opened_when_nothing_waits(ann, nine_oclock, backend):
    backend(Unreachable)

    assert deliver(ann, nine_oclock) == 0
    assert mail.outbox == []
