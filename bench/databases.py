"""Several databases and roles at once: every pair is a connection of its own, swapped under Django without reconnecting."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

_open: dict[tuple[str, str, str], Any] = {}


def connection_to(database: str, role: str = "owner", alias: str = "owner") -> Any:
    """The open connection under `alias` to a database as one of the roles `app`, `system`, `owner`."""
    key = (database, role, alias)
    if key not in _open:
        known = {"app": "default", "system": "system", "owner": "owner"}[role]
        wrapper = connections.create_connection(alias)
        who = {name: settings.DATABASES[known][name] for name in ("USER", "PASSWORD")}
        wrapper.settings_dict = {**wrapper.settings_dict, **who, "NAME": database}
        _open[key] = wrapper
    return _open[key]


def sit_at(database: str, role: str = "app") -> None:
    """From here on Django talks to `database`, its default connection as `role`."""
    connections["default"] = connection_to(database, role, "default")
    connections["system"] = connection_to(database, "system", "system")
    connections["owner"] = connection_to(database, "owner", "owner")


@contextmanager
def owner_of(database: str):
    """A cursor of the owner, without the time limits of a request."""
    connection = connection_to(database)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        yield cursor


def exists(database: str) -> bool:
    with owner_of("supportdesk") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def make(database: str, like: str | None = None) -> None:
    """A new database, empty or as `like`; one of that name is thrown away."""
    drop(database)
    close(like)
    with owner_of("supportdesk") as cursor:
        cursor.execute(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{like}" STRATEGY file_copy' if like else ""))


def drop(database: str) -> None:
    close(database)
    with owner_of("supportdesk") as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def close(database: str | None) -> None:
    """End our connections to `database`, so that it can be copied or dropped."""
    for key in [key for key in _open if key[0] == database]:
        _open.pop(key).close()


def close_all() -> None:
    for key in list(_open):
        _open.pop(key).close()
