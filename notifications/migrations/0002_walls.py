"""The policies of notices: the recipient's alone, and the sender task's; anybody's deed may leave one."""

from django.db import migrations

from common.walls import INSIDE, open_table, system_may_ask, wall

READ = f"{INSIDE} AND ((select app_is_system()) OR recipient_id = (select app_member()))"
WRITTEN = f"{INSIDE} AND (select app_in_tenant())"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        wall("notifications_notice", using=READ, check=WRITTEN),
        system_may_ask("notifications_notice", "tenant_id, next_try_at"),
        open_table("notifications_heartbeat"),
    ]
