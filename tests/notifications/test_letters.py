"""Letters: mails to addresses, their text blanked once sent."""

import logging
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend

from accounts.actions.letters import post_letter
from accounts.models import Letter
from accounts.tenancy import identity
from notifications.delivery import (
    ATTEMPTS,
    Post,
    deliver_next_letter,
)

FACTS = {"number": 7, "title": "Export stops", "client": "Kestrel", "author": "Agent", "text": "Fixed in 8.4.3."}


class Refusing(EmailBackend):
    """A mail server that refuses whatever is addressed to `refused`."""

    refused = "ann@kestrel.example"

    def send_messages(self, messages):
        if any(self.refused in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({self.refused: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def backend(settings):
    def choose(cls):
        settings.EMAIL_BACKEND = f"{__name__}.{cls.__name__}"

    return choose


def test_a_letter_is_sent_and_blanked(db, nine_oclock, mailoutbox):
    with identity():
        post_letter(to="new@kestrel.example", subject="Invitation", body="https://desk.example/secret", at=nine_oclock)

    assert deliver_next_letter(post=Post(), at=nine_oclock)
    assert not deliver_next_letter(post=Post(), at=nine_oclock)

    assert mailoutbox[0].body == "https://desk.example/secret"
    with identity():
        assert list(Letter.objects.values_list("body", "sent_at", "next_try_at")) == [("", nine_oclock, None)]


def test_a_refused_letter_keeps_its_text_until_it_is_given_up(db, nine_oclock, backend, caplog):
    caplog.set_level(logging.CRITICAL)
    backend(Refusing)
    with identity():
        post_letter(to=Refusing.refused, subject="Invitation", body="secret", at=nine_oclock)
    at, bodies = nine_oclock, []

    for _ in range(ATTEMPTS):
        assert deliver_next_letter(post=Post(), at=at)
        with identity():
            letter = Letter.objects.get()
        bodies.append(letter.body)
        at = letter.next_try_at

    assert bodies == ["secret"] * (ATTEMPTS - 1) + [""]
