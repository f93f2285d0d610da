"""How a notice or a letter reaches its mailbox: one at a time, marked in the transaction that sent it.

A process that dies between the mail server's "accepted" and the commit sends that one mail again, under the same Message-ID;
none is lost. One mail is under way at a time in the whole installation, so that a mail server that hangs keeps one worker
process busy and leaves the others to the clocks.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import OperationalError, connection
from django.utils import timezone, translation

from accounts.models import Letter
from accounts.tenancy import SYSTEM, acting_in, identity
from common.zones import zone
from notifications.models import Notice
from notifications.wording import worded

logger = logging.getLogger(__name__)

ATTEMPTS = 10
FIRST_RETRY = timedelta(seconds=30)  # doubled each time: the last try comes four hours after the first
POST_LOCK = 5_025_001  # any number that no other advisory lock has
WAIT_FOR_TURN = "500ms"


class PostStopped(Exception):
    """No more mail now: another process is sending, or the mail server does not answer."""


class Post:
    """The connection of one run to the mail server: opened when first needed, and again after a mail was refused."""

    def __init__(self):
        self.server = None

    def open(self):
        """Raises PostStopped when the server does not answer; that is held against no mail."""
        if self.server is None:
            server = get_connection()
            try:
                server.open()
            except OSError as trouble:  # smtplib's errors are OSErrors too
                raise PostStopped(f"The mail server does not answer: {trouble}") from trouble
            self.server = server

    def send(self, mail):
        self.server.send_messages([mail])

    def close(self):
        server, self.server = self.server, None
        if server is not None:
            server.close()


@contextmanager
def post_office():
    """A connection for as many mails as there are, closed at the end."""
    post = Post()
    try:
        yield post
    finally:
        post.close()


def deliver_next_notice(*, tenant_id, post, at) -> bool:
    """Send the tenant's longest waiting mail; False when none is due. A mail that cannot be sent waits and bars no other."""
    with acting_in(tenant_id, SYSTEM):
        _be_the_only_sender()
        due = Notice.objects.due_by_mail(at).filter(tenant_id=tenant_id).order_by("next_try_at")
        due = due.select_related("tenant", "recipient__person", "recipient__client")
        notice = due.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if notice is None:
            return False
        if _can_be_reached(notice.recipient):
            _try(notice, lambda: mail_of_notice(notice), post, at)
        else:
            notice.next_try_at = None
        notice.save(update_fields=["attempts", "next_try_at", "sent_at"])
    return True


def deliver_next_letter(*, post, at) -> bool:
    """The same for mails to addresses; what went out, or never will, is blanked, for it holds a link that works once."""
    with identity():
        _be_the_next_sender()
        due = Letter.objects.filter(next_try_at__lte=at).order_by("next_try_at")
        letter = due.select_for_update(skip_locked=True, no_key=True).first()
        if letter is None:
            return False
        _try(letter, lambda: mail_of_letter(letter), post, at)
        if letter.next_try_at is None:
            letter.body = ""
        letter.save(update_fields=["attempts", "next_try_at", "sent_at", "body"])
    return True


def mail_of_notice(notice) -> EmailMessage:
    """The mail of a notice in its reader's language; to staff in their own zone, to contacts in their company's (S-52)."""
    member, tenant = notice.recipient, notice.tenant
    reader_zone = member.client.time_zone if member.client_id else member.person.time_zone
    with translation.override(member.person.language or settings.LANGUAGE_CODE), timezone.override(zone(reader_zone)):
        words = worded(notice)
    address = tenant.sender_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    sender = formataddr((" ".join((tenant.sender_name or tenant.name).split()), address))
    return _mail(f"notice-{notice.pk}", words.subject, words.body, sender, member.person.email)


def mail_of_letter(letter) -> EmailMessage:
    """The mail of a letter, as it was written."""
    return _mail(f"letter-{letter.pk}", letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, letter.to)


def _mail(name, subject, body, sender, to):
    """Machines are told that a machine wrote it (RFC 3834); the Message-ID is the row's, so that a repeat can be known."""
    headers = {
        "Message-ID": f"<{name}@{urlsplit(settings.BASE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(subject, body, sender, [to], headers=headers)


def _be_the_only_sender():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [POST_LOCK])
        if not cursor.fetchone()[0]:
            raise PostStopped("Another process is sending.")


def _be_the_next_sender():
    """Letters pass a long run of notices: whoever is sending finishes one mail, then its next try meets us in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_TURN])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POST_LOCK])
        except OperationalError as trouble:  # a mail server that hangs must not keep a second process
            raise PostStopped("Another process is sending.") from trouble


def _can_be_reached(member):
    return member.ended_at is None and member.person.is_active


def _try(row, write, post, at):
    post.open()
    try:
        post.send(write())
    except Exception:  # one bad row must not hide the others
        post.close()
        row.attempts += 1
        row.next_try_at = at + FIRST_RETRY * 2 ** (row.attempts - 1) if row.attempts < ATTEMPTS else None
        logger.exception("%s %s was not sent, attempt %s of %s", type(row).__name__, row.pk, row.attempts, ATTEMPTS)
    else:
        row.sent_at, row.next_try_at = at, None
