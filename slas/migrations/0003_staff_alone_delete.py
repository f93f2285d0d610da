"""Who may read a row whose policy is its own may not therefore delete it: WITH CHECK says nothing of deleting."""

from django.db import migrations

from common.walls import APP, STAFF


class Migration(migrations.Migration):
    dependencies = [("slas", "0002_walls")]

    operations = [
        migrations.RunSQL(
            f"CREATE POLICY staff_delete ON slas_calendarchoice AS RESTRICTIVE FOR DELETE TO {APP} USING ({STAFF})",
            "DROP POLICY staff_delete ON slas_calendarchoice",
        )
    ]
