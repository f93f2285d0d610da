"""The second factor: set up with a real code, asked for at sign-in, demanded of staff where the tenant wants it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from accounts import actions
from accounts.tenancy import acting_as, identity
from common import wallclock
from tests.factories import PASSWORD
from tests.http import sign_in, words_of


@pytest.fixture(autouse=True)
def _no_counters(db):
    with identity():
        cache.clear()
    yield


def code(secret):
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up(browser):
    """Go through the page with the code of its secret; returns secret and answer."""
    url = reverse("mfa_activate_totp")
    if browser.get(url).status_code == 302:
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(url)
    secret = page.context["form"].secret
    assert secret in words_of(page)
    return secret, browser.post(url, {"code": code(secret)})


@pytest.fixture
def demanding(boss):
    """Acme asks its staff for a second factor."""
    with acting_as(boss):
        tenant = boss.tenant
        said = {"name": tenant.name, "time_zone": tenant.time_zone, "sender_name": "", "sender_address": ""}
        actions.change_settings(**said, staff_need_second_factor=True, by=boss, at=wallclock.now())


def test_a_code_of_the_shown_secret_switches_it_on_and_its_seed_is_encrypted(client, agent):
    secret, answer = set_up(sign_in(client, agent))

    assert answer.status_code == 302
    with identity():
        stored = Authenticator.objects.get(user=agent.person, type="totp")
        assert Authenticator.objects.filter(user=agent.person, type="recovery_codes").exists()
    assert secret not in str(stored.data)


def test_a_wrong_code_switches_nothing_on(client, agent):
    sign_in(client, agent).post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert answer.status_code == 200
    with identity():
        assert not Authenticator.objects.filter(user=agent.person).exists()


def test_sign_in_then_asks_for_a_code(client, agent, monkeypatch):
    secret, _answer = set_up(sign_in(client, agent))
    later = time.time() + 60  # a code works once
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(reverse("account_logout"))

    asked = client.post(reverse("account_login"), {"login": agent.person.email, "password": PASSWORD})
    assert asked.url == reverse("mfa_authenticate")
    assert client.get(reverse("manage:clients", args=["acme"])).status_code == 302
    wrong = client.post(asked.url, {"code": "000000"})
    right = client.post(asked.url, {"code": code(secret)})

    assert wrong.status_code == 200 and right.status_code == 302
    assert client.get(reverse("manage:clients", args=["acme"])).status_code == 200


def test_a_recovery_code_opens_the_door_once(client, agent):
    set_up(sign_in(client, agent))
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    def enter(with_code):
        client.post(reverse("account_logout"))
        client.post(reverse("account_login"), {"login": agent.person.email, "password": PASSWORD})
        return client.post(reverse("mfa_authenticate"), {"code": with_code}).status_code

    assert len(codes) == 10
    assert enter(codes[0]) == 302
    assert enter(codes[0]) == 200
    assert enter(codes[1]) == 302


def test_staff_without_one_are_led_to_set_it_up_and_then_let_in(client, agent, demanding):
    sign_in(client, agent)
    url = reverse("manage:clients", args=["acme"])

    sent = client.get(url)
    told = client.get(sent.url)
    set_up(client)

    assert sent.url == reverse("mfa_index")
    assert "Acme asks its staff for a second factor. Set it up to go on." in words_of(told)
    assert client.get(url).status_code == 200


def test_the_demand_is_made_in_the_readers_language(client, agent, demanding):
    sign_in(client, agent)
    client.post(reverse("account_profile"), {"name": "Agent", "time_zone": "Europe/Berlin", "language": "de", "theme": "dark"})

    assert client.get(reverse("manage:clients", args=["acme"])).headers["Content-Language"] == "de"


def test_contacts_are_not_asked(client, ann, demanding):
    sign_in(client, ann)

    answer = client.get("/acme/portal/tickets/00000000-0000-7000-8000-000000000000/")

    assert answer.status_code == 404  # let in, and not found: no redirect


def test_another_tenants_demand_is_its_own(client, other_boss, demanding):
    assert sign_in(client, other_boss).get(reverse("manage:clients", args=["borealis"])).status_code == 200
