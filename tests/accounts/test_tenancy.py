"""The context that every query needs, and what the database hides without asking the code."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import actions, tenancy
from accounts.models import Client, ClientNote, Membership, Tenant
from accounts.tenancy import NOBODY, STAFF, SYSTEM, acting_as, acting_in, client_audience, current, of_request
from tests.factories import EARLY, make_client


def test_a_query_outside_a_context_is_an_error(kestrel):
    with pytest.raises(DatabaseError, match="no tenant|no scope"), transaction.atomic():
        list(Client.objects.all())


def test_a_context_needs_an_audience_and_a_tenant(boss):
    with pytest.raises(TypeError):
        acting_in(boss.tenant, None)
    with pytest.raises(ValueError):
        acting_in("", STAFF)


def test_staff_without_a_member_is_an_error(boss, kestrel):
    with acting_in(boss.tenant, STAFF), pytest.raises(DatabaseError, match="no member"), transaction.atomic():
        list(Client.objects.all())


def test_leaving_a_context_brings_back_the_one_before_also_when_it_was_empty(boss):
    with acting_as(boss):
        with acting_in(boss.tenant, SYSTEM):
            assert current().audience == "system"
        assert current().audience == "staff"
        assert _setting("app.audience") == "staff"
    assert _setting("app.audience") == ""


def test_a_context_left_by_an_error_comes_back_too(boss):
    with acting_as(boss):
        with pytest.raises(DatabaseError), acting_in(boss.tenant, SYSTEM):
            connection.cursor().execute("SELECT 1/0")
        assert _setting("app.audience") == "staff"


def test_a_request_never_acts_as_the_system(boss):
    with of_request(tenancy.Context(scope="identity")), pytest.raises(tenancy.SystemInsideRequest):
        acting_in(boss.tenant, SYSTEM)


def test_another_tenants_rows_are_not_there(boss, other_boss):
    make_client(other_boss, "Borealis Bakery")

    with acting_as(boss):
        assert not Client.objects.filter(name="Borealis Bakery").exists()
        assert list(Tenant.objects.all()) == [boss.tenant]


def test_a_contact_sees_one_client_and_no_private_note(boss, ann, palisade):
    with acting_as(boss):
        actions.write_client_note(client=ann.client, body="Pays late", by=boss, at=EARLY)

    with acting_as(ann):
        assert list(Client.objects.all()) == [ann.client]
        assert not ClientNote.objects.exists()
        assert not Membership.objects.filter(client=palisade).exists()


def test_a_contact_changes_nothing_that_is_the_providers(boss, ann):
    with acting_as(ann):
        with pytest.raises(DatabaseError), transaction.atomic():
            Client.objects.filter(pk=ann.client_id).update(name="Ours now")


def test_before_membership_is_known_no_client_is_seen(boss, kestrel):
    with acting_in(boss.tenant, NOBODY):
        assert not Client.objects.exists()
        assert Tenant.objects.get() == boss.tenant


def test_the_application_owns_nothing_and_walks_round_no_wall(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == (0,)


def test_a_foreign_client_is_no_audience_of_ones_own(boss, ann, palisade):
    with acting_in(boss.tenant, client_audience(palisade.pk), member=ann.pk):
        assert list(Client.objects.all()) == [palisade]


def _setting(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return cursor.fetchone()[0]
