"""The cast, and a database in which the application owns nothing."""

import gc
from contextlib import contextmanager
from datetime import UTC, datetime
from os import environ
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import apps
from django.core.management.commands import flush
from django.db import connections
from django.middleware import csrf
from django.test.utils import setup_databases, teardown_databases

from accounts import tenancy
from tests import factories
from tests.isolation.walls import WALL_OFF
from tests.rigs import template
from tests.rigs.mutants import lose_a_policy

TENANTS = ("acme", "borealis")


def _owner():
    url = urlsplit(environ["DATABASE_OWNER_URL"])
    return {"USER": unquote(url.username), "PASSWORD": unquote(url.password or "")}


def _become(alias, who):
    connections[alias].close()
    connections[alias].settings_dict.update(who)


@contextmanager
def as_owner(alias):
    """The connection as the owner's inside the block, whatever it is outside."""
    before = {key: connections[alias].settings_dict[key] for key in ("USER", "PASSWORD")}
    _become(alias, _owner())
    try:
        yield
    finally:
        _become(alias, before)


def _end_other_sessions(alias):
    """What a thread or a killed process left open would keep the database from being dropped."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def found_the_cast():
    """At the start, and again whenever a test has emptied the tables: every test finds the same rows."""
    for slug in TENANTS:
        factories.make_tenant(slug)


def _migrate():
    return setup_databases(verbosity=0, interactive=False, serialized_aliases=[])


def _copy_what_is_migrated(aliases):
    template.wait_until_migrated()
    for alias in aliases:
        settings = connections[alias].settings_dict
        name = settings["TEST"]["NAME"] or f"test_{settings['NAME']}"
        if alias == "default":
            template.copy_to(name)
        settings["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Migrate as the owner, then go on as the roles of production (`decisions.md` 17)."""
    own = {a: {k: connections[a].settings_dict[k] for k in ("USER", "PASSWORD")} for a in connections}
    if WALL_OFF == "database":  # the owner's policies let everything through: the code must hold alone
        own["default"] = _owner()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        for alias in own:
            _become(alias, _owner())
            if worker:
                connections[alias].settings_dict["TEST"]["NAME"] = f"test_{connections[alias].settings_dict['NAME']}_{worker}"
        created = _copy_what_is_migrated(list(own)) if environ.get(template.LOCK) else _migrate()
        if lost := environ.get("SUPPORTDESK_MUTANT_SQL"):  # `script/mutants` takes a policy away
            lose_a_policy(lost)
        for alias, who in own.items():
            _become(alias, who)
        found_the_cast()
    plain_flush = flush.Command.handle

    def flush_as_owner(command, **options):
        if options["database"] != "default":
            return  # another role in the same database
        with as_owner("default"):
            plain_flush(command, **options)
        found_the_cast()

    flush.Command.handle = flush_as_owner
    yield
    flush.Command.handle = plain_flush
    with django_db_blocker.unblock():
        for alias in own:
            _end_other_sessions(alias)
            _become(alias, _owner())
        if created:  # a copy ends with its server
            teardown_databases(created, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def _tokens_say_nothing():
    """A form's random token never happens to hold what a test says that the page hides (`L2`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "CSRF_ALLOWED_CHARS", "zq")
        yield


def pytest_collection_finish(session):
    """What is loaded stays: looking it through for garbage again and again is a twentieth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_context_survives():
    yield
    tenancy._current.set(tenancy.EMPTY)


@pytest.fixture
def django_apps():
    """The registry of models."""
    return apps


@pytest.fixture
def nine_oclock():
    """Monday 8 June 2026, 09:00 in London."""
    return datetime(2026, 6, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def boss(db):
    """The administrator of Acme Support, who holds every role."""
    return factories.founded("acme")


@pytest.fixture
def kestrel(boss):
    """A client of Acme on the Standard tier, 8/5 in London."""
    client = factories.make_client(boss, "Kestrel Logistics")
    factories.make_contract(boss, client, "Standard")
    return client


@pytest.fixture
def ann(boss, kestrel):
    """A contact of Kestrel."""
    return factories.make_contact(boss, kestrel, "ann@kestrel.example")


@pytest.fixture
def agent(boss):
    """An engineer of Acme at level 2."""
    return factories.make_staff(boss, "agent@acme.example")


@pytest.fixture
def palisade(boss):
    """Another client of Acme, with a contact of its own."""
    client = factories.make_client(boss, "Palisade Life")
    factories.make_contact(boss, client, "olga@palisade.example")
    return client


@pytest.fixture
def other_boss(db):
    """The administrator of another tenant."""
    return factories.founded("borealis")
