"""The policy of claims: a client reads and makes its own, the desk answers them."""

from django.db import migrations

from common.walls import APP, INSIDE, OWN_CLIENT, STAFF, wall

TABLE = "billing_creditclaim"
SEEN = f"{INSIDE} AND ({STAFF} OR {OWN_CLIENT})"
MADE = f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND answered_at IS NULL AND claimed_by_id = (select app_member())))"


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_clients_claim_credits"), ("accounts", "0003_walls")]

    operations = [
        wall(TABLE, using=SEEN, check=MADE, grants="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            [f"CREATE POLICY staff_update ON {TABLE} AS RESTRICTIVE FOR UPDATE TO {APP} USING ({STAFF})"],
            [f"DROP POLICY staff_update ON {TABLE}"],
        ),
    ]
