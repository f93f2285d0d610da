"""Coming in through HTTP, as people do."""

from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD


def signed_in(member) -> Client:
    """A browser of its own in which the member's person has signed in."""
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:500]
    return browser
