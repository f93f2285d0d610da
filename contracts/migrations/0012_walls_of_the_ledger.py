"""The policies of ledger, rates and caps: clients read their ledger, rate cards are the staff's, movements are only ever added."""

from django.db import migrations

from common.walls import APP, CLIENT_READS, INSIDE, OWN_CLIENT, STAFF, STAFF_ONLY, system_may_ask, wall

# Whoever accepts a quote in the portal makes its cap; from then on only staff and tasks change it.
CAP_READ = f"{INSIDE} AND ({STAFF} OR {OWN_CLIENT})"
CAP_NEW = f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND used = 0 AND closed_at IS NULL))"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0011_hours_are_a_ledger"), ("accounts", "0003_walls")]

    operations = [
        *[wall(f"contracts_{table}", STAFF_ONLY) for table in ("ratecard", "rate")],
        *[
            wall(f"contracts_{table}", CLIENT_READS, grants="SELECT, INSERT, UPDATE")
            for table in ("lineperiod", "thresholdcrossing", "ticketunit")
        ],
        wall("contracts_movement", CLIENT_READS, grants="SELECT, INSERT"),
        wall("contracts_spendingcap", using=CAP_READ, check=CAP_NEW, grants="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            [f"CREATE POLICY staff_update ON contracts_spendingcap AS RESTRICTIVE FOR UPDATE TO {APP} USING ({STAFF})"],
            ["DROP POLICY staff_update ON contracts_spendingcap"],
        ),
        system_may_ask("contracts_contractline", "tenant_id, ledger_due_at"),
    ]
