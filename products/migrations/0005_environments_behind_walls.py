"""The wall of environments: a client's contacts may read their own."""

from django.db import migrations

from common.walls import CLIENT_READS, wall


class Migration(migrations.Migration):
    dependencies = [("products", "0004_clients_run_products_in_environments")]

    operations = [wall("products_environment", CLIENT_READS)]
