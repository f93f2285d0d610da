"""The policies of people, tenants and what they sign in with."""

from django.db import migrations

from common.walls import CLIENT_PUBLIC, INSIDE, STAFF, STAFF_ONLY, TENANT_WIDE, open_table, wall

IDENTITY = "(select app_scope()) = 'identity'"
NOBODY = "(select app_is_nobody())"
OWN_CLIENT = "client_id = (select app_client())"
READ_WRITE = "SELECT, INSERT, UPDATE"


def by_scope(in_identity, in_tenant):
    """CASE, so that a function that raises in the other scope is never reached."""
    return f"CASE WHEN {IDENTITY} THEN {in_identity} ELSE {in_tenant} END"


def of_person(column):
    return by_scope("true", f"{column} = (select app_person())")


MEMBERSHIP_SEEN = by_scope(
    "person_id = (select app_person())",
    f"{INSIDE} AND ({STAFF} OR person_id = (select app_person()) OR id = (select app_member())"
    f" OR ((select app_in_tenant()) AND (client_id IS NULL OR {OWN_CLIENT})))",
)
# Whoever holds an open invitation becomes a member before anybody acts as one.
MEMBERSHIP_WRITTEN = by_scope(
    "false",
    f"{INSIDE} AND ({STAFF} OR ({NOBODY} AND person_id = (select app_person()) AND EXISTS ("
    "SELECT 1 FROM accounts_invitation offer WHERE offer.id = invitation_id AND offer.accepted_at IS NULL"
    " AND offer.withdrawn_at IS NULL AND offer.client_id IS NOT DISTINCT FROM accounts_membership.client_id)))",
)
CLIENT_SEEN = by_scope(
    "EXISTS (SELECT 1 FROM accounts_membership mine WHERE mine.client_id = accounts_client.id)",
    f"{INSIDE} AND ({STAFF} OR id = (select app_client()) OR EXISTS (SELECT 1 FROM accounts_membership mine"
    " WHERE mine.client_id = accounts_client.id AND mine.person_id = (select app_person())))",
)
TENANT_SEEN = by_scope(
    "EXISTS (SELECT 1 FROM accounts_membership mine WHERE mine.tenant_id = accounts_tenant.id)", "id = (select app_tenant())"
)
PERSON_SEEN = by_scope(
    "true",
    "id = (select app_person()) OR EXISTS (SELECT 1 FROM accounts_membership shared WHERE shared.person_id = accounts_person.id)",
)
SESSION_SEEN = by_scope("true", "session_key = current_setting('app.session', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_functions_of_the_walls"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE django_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX django_cache_expires ON django_cache (expires)",
            ],
            "DROP TABLE django_cache",
        ),
        open_table("django_cache"),
        open_table("django_migrations", "SELECT"),
        open_table("django_content_type", "SELECT"),
        wall("accounts_membership", using=MEMBERSHIP_SEEN, check=MEMBERSHIP_WRITTEN, grants=READ_WRITE),
        wall("accounts_tenant", using=TENANT_SEEN, check=f"id = (select app_tenant()) AND {STAFF}", grants=READ_WRITE),
        wall("accounts_client", using=CLIENT_SEEN, check=f"{INSIDE} AND {STAFF}", grants=READ_WRITE),
        wall("accounts_clientnote", STAFF_ONLY),
        wall("accounts_level", TENANT_WIDE),
        wall("accounts_person", using=PERSON_SEEN, check=of_person("id"), grants=READ_WRITE),
        wall("accounts_invitation", using=f"{INSIDE} AND ({STAFF} OR {NOBODY})", grants=READ_WRITE),
        wall(
            "accounts_apitoken",
            using=f"{INSIDE} AND ({STAFF} OR {NOBODY} OR member_id = (select app_member()))",
            grants=READ_WRITE,
        ),
        wall(
            "accounts_idempotencykey",
            using=f"{INSIDE} AND ({STAFF} OR EXISTS (SELECT 1 FROM accounts_apitoken t WHERE t.id = token_id))",
        ),
        wall("accounts_logentry", CLIENT_PUBLIC, grants="SELECT, INSERT"),
        wall("accounts_letter", using=by_scope("true", "false"), check="true"),
        wall("account_emailaddress", using=of_person("user_id")),
        wall("account_emailconfirmation", using=by_scope("true", "false")),
        wall("mfa_authenticator", using=of_person("user_id")),
        wall("usersessions_usersession", using=of_person("user_id")),
        wall("django_session", using=SESSION_SEEN, check="true"),
    ]
