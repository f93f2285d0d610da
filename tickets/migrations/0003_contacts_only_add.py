"""What a contact said and what happened stays: in a contact's context rows are added, in the client's name, and never changed."""

from django.db import migrations

from common.walls import APP, STAFF

STAYS = ("tickets_message", "tickets_attachment", "tickets_event", "files_file")


def staff_alone(table, verb):
    name = f"staff_{verb.lower()}"
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {verb} TO {APP} USING ({STAFF})", f"DROP POLICY {name} ON {table}"
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_walls"), ("files", "0002_walls")]

    operations = [
        *(staff_alone(table, verb) for table in STAYS for verb in ("UPDATE", "DELETE")),
        *(staff_alone(table, "DELETE") for table in ("tickets_ticket", "tickets_clock", "tickets_ticketcounter")),
        migrations.RunSQL(
            f"CREATE POLICY contacts_add ON tickets_message AS RESTRICTIVE FOR INSERT TO {APP}"
            f" WITH CHECK ({STAFF} OR (side = 'client' AND visibility = 'public'))",
            "DROP POLICY contacts_add ON tickets_message",
        ),
        migrations.RunSQL(
            f"CREATE POLICY contacts_add ON tickets_attachment AS RESTRICTIVE FOR INSERT TO {APP}"
            f" WITH CHECK ({STAFF} OR visibility = 'public')",
            "DROP POLICY contacts_add ON tickets_attachment",
        ),
    ]
