"""Row-level security: what a policy says for each kind of table, as migration operations.

A kind says who may see a row of the tenant besides its staff and the tasks (`system`):

- `STAFF_ONLY`: nobody else.
- `CLIENT`: contacts of the row's client, who may write as well.
- `CLIENT_READS`: contacts of the row's client, who may read.
- `CLIENT_PUBLIC`: contacts of the row's client, when the row's `visibility` is public.
- `TENANT_WIDE`: every contact of the tenant may read; only staff and tasks may change.

Tables that fit none of these pass their own expressions to `wall`.
"""

from django.db import migrations

APP, OWNER, SYSTEM = "supportdesk_app", "supportdesk_owner", "supportdesk_system"

INSIDE = "tenant_id = (select app_tenant())"
STAFF = "(select app_is_staff())"
OWN_CLIENT = "client_id = (select app_client())"

STAFF_ONLY, CLIENT, CLIENT_READS = "staff only", "client", "client reads"
CLIENT_PUBLIC, TENANT_WIDE = "client public", "tenant wide"
READ_ONLY_FOR_CONTACTS = (CLIENT_READS, TENANT_WIDE)

# kind -> (rows that can be seen, rows that may be written)
RULES = {
    STAFF_ONLY: (f"{INSIDE} AND {STAFF}", None),
    CLIENT: (f"{INSIDE} AND ({STAFF} OR {OWN_CLIENT})", None),
    CLIENT_READS: (f"{INSIDE} AND ({STAFF} OR {OWN_CLIENT})", f"{INSIDE} AND {STAFF}"),
    # A contact's deed may leave a row that only staff can read (a notice, a log entry), so writing asks less than reading.
    CLIENT_PUBLIC: (
        f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND visibility = 'public'))",
        f"{INSIDE} AND ({STAFF} OR {OWN_CLIENT})",
    ),
    TENANT_WIDE: (f"{INSIDE} AND (select app_in_tenant())", f"{INSIDE} AND {STAFF}"),
}


def wall(table, kind=None, *, using=None, check=None, grants="SELECT, INSERT, UPDATE, DELETE"):
    """The operation that puts `table` behind its policy and grants it to the application's role."""
    if kind is not None:
        using, check = RULES[kind]
    forward = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY app ON {table} TO {APP} USING ({using}) WITH CHECK ({check or using})",
        f"CREATE POLICY owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)",
        f"REVOKE ALL ON {table} FROM {APP}, {SYSTEM}",
        f"GRANT {grants} ON {table} TO {APP}",
    ]
    backward = [f"DROP POLICY app ON {table}", f"DROP POLICY owner ON {table}"]
    if kind in READ_ONLY_FOR_CONTACTS:  # WITH CHECK says nothing of deleting, nor USING of who may change what all may read
        for verb in ("UPDATE", "DELETE"):
            name = f"staff_{verb.lower()}"
            forward.append(f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {verb} TO {APP} USING ({STAFF})")
            backward.append(f"DROP POLICY {name} ON {table}")
    backward += [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
    return migrations.RunSQL(forward, backward)


def system_may_ask(table, columns):
    """The operation that lets the system role read `columns` of every tenant's rows: which tenants have due work, no more."""
    return migrations.RunSQL(
        [
            f"CREATE POLICY system ON {table} FOR SELECT TO {SYSTEM} USING (true)",
            f"GRANT SELECT ({columns}) ON {table} TO {SYSTEM}",
        ],
        [f"DROP POLICY system ON {table}", f"REVOKE ALL ON {table} FROM {SYSTEM}"],
    )


def open_table(table, grants="SELECT, INSERT, UPDATE, DELETE"):
    """The operation that grants a table that belongs to no tenant and names no person (content types, cached counters)."""
    return migrations.RunSQL([f"GRANT {grants} ON {table} TO {APP}"], [f"REVOKE ALL ON {table} FROM {APP}"])
