"""The product speaks German: every text is translated, and people who want German read it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core import mail
from django.urls import reverse

from accounts.models import Person
from accounts.tenancy import SYSTEM, acting_in, identity
from notifications.actions import notify
from notifications.delivery import Post, deliver_next_notice
from supportdesk.catalogues import ROOT
from tests.factories import make_ticket
from tests.http import sign_in, words_of

CATALOGUE = Path(ROOT / "locale/de/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s")


@pytest.fixture(scope="module")
def catalogue():
    with open(CATALOGUE, "rb") as text:
        return read_po(text, locale="de", abort_invalid=True)


@pytest.fixture
def german_ann(ann):
    with identity(person=ann.person_id):
        Person.objects.filter(pk=ann.person_id).update(language="de")
    ann.person.language = "de"
    return ann


def _forms(words):
    return [words] if isinstance(words, str) else list(words)


def test_every_text_has_its_german(catalogue):
    texts = [message for message in catalogue if message.id]

    assert len(texts) > 900
    assert [m.id for m in texts if m.fuzzy] == []
    assert [m.id for m in texts if not all(_forms(m.string)) or len(_forms(m.string)) != len(_forms(m.id))] == []


def test_a_translation_keeps_the_placeholders_and_the_outer_line_breaks(catalogue):
    for message in catalogue:
        for said, meant in zip(_forms(message.string), _forms(message.id), strict=True) if message.id else ():
            assert sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(meant)), meant
            assert (said[0] == "\n", said[-1] == "\n") == (meant[0] == "\n", meant[-1] == "\n"), meant


def test_the_catalogue_names_no_day_and_no_place():
    text = CATALOGUE.read_text(encoding="utf-8")

    assert "POT-Creation-Date" not in text
    assert not re.search(r"^#: ", text, re.MULTILINE)


def test_a_german_contact_reads_the_portal_in_german(client, german_ann, nine_oclock):
    ticket = make_ticket(german_ann, at=nine_oclock)
    sign_in(client, german_ann)

    page = words_of(client.get(reverse("portal:ticket", args=["acme", ticket.pk])))

    assert '<html lang="de"' in page
    assert "Unsere Zusagen" in page and "Our commitments" not in page
    assert "8. Juni 2026" in page


def test_a_german_contact_gets_mails_in_german(german_ann, nine_oclock):
    facts = {"number": 7, "title": "Export stops", "client": "Kestrel", "author": "Agent", "text": "Fixed in 8.4.3."}
    with acting_in(german_ann.tenant_id, SYSTEM):
        notify([german_ann], key="k", template="staff_replied", facts=facts, link="/acme/portal/", at=nine_oclock)

    deliver_next_notice(tenant_id=german_ann.tenant_id, post=Post(), at=nine_oclock)

    assert mail.outbox[-1].subject == "Eine Antwort zu #7: Export stops"
    assert "Bitte antworten Sie auf dieser Seite" in mail.outbox[-1].body


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "word"), [("de-DE,de;q=0.9,en;q=0.5", "Passwort vergessen?"), ("en", "Forgot it?")])
def test_the_sign_in_page_speaks_the_language_of_the_browser(client, asked, word):
    page = words_of(client.get(reverse("account_login"), headers={"accept-language": asked}))

    assert word in page
