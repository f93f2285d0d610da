"""The policies of tickets: the client's own, and of what was said and what happened only the public part."""

from django.db import migrations

from common.walls import CLIENT, CLIENT_PUBLIC, INSIDE, STAFF_ONLY, system_may_ask, wall


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        wall("tickets_ticketcounter", using=f"{INSIDE} AND (select app_in_tenant())"),
        *(wall(f"tickets_{table}", CLIENT) for table in ("ticket", "follower", "clock")),
        *(wall(f"tickets_{table}", CLIENT_PUBLIC) for table in ("message", "attachment", "event")),
        wall("tickets_importedticket", STAFF_ONLY),
        system_may_ask("tickets_clock", "tenant_id, next_at"),
    ]
