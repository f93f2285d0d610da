"""What raw SQL in a contact's request shows: of every table, nothing internal and no row of another client or tenant."""

import json

import pytest
from django.db import connection

from accounts.tenancy import acting_as
from tests.isolation import world
from tests.isolation.test_catalogue import OPEN_TABLES, UNUSED_TABLES, tables

pytestmark = pytest.mark.django_db
SECRETS = ("Internal ours", "Private ours")


def everything(member):
    """table -> rows as text, by `SELECT *` in the member's context."""
    shown = {}
    with acting_as(member), connection.cursor() as cursor:
        for table in sorted(tables() - UNUSED_TABLES):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            shown[table] = [row for (row,) in cursor.fetchall()]
    return shown


@pytest.fixture
def shown(the_world):
    return everything(the_world.members["contact manager", "a"])


def test_no_table_shows_another_clients_or_tenants_words(shown):
    canaries = [world.CANARY[world.FOREIGN_CLIENT], world.CANARY[world.FOREIGN_TENANT]]

    assert {table for table, rows in shown.items() for row in rows for canary in canaries if canary in row} == set()


def test_no_table_shows_an_internal_note_its_attachment_its_events_or_a_private_note(shown, the_world):
    assert {table for table, rows in shown.items() for row in rows for secret in SECRETS if secret in row} == set()
    for table in ("tickets_message", "tickets_attachment", "tickets_event", "files_file", "accounts_logentry"):
        assert shown[table], f"{table}: nothing was there to be hidden"
        assert {json.loads(row)["visibility"] for row in shown[table]} == {"public"}
    hidden = the_world.objects[world.OURS]["hidden attachment"]
    assert not any(str(hidden.pk) in row or str(hidden.file_id) in row for rows in shown.values() for row in rows)
    assert shown["accounts_clientnote"] == shown["tickets_stintclock"] == shown["tickets_stintbook"] == []
    assert shown["tickets_timeremark"] == shown["tickets_runningtimer"] == [] and len(shown["tickets_timeentry"]) == 1
    assert not any("level_entered" in row or "ola_" in row for rows in shown.values() for row in rows)


def test_every_row_with_a_client_is_of_the_own_one(shown, the_world):
    own = str(the_world.members["contact manager", "a"].client_id)
    strange = {table for table, rows in shown.items() for row in rows if json.loads(row).get("client_id") not in (None, own)}
    assert strange == set()


def test_the_same_rows_are_there_for_staff_so_that_hiding_means_something(the_world):
    seen = everything(the_world.members["administrator", "a"])

    assert any("Internal ours" in row for row in seen["tickets_message"])
    assert any("Private ours" in row for row in seen["accounts_clientnote"])
    assert seen["tickets_stintclock"] and seen["tickets_stintbook"]
    assert seen["tickets_timeremark"] and seen["tickets_runningtimer"] and len(seen["tickets_timeentry"]) == 4
    assert any(world.CANARY[world.FOREIGN_CLIENT] in row for row in seen["tickets_ticket"])
    assert not any(world.CANARY[world.FOREIGN_TENANT] in row for rows in seen.values() for row in rows)


def test_the_open_tables_hold_nothing_about_anybody(shown):
    text = " ".join(row for table in OPEN_TABLES for row in shown[table])

    assert "@" not in text and "CANARY" not in text
