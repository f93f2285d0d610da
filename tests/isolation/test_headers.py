"""What every answer carries, whatever it answers; and that no form is taken without its token."""

from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tenancy import identity
from tests.factories import PASSWORD
from tests.isolation import posting, routes, world
from tests.isolation.test_matrix import BEHIND_DOORS

pytestmark = pytest.mark.django_db
POSTED = sorted(name for name, route in routes.GUARDED.items() if route.form or not route.gets)


@pytest.mark.parametrize("name", POSTED)
def test_no_form_is_taken_without_its_token(name, the_world):
    role = posting.rightful(the_world, name)
    browser = Browser(enforce_csrf_checks=True)
    with identity():
        browser.force_login(the_world.members[role, "a"].person)
    answer = browser.post(posting.address(the_world, name), posting.form_of(name, the_world.objects[world.OURS]) or {})

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_logout", "account_theme"])
def test_no_form_of_sign_in_is_taken_without_its_token(name, the_world):
    assert Browser(enforce_csrf_checks=True).post(reverse(name), {}).status_code == 403


def addresses(the_world):
    """(browser, path, headers) of answers of every kind: pages, parts, files, missing, forbidden, the API's."""
    staff, contact = the_world.browsers["lead", "a"], the_world.browsers["contact manager", "a"]
    for name in BEHIND_DOORS:
        browser = the_world.browsers[posting.rightful(the_world, name), "a"]
        yield browser, posting.address(the_world, name), {}
    yield staff, reverse("desk:queue", args=["matrix-a"]), {"HX-Request": "true"}
    yield staff, reverse("admin:settings", args=["matrix-a"]), {}
    yield staff, "/matrix-a/desk/nothing/", {}
    yield contact, "/no-such-tenant/portal/", {}
    yield Browser(), reverse("account_login"), {}
    yield Browser(), "/nothing/at/all/", {}
    for token in ("", the_world.tokens["lead", "a"]):
        yield Browser(), reverse("api:tickets"), {"Authorization": f"Bearer {token}"}
    yield Browser(), "/api/v1/nothing/", {}


def test_every_answer_says_what_browsers_must_not_do_with_it(the_world):
    wrong = []
    for browser, path, headers in addresses(the_world):
        answer = browser.get(path, headers=headers)
        if answer.streaming:
            b"".join(answer.streaming_content)
        policy = answer.headers.get("Content-Security-Policy", "")
        script = next(
            (part for part in policy.split(";") if "script-src" in part), policy if "default-src 'none'" in policy else ""
        )
        is_private = "sessionid" in browser.cookies
        checks = {
            "policy": script and "unsafe" not in script and "frame-ancestors 'none'" in policy,
            "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
            "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
            "frames": answer.headers.get("X-Frame-Options") == "DENY",
            "no-store": not is_private or "no-store" in answer.headers.get("Cache-Control", ""),
        }
        wrong += [f"{path}: {check}" for check, holds in checks.items() if not holds]
    assert wrong == []


def test_a_strange_host_is_refused_and_never_echoed(the_world):
    answer = Browser(raise_request_exception=False).get(reverse("account_login"), headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "///evil.example", "https:evil"],
)
def test_sign_in_and_the_theme_lead_nowhere_else(target, the_world):
    member = the_world.members["lead", "a"]
    signing_in = Browser().post(
        reverse("account_login") + "?" + urlencode({"next": target}),
        {"login": member.person.email, "password": PASSWORD, "next": target},
    )
    theme = the_world.browsers["lead", "a"].post(reverse("account_theme"), {"theme": "dark", "next": target})

    for answer in (signing_in, theme):
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"].split("?")[0] and "javascript" not in answer.headers["Location"]
