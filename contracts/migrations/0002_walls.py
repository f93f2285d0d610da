"""The policies of contracts: the client's own."""

from django.db import migrations

from common.walls import CLIENT_READS, wall


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("accounts", "0003_walls")]

    operations = [wall(f"contracts_{table}", CLIENT_READS) for table in ("contract", "contractproduct", "contractcalendar")]
