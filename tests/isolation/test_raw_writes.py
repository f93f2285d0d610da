"""What raw SQL in a contact's request can change: nothing of other clients, of staff or of what was said and happened.

The settings that say who looks are the application's own: whoever can run `SET app.audience` is the application itself, so
the walls hold against a forgotten filter and an injected condition, not against a stolen database login.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.tenancy import acting_as
from tests.isolation import world
from tests.isolation.test_catalogue import OPEN_TABLES, UNUSED_TABLES, tables

pytestmark = pytest.mark.django_db

# What a contact's own deeds change in place; every row of it is the contact's or of the contact's client.
MAY_CHANGE = {
    "accounts_apitoken": "member_id = (select app_member())",
    "accounts_idempotencykey": "token_id IN (SELECT id FROM accounts_apitoken WHERE member_id = (select app_member()))",
    "accounts_person": "id = (select app_person())",
    "account_emailaddress": "user_id = (select app_person())",
    "mfa_authenticator": "user_id = (select app_person())",
    "usersessions_usersession": "user_id = (select app_person())",
    "django_session": "session_key = current_setting('app.session', true)",
    "notifications_notice": "recipient_id = (select app_member())",
    "tickets_ticketcounter": "tenant_id = (select app_tenant())",
    **{f"tickets_{name}": "client_id = (select app_client())" for name in ("ticket", "clock", "follower")},
}
MAY_DELETE = set(MAY_CHANGE) - {
    "tickets_ticket",
    "tickets_clock",
    "tickets_ticketcounter",
    "accounts_apitoken",
    "accounts_person",
}
WALLED = OPEN_TABLES | UNUSED_TABLES


@pytest.fixture
def contact(the_world):
    return the_world.members["contact manager", "a"]


def done_by(contact, sql):
    """How many rows a statement touched in the contact's context; None when it was refused. Undone afterwards."""
    try:
        with transaction.atomic(), acting_as(contact), connection.cursor() as cursor:
            cursor.execute(sql)
            count = cursor.rowcount
            transaction.set_rollback(True)
            return count
    except DatabaseError:
        return None


def a_column(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position",
            [table],
        )
        return cursor.fetchall()[-1][0]


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_a_contact_changes_no_row_but_its_own(verb, contact):
    """Row by row would hide nothing: a statement over everything touches what the policies let it touch, or fails whole."""
    touched = {}
    for table in sorted(tables() - WALLED):
        column = a_column(table)
        for where in (None, MAY_CHANGE.get(table)):
            rest = f" WHERE NOT coalesce({where}, false)" if where else ""
            sql = f'UPDATE "{table}" SET "{column}" = "{column}"' if verb == "UPDATE" else f'DELETE FROM "{table}"'
            is_allowed = table in (MAY_CHANGE if verb == "UPDATE" else MAY_DELETE)
            if where or not is_allowed:
                if count := done_by(contact, sql + (rest if is_allowed else "")):
                    touched[table] = count

    assert touched == {}


def test_what_a_contact_may_change_is_really_there(contact, the_world):
    """Else the test above would prove nothing."""
    for table in ("tickets_ticket", "tickets_clock", "tickets_follower", "accounts_person"):
        column = a_column(table)
        assert done_by(contact, f'UPDATE "{table}" SET "{column}" = "{column}" WHERE {MAY_CHANGE[table]}'), table


@pytest.mark.parametrize(
    "table, change",
    [
        ("tickets_message", "side = 'staff'"),
        ("tickets_message", "visibility = 'internal'"),
        ("tickets_attachment", "visibility = 'internal'"),
        ("tickets_event", "tenant_id = '{foreign_tenant}'"),
        ("tickets_message", "client_id = '{foreign_client}'"),
        ("tickets_ticket", "client_id = '{foreign_client}'"),
        ("tickets_clock", "client_id = '{foreign_client}'"),
        ("accounts_logentry", "client_id = '{foreign_client}'"),
        ("accounts_logentry", "tenant_id = '{foreign_tenant}'"),
        ("tickets_coverdecision", "client_id = '{foreign_client}'"),
        ("tickets_coverdecision", "outcome = 'goodwill'"),
        ("files_file", "tenant_id = '{foreign_tenant}'"),
    ],
)
def test_a_contact_adds_no_row_in_anothers_name(table, change, contact, the_world):
    """A copy of a row that the contact may see, with a new key and one thing changed."""
    foreign = {
        "foreign_tenant": the_world.members["administrator", "b"].tenant_id,
        "foreign_client": the_world.objects[world.FOREIGN_CLIENT]["client"].pk,
    }
    column, value = change.format(**foreign).split(" = ")
    key = "gen_random_uuid()" if table != "accounts_logentry" else "(SELECT max(id) + 1000000 FROM accounts_logentry)"
    copy = (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, to_jsonb(t) || jsonb_build_object('id', {key}, "
        f"'{column}', {value}::text))).* FROM {table} t LIMIT 1"
    )
    with acting_as(contact), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0], "there is nothing to copy"

    assert done_by(contact, copy) is None


@pytest.mark.parametrize("verb", ["UPDATE accounts_logentry SET kind = kind", "DELETE FROM accounts_logentry"])
def test_nobody_at_all_changes_the_log(verb, the_world):
    assert done_by(the_world.members["administrator", "a"], verb) is None
