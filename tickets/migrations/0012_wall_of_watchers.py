"""The wall of watchers, and the one question about them that a contact's deed may ask: whom its message has to reach."""

from django.db import migrations

from common.walls import STAFF_ONLY, wall

WATCHERS_OF = (
    "CREATE FUNCTION watchers_of(tickets uuid[]) RETURNS TABLE (ticket_id uuid, member_id uuid)"
    " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$"
    " SELECT watcher.ticket_id, watcher.member_id FROM public.tickets_watcher watcher"
    " WHERE watcher.tenant_id = public.app_tenant() AND watcher.ticket_id = ANY (tickets) ORDER BY watcher.id $body$"
)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_rules_add_watchers_and_boosts")]

    operations = [
        wall("tickets_watcher", STAFF_ONLY),
        migrations.RunSQL(
            [
                WATCHERS_OF,
                "REVOKE ALL ON FUNCTION watchers_of(uuid[]) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION watchers_of(uuid[]) TO supportdesk_app",
            ],
            "DROP FUNCTION watchers_of(uuid[])",
        ),
    ]
