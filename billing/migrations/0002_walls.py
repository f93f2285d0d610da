"""The policies of billing: a client reads its own documents once they are issued, and what it paid; the rest is the staff's."""

from django.db import migrations

from common.walls import APP, CLIENT_READS, INSIDE, OWN_CLIENT, STAFF, STAFF_ONLY, system_may_ask, wall

APPEND = "SELECT, INSERT"
OF_ISSUED = (
    "EXISTS (SELECT 1 FROM billing_invoice i WHERE i.tenant_id = billing_invoiceline.tenant_id"
    " AND i.id = billing_invoiceline.invoice_id AND i.state <> 'draft')"
)


def staff_writes(table):
    """A document that its client reads is changed and deleted by staff alone."""
    names = {"UPDATE": "staff_update", "DELETE": "staff_delete"}
    return migrations.RunSQL(
        [f"CREATE POLICY {n} ON {table} AS RESTRICTIVE FOR {verb} TO {APP} USING ({STAFF})" for verb, n in names.items()],
        [f"DROP POLICY {n} ON {table}" for n in names.values()],
    )


def read_when(table, condition):
    using = f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND {condition}))"
    return wall(table, using=using, check=f"{INSIDE} AND {STAFF}")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        *(wall(f"billing_{table}", STAFF_ONLY) for table in ("legalentity", "taxrate", "billingprofile", "linesource")),
        wall("billing_sequence", STAFF_ONLY, grants="SELECT, INSERT, UPDATE"),
        read_when("billing_invoice", "state <> 'draft'"),
        staff_writes("billing_invoice"),
        read_when("billing_invoiceline", OF_ISSUED),
        staff_writes("billing_invoiceline"),
        *(wall(f"billing_{table}", CLIENT_READS, grants=APPEND) for table in ("payment", "balancemovement")),
        system_may_ask("billing_invoice", "tenant_id, due_on, state"),
    ]
