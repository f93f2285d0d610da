"""Forgotten passwords: mails as rows, a link that works once, one answer for known and unknown addresses."""

import re

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Letter
from accounts.tenancy import identity
from tests.factories import PASSWORD
from tests.http import sign_in, words_of

NEW_PASSWORD = "seven small sparrows"


@pytest.fixture(autouse=True)
def _no_counters(db):
    with identity():
        cache.clear()
    yield


def letters_to(email):
    with identity():
        return list(Letter.objects.filter(to=email).order_by("at"))


def ask_for(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_for(client, email):
    ask_for(client, email)
    return re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letters_to(email)[-1].body).group(1)


def test_the_link_of_the_mail_sets_a_new_password_once(client, agent):
    link = link_for(client, agent.person.email)

    form = client.get(link, follow=True)
    url = form.redirect_chain[-1][0]
    client.post(url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert client.post(reverse("account_login"), {"login": agent.person.email, "password": PASSWORD}).status_code == 200
    signed_in = client.post(reverse("account_login"), {"login": agent.person.email, "password": NEW_PASSWORD})
    assert signed_in.status_code == 302
    assert 'name="password1"' not in words_of(Browser().get(link, follow=True))


def test_other_sessions_end_with_the_old_password(client, agent):
    elsewhere = sign_in(Browser(), agent)
    link = link_for(client, agent.person.email)
    url = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert elsewhere.get(reverse("manage:clients", args=["acme"])).status_code == 302


def test_known_and_unknown_addresses_are_answered_alike(client, agent):
    known, unknown = ask_for(client, agent.person.email), ask_for(client, "nobody@nowhere.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(letters_to(agent.person.email)) == len(letters_to("nobody@nowhere.example")) == 1
    assert "/password/reset/key/" not in letters_to("nobody@nowhere.example")[0].body


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, agent):
    said = {"password": "wrong wrong wrong"}
    hide = re.compile(r'csrfmiddlewaretoken[^>]*>|X-CSRFToken[^}]*}|nonce="[^"]*"|value="[^"]*@[^"]*"|data-now="[^"]*"')

    known = Browser().post(reverse("account_login"), said | {"login": agent.person.email})
    unknown = Browser().post(reverse("account_login"), said | {"login": "nobody@nowhere.example"})

    assert known.status_code == unknown.status_code == 200
    assert hide.sub("", words_of(known)) == hide.sub("", words_of(unknown))


def test_a_weak_new_password_is_refused(client, agent):
    url = client.get(link_for(client, agent.person.email), follow=True).redirect_chain[-1][0]

    answer = client.post(url, {"password1": "short", "password2": "short"})

    assert answer.status_code == 200 and "at least 10" in words_of(answer)


def test_nobody_signs_up_alone(client, db):
    answer = client.post(
        reverse("account_signup"), {"email": "x@y.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )

    assert answer.status_code == 200 and "account_signup" not in words_of(answer)
    assert client.get(reverse("account_profile")).status_code == 302
    assert letters_to("x@y.example") == []
