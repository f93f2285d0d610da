"""A charge is put into words of its reader's language; the column stays, filled by nobody, for the version that still runs."""

from django.db import migrations

FORWARD = "ALTER TABLE contracts_charge ALTER COLUMN description SET DEFAULT ''"
BACK = "ALTER TABLE contracts_charge ALTER COLUMN description DROP DEFAULT"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0016_a_notice_says_whether_hours_are_refunded")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("charge", "description")],
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
        )
    ]
