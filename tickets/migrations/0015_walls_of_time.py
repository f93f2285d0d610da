"""Of time worked a client reads what counted, the staff alone write it, and nobody changes what was worked (C-02)."""

from django.db import migrations

from common.walls import INSIDE, OWN_CLIENT, STAFF, STAFF_ONLY, wall

# What becomes of an entry may change; who worked when, for whom and how long may not.
CHANGES = "status, visibility, drawn, held, held_minutes, parts, is_late, approved_by_id, approved_at, billed_at"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_time_is_worked")]

    operations = [
        wall(
            "tickets_timeentry",
            using=f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND visibility = 'public'))",
            check=f"{INSIDE} AND {STAFF}",
            grants=f"SELECT, INSERT, UPDATE ({CHANGES})",
        ),
        wall("tickets_timeremark", STAFF_ONLY, grants="SELECT, INSERT"),
        wall("tickets_runningtimer", STAFF_ONLY),
    ]
