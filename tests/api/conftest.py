"""Tokens of the cast, and a caller that sends one."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions as accounts
from accounts.tenancy import acting_as
from common import wallclock

BOTH = ("tickets:read", "tickets:write")


class Caller:
    """A program with a token; answers carry `.json()` as the test client's do."""

    def __init__(self, secret, token=None):
        self.secret, self.token, self.http = secret, token, Client()

    def get(self, path, **options):
        return self.http.get(path, **self._with_token(options))

    def post(self, path, values, **options):
        if options.pop("multipart", False):
            return self.http.post(path, values, **self._with_token(options))
        return self.http.post(path, json.dumps(values), content_type="application/json", **self._with_token(options))

    def _with_token(self, options):
        return options | {"headers": {"Authorization": f"Bearer {self.secret}"} | options.get("headers", {})}


def make_caller(boss, member, scopes=BOTH, at=None, days=365):
    """A new token of `member`, made by the administrator, and a program that sends it."""
    with acting_as(boss):
        token, secret = accounts.create_token(
            member=member, name="A program", scopes=scopes, days=days, by=boss, at=at or wallclock.now() - timedelta(days=1)
        )
    return Caller(secret, token)


# What a test's enclosing transaction adds, the context, and the noting of use that falls due once a minute.
ASIDE = ("SAVEPOINT", "RELEASE", "SELECT set_config", 'UPDATE "accounts_apitoken"')


def statements_of(call):
    """The statements of one call that read or write rows of the desk."""
    with CaptureQueriesContext(connection) as seen:
        call()
    return [query["sql"] for query in seen if not query["sql"].startswith(ASIDE)]


@pytest.fixture
def anns(boss, ann):
    """Ann's program: a contact of Kestrel."""
    return make_caller(boss, ann)


@pytest.fixture
def agents(boss, agent):
    """The engineer's program."""
    return make_caller(boss, agent)
