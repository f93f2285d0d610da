"""The wall of cover decisions: filing a ticket is a contact's deed and leaves one; the client may read its own."""

from django.db import migrations

from common.walls import CLIENT, wall


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_cover_is_decided_on_tickets")]

    operations = [wall("tickets_coverdecision", CLIENT)]
