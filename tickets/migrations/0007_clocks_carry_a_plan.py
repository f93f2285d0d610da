"""Clocks carry a plan of all that they will say, and what they have said; the percent of the one warning goes.

Its column stays for the version that is still running while this one migrates, and is dropped by a later one.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


def texts():
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[], default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_timers_behind_walls")]

    operations = [
        migrations.AddField("clock", "fired", texts()),
        migrations.AddField(
            "clock",
            "plan_at",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("clock", "plan_what", texts()),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("clock", "warned_percent")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE tickets_clock ALTER warned_percent SET DEFAULT 0",
                    "ALTER TABLE tickets_clock ALTER warned_percent DROP DEFAULT",
                )
            ],
        ),
        migrations.AddField("event", "which", models.CharField(db_default="", default="", max_length=40)),
        migrations.RemoveConstraint("event", "event_of_a_clock_once"),
        migrations.AddConstraint(
            "event",
            models.UniqueConstraint(
                condition=models.Q(("clock__isnull", False)),
                fields=("tenant", "clock", "kind", "at", "which"),
                name="event_of_a_clock_once",
            ),
        ),
    ]
