"""Coming in through HTTP, as people do."""

from django.test import Client

from tests.http import sign_in


def signed_in(member) -> Client:
    """A browser of its own in which the member's person has signed in."""
    return sign_in(Client(), member)
