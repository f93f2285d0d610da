"""A contact's filing leaves a cover decision, and that is all: to change it, settle it or take it away is the staff's."""

from django.db import migrations

from common.walls import APP, STAFF

TABLE = "tickets_coverdecision"
POLICIES = {
    "staff_update": f"FOR UPDATE TO {APP} USING ({STAFF})",
    "staff_delete": f"FOR DELETE TO {APP} USING ({STAFF})",
    "staff_settle": f"FOR INSERT TO {APP} WITH CHECK ({STAFF} OR outcome = '')",
}


class Migration(migrations.Migration):
    dependencies = [("tickets", "0018_time_remembers_its_cover")]

    operations = [
        migrations.RunSQL(
            [f"CREATE POLICY {name} ON {TABLE} AS RESTRICTIVE {rule}" for name, rule in POLICIES.items()],
            [f"DROP POLICY {name} ON {TABLE}" for name in POLICIES],
        )
    ]
