"""The wall of timers; tickets that are resolved when they come to be close seven days after that, as new ones will."""

from django.db import migrations

from common.walls import STAFF_ONLY, system_may_ask, wall

PLAN = """
INSERT INTO tickets_timer (id, tenant_id, ticket_id, kind, due_at)
SELECT gen_random_uuid(), tenant_id, id, 'auto_close', resolved_at + interval '7 days'
FROM tickets_ticket WHERE status = 'resolved' AND resolved_at IS NOT NULL AND NOT is_imported
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_tickets_do_things_by_themselves")]

    operations = [
        wall("tickets_timer", STAFF_ONLY),
        system_may_ask("tickets_timer", "tenant_id, due_at"),
        migrations.RunSQL(PLAN, migrations.RunSQL.noop),  # what was planned stays when this goes back
    ]
