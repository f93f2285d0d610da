"""G7: what the database's own catalogue says of the walls; a table that forgets one fails here."""

import pytest
from django.db import connection

from common.walls import APP, OWNER, SYSTEM

# No tenant and no person in them: everybody's, or nobody's.
OPEN_TABLES = {"django_cache", "django_migrations", "django_content_type", "notifications_heartbeat"}
UNUSED_TABLES = {"auth_permission", "auth_group", "auth_group_permissions"}  # come with Django; the application has no grant
REVIEWED_DEFINERS = {"tenant_by_slug", "watchers_of"}
# The only foreign keys between tenant tables that need no tenant: to the tenant itself, and to people, who have none.
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
GLOBAL_PARENTS = {"accounts_tenant", "accounts_person"}

pytestmark = pytest.mark.django_db


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def tables():
    return {
        name
        for (name,) in rows("SELECT relname FROM pg_class WHERE relkind IN ('r','p') AND relnamespace = 'public'::regnamespace")
    }


def test_every_table_is_behind_a_forced_wall_or_on_the_list():
    walled = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = 'public'::regnamespace"
        )
    }

    assert tables() - walled == OPEN_TABLES | UNUSED_TABLES


def test_every_walled_table_has_one_permissive_policy_for_the_application_and_one_for_the_owner():
    found = rows(
        "SELECT tablename, roles::text[], count(*) FROM pg_policies WHERE permissive = 'PERMISSIVE' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    per_table = {}
    for table, roles, count in found:
        per_table.setdefault(table, {})[tuple(roles)] = count

    for table in tables() - OPEN_TABLES - UNUSED_TABLES:
        mine = per_table[table]
        assert mine[(APP,)] == 1, table
        assert mine[(OWNER,)] == 1, table
        assert set(mine) <= {(APP,), (OWNER,), (SYSTEM,)}, table


def test_every_policy_of_a_tenant_table_asks_for_the_tenant():
    with_tenant = {name for (name,) in rows("SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id'")}
    policies = dict(rows("SELECT tablename, qual FROM pg_policies WHERE policyname = 'app'"))

    assert {table for table in with_tenant if "app_tenant()" not in policies[table]} == set()


def test_foreign_keys_between_tables_of_a_tenant_carry_the_tenant():
    plain = rows(
        """
        SELECT child.relname, conname, parent.relname FROM pg_constraint
        JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid
        WHERE contype = 'f' AND array_length(conkey, 1) = 1
          AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = child.oid AND attname = 'tenant_id' AND NOT attisdropped)
        """
    )

    assert [key for key in plain if key[2] not in GLOBAL_PARENTS] == []


def test_every_reference_to_a_tenant_table_has_its_composite_key(django_apps):
    composite = set(
        rows(
            """
            SELECT child.relname, attribute.attname FROM pg_constraint
            JOIN pg_class child ON child.oid = conrelid
            JOIN pg_attribute attribute ON attribute.attrelid = conrelid AND attribute.attnum = ANY (conkey)
            WHERE contype = 'f' AND array_length(conkey, 1) = 2
            """
        )
    )
    missing = []
    for model in django_apps.get_models():
        fields = {field.name for field in model._meta.fields}
        if "tenant" not in fields:
            continue
        for field in model._meta.fields:
            parent = field.related_model._meta.db_table if field.is_relation else None
            if parent and parent not in GLOBAL_PARENTS and (model._meta.db_table, field.column) not in composite:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


def test_unique_constraints_of_tenant_tables_begin_with_the_tenant(django_apps):
    loose = []
    for model in django_apps.get_models():
        fields = {field.name for field in model._meta.fields}
        if "tenant" not in fields:
            continue
        loose += [f"{model._meta.label}.{f.name}" for f in model._meta.fields if f.unique and not f.primary_key]
        for constraint in model._meta.constraints:
            if getattr(constraint, "fields", None) and "tenant" not in constraint.fields:
                loose.append(constraint.name)
    assert loose == []


def test_no_model_has_an_automatic_table_in_between(django_apps):
    ours = [model for model in django_apps.get_models() if not model.__module__.startswith(("django.", "allauth."))]
    assert [f"{m._meta.label}.{f.name}" for m in ours for f in m._meta.local_many_to_many] == []


@pytest.mark.parametrize("role", [APP, SYSTEM])
def test_the_roles_of_production_walk_round_no_wall(role):
    ((is_super, bypasses, makes_roles, makes_databases),) = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", role
    )
    assert (is_super, bypasses, makes_roles, makes_databases) == (False, False, False, False)
    assert rows("SELECT 1 FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = %s)", role) == []
    assert rows("SELECT pg_has_role(%s, %s, 'MEMBER')", role, OWNER) == [(False,)]
    assert [table for table in tables() if rows("SELECT has_table_privilege(%s, %s, 'TRUNCATE')", role, table) == [(True,)]] == []
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


def test_the_system_role_may_only_ask_which_tenants_have_due_work():
    granted = rows(
        """
        SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_column_privilege(%s, attrelid, attnum, 'SELECT')
        """,
        SYSTEM,
    )
    changes = "SELECT has_any_column_privilege(%s, %s, 'INSERT') OR has_any_column_privilege(%s, %s, 'UPDATE')"

    assert set(granted) == {
        ("tickets_clock", "tenant_id"),
        ("tickets_clock", "next_at"),
        ("tickets_ticketcounter", "tenant_id"),
        ("contracts_contract", "tenant_id"),
        ("contracts_contract", "tick_at"),
        ("contracts_contractline", "tenant_id"),
        ("contracts_contractline", "ledger_due_at"),
        ("contracts_contractline", "kind"),
        ("contracts_coverchange", "tenant_id"),
        ("contracts_coverchange", "at"),
        ("contracts_coverchange", "worked_at"),
        ("tickets_stintclock", "tenant_id"),
        ("tickets_stintclock", "next_at"),
        ("tickets_ticket", "tenant_id"),
        ("tickets_ticket", "stints_behind_since"),
        ("tickets_retarget", "tenant_id"),
        ("tickets_retarget", "run_at"),
        ("tickets_timer", "tenant_id"),
        ("tickets_timer", "due_at"),
        ("products_productversion", "tenant_id"),
        ("products_productversion", "ends_on"),
        ("billing_quoteversion", "tenant_id"),
        ("billing_quoteversion", "work_at"),
        ("billing_consentrequest", "tenant_id"),
        ("billing_consentrequest", "work_at"),
        ("contracts_thresholdcrossing", "tenant_id"),
        ("contracts_thresholdcrossing", "percent"),
        ("contracts_thresholdcrossing", "crossed_at"),
        ("billing_invoice", "tenant_id"),
        ("billing_invoice", "due_on"),
        ("billing_invoice", "state"),
        ("notifications_notice", "tenant_id"),
        ("notifications_notice", "next_try_at"),
    }
    assert [table for table in tables() if rows(changes, SYSTEM, table, SYSTEM, table) == [(True,)]] == []


@pytest.mark.parametrize("table", ["accounts_logentry", "contracts_movement"])
def test_log_and_ledger_can_only_grow(table):
    held = [verb for verb in VERBS if rows("SELECT has_table_privilege(%s, %s, %s)", APP, table, verb) == [(True,)]]

    assert held == ["SELECT", "INSERT"]


def test_functions_that_act_for_their_owner_are_the_reviewed_ones():
    found = rows("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert {name for name, _config in found} == REVIEWED_DEFINERS
    assert all(any(setting.startswith("search_path=") for setting in config) for _name, config in found)


def test_no_view_shows_what_the_walls_hide():
    assert rows("SELECT relname FROM pg_class WHERE relkind IN ('v','m') AND relnamespace = 'public'::regnamespace") == []
