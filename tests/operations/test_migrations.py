"""The last migration of each app goes back and forward again over a desk with rows in it, and leaves the same database."""

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from accounts import actions as accounts
from accounts.tenancy import acting_as
from tests import factories
from tests.conftest import as_owner
from tests.rigs.template import append_option
from tickets import actions as tickets

OURS = ("billing", "tickets", "contracts", "products", "slas", "notifications", "files", "accounts")

# What the migrations leave in the catalogue: columns, constraints, indexes, policies and grants.
CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies",
    "walls": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    "grants": "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
    " WHERE table_schema = 'public'",
    "functions": "SELECT proname, pg_get_functiondef(oid), proacl::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


@pytest.fixture
def a_lived_in_desk(transactional_db, boss, ann, agent, nine_oclock):
    """Rows in the tables of every app, committed."""
    ticket = factories.make_ticket(ann, at=nine_oclock, product=factories.make_product(boss, "Atlas", ann.client))
    with acting_as(agent):
        tickets.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)
        tickets.write_note(ticket=ticket, body="It is the index.", by=agent, at=nine_oclock)
        tickets.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock)
    with acting_as(boss):
        accounts.create_token(member=agent, name="Nagios", scopes=["tickets:read"], days=30, by=boss, at=nine_oclock)
        offer = {"email": "new@kestrel.example", "name": "New", "client": ann.client, "contact_role": "user", "is_approver": True}
        accounts.invite(**offer, spending_limit=500, spending_currency="GBP", by=boss, at=nine_oclock)
    limited = {"is_approver": True, "spending_limit": 900, "spending_currency": "GBP"}
    factories.make_contact(boss, ann.client, "petra@kestrel.example", at=nine_oclock, **limited)
    return ticket


@pytest.fixture
def owner(a_lived_in_desk):
    """The connection as the owner's, in a transaction that is rolled back at the end: data definition is transactional too."""
    with as_owner("default"), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_each_app_goes_a_step_back_and_forward_again_and_keeps_its_rows(owner, monkeypatch):
    """All in one walk, and without rendering every model for each constraint: that is nearly all of the time that it takes."""
    monkeypatch.setattr(ProjectState, "_append_option", append_option)
    before, rows = catalogue(), row_counts()

    migrate(*((app, step_before_the_last(app)) for app in OURS))
    kept = set(rows) & set(row_counts())  # a table that the last step made, or one that builds on it, goes with its rows
    assert [app for app in OURS if (app, leaf(app)) in steps_applied()] == []
    migrate(*leaves())

    assert catalogue() == before
    assert {table: count for table, count in row_counts().items() if table in kept} == {table: rows[table] for table in kept}
    assert {"tickets_ticket", "tickets_event", "tickets_clock", "tickets_message", "accounts_membership"} <= kept
    assert min(rows[table] for table in ("tickets_ticket", "tickets_event", "contracts_contract", "notifications_notice")) > 0


@pytest.mark.django_db
def test_no_migration_is_a_one_way_street():
    nodes = MigrationExecutor(connection).loader.graph.nodes
    ours = {key: migration for key, migration in nodes.items() if key[0] in OURS}

    assert {app for app, _name in ours} == set(OURS)
    assert [key for key, migration in ours.items() if not all(step.reversible for step in migration.operations)] == []


def migrate(*targets):
    MigrationExecutor(connection).migrate(list(targets))


def leaves():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def step_before_the_last(app):
    """The name of an app's last migration but one."""
    names = sorted(name for of, name in MigrationExecutor(connection).loader.graph.nodes if of == app)
    return names[-2]


def leaf(app):
    """The name of an app's last migration."""
    return next(name for of, name in leaves() if of == app)


def steps_applied():
    return set(MigrationExecutor(connection).loader.applied_migrations)


def catalogue():
    with connection.cursor() as cursor:
        found = {}
        for what, sql in CATALOGUE.items():
            cursor.execute(sql)
            found[what] = set(cursor.fetchall())
    return found


def row_counts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [name for (name,) in cursor.fetchall() if name != "django_migrations"]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts
