"""The pages about the signed-in person, walked through HTTP as they are served."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.models import Letter
from accounts.tenancy import identity
from tests.factories import PASSWORD


def sign_in(client, member, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": member.person.email, "password": password})


def confirm(client, path):
    """Go to a page that asks for the password again, and give it."""
    asked = client.get(path)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "Confirm that it is you" in client.get(asked.url).content.decode()
    assert client.post(asked.url, {"password": PASSWORD}).url == path


def code_for(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def read(client, name, *args):
    """The text of a page that must answer, with one title and one main part."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    html = answer.content.decode()
    assert html.count("<h1>") == 1
    assert html.count('id="main"') == 1
    assert "{%" not in html
    return html


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"]
)
def test_a_stranger_reads_the_entrance(client, db, name):
    assert 'class="solo"' in read(client, name)


def test_a_wrong_password_is_told_in_a_summary_and_the_address_stays(client, agent):
    html = sign_in(client, agent, "wrong horse battery").content.decode()

    assert "1 thing to fix" in html
    assert f'value="{agent.person.email}"' in html
    assert "wrong horse battery" not in html


@pytest.mark.parametrize(
    "name", ["account_profile", "account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout"]
)
def test_a_person_reads_their_own_pages(client, agent, name):
    sign_in(client, agent)

    assert 'class="solo"' in read(client, name) or "Workspaces</a>" in read(client, name)


def test_the_current_tab_is_marked(client, agent):
    sign_in(client, agent)

    html = read(client, "mfa_index")

    assert re.findall(r'aria-current="page">\s*([\w ]+?)\s*</a>', html) == ["Second factor"]


def test_a_second_factor_is_set_up_asked_for_and_turned_off(client, agent):
    sign_in(client, agent)
    confirm(client, reverse("mfa_activate_totp"))
    secret = re.search(r'id="secret"\s+value="(\w+)"', read(client, "mfa_activate_totp"))[1]

    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert "You are asked for six digits" in read(client, "mfa_index")
    codes = re.findall(r"<li>(\w{8,})</li>", read(client, "mfa_view_recovery_codes"))
    assert len(codes) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    assert "stop working" in read(client, "mfa_generate_recovery_codes")

    client.post(reverse("account_logout"))
    assert sign_in(client, agent).url == reverse("mfa_authenticate")
    assert "six digits" in read(client, "mfa_authenticate")
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert "9 codes are left" in read(client, "mfa_index")
    confirm(client, reverse("mfa_deactivate_totp"))
    assert "Keep it on" in read(client, "mfa_deactivate_totp")
    client.post(reverse("mfa_deactivate_totp"))
    assert "Any app that shows six-digit codes" in read(client, "mfa_index")


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(client, agent):
    answer = client.post(reverse("account_reset_password"), {"email": agent.person.email})
    assert answer.url == reverse("account_reset_password_done")
    with identity():
        letter = Letter.objects.get(to=agent.person.email)
    assert letter.body.startswith("Nobody reads replies to this mail.")
    link = re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]

    page = client.get(link, follow=True)
    html = page.content.decode()
    assert "Set a new password" in html
    action = re.search(r'action="([^"]+)"', html)[1]
    client.post(action, {"password1": "another horse battery", "password2": "another horse battery"})

    assert sign_in(client, agent, "another horse battery").url == reverse("account_workspaces")
    client.post(reverse("account_logout"))
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_nobody_learns_whether_an_address_has_an_account(client, db):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@nowhere.example"})

    assert answer.url == reverse("account_reset_password_done")
    with identity():
        assert "no account has this address" in Letter.objects.get(to="nobody@nowhere.example").body


def test_all_other_sessions_are_ended_at_once(client, agent):
    elsewhere = Client()
    sign_in(elsewhere, agent)
    sign_in(client, agent)
    assert "End all others" in read(client, "usersessions_list")

    client.post(reverse("usersessions_list"))

    assert elsewhere.get(reverse("account_profile")).status_code == 302
    assert "End all others" not in read(client, "usersessions_list")


def test_the_theme_is_kept_with_the_person_and_the_page_comes_back(client, agent):
    sign_in(client, agent)
    assert 'data-theme="dark"' not in read(client, "account_profile")

    answer = client.post(reverse("account_theme"), {"theme": "dark", "next": reverse("mfa_index")})

    assert answer.url == reverse("mfa_index")
    assert 'data-theme="dark"' in read(client, "account_profile")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_theme_leads_to_no_foreign_page(client, agent, elsewhere):
    sign_in(client, agent)

    assert client.post(reverse("account_theme"), {"theme": "light", "next": elsewhere}).url == reverse("account_profile")


def test_an_unknown_theme_is_refused(client, agent):
    sign_in(client, agent)

    assert client.post(reverse("account_theme"), {"theme": "plaid"}).status_code == 400


def test_every_page_comes_with_a_policy_under_which_no_inline_code_runs(client, db):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]

    rules = {words[0]: set(words[1:]) for words in (rule.split() for rule in policy.split(";") if rule.strip())}
    for kind in ("default-src", "script-src", "style-src-elem"):
        assert not rules[kind] & {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"}
    assert rules["frame-ancestors"] == {"'none'"}
