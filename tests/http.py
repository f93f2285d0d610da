"""What tests of pages share: signing in, reading a page, counting its queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import PASSWORD


def sign_in(client, member):
    """Sign in through the page."""
    client.post(reverse("account_logout"))
    answer = client.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:500]
    return client


def words_of(answer):
    """The text of an answer."""
    return answer.content.decode()


def queries_of(client, url):
    """How many queries of rows a page takes; opening the context and the savepoints of the test case are no reads."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")) for query in captured)
