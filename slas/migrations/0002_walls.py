"""The policies of tiers and calendars: clients may know what is promised, not what levels owe each other or other clients' choices."""

from django.db import migrations

from common.walls import INSIDE, OWN_CLIENT, STAFF, STAFF_ONLY, TENANT_WIDE, wall

CHOICE = f"{INSIDE} AND ({STAFF} OR ((select app_in_tenant()) AND level_id IS NULL AND (client_id IS NULL OR {OWN_CLIENT})))"
WIDE = ("calendar", "calendarversion", "tickettype", "tier", "tierversion", "target")


class Migration(migrations.Migration):
    dependencies = [("slas", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        *(wall(f"slas_{table}", TENANT_WIDE) for table in WIDE),
        wall("slas_leveltarget", STAFF_ONLY),
        wall("slas_calendarchoice", using=CHOICE, check=f"{INSIDE} AND {STAFF}"),
    ]
