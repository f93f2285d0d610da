"""The policy of a contract's conditions: the client reads what it was promised."""

from django.db import migrations

from common.walls import CLIENT_READS, wall


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_contracts_choose_among_tiers")]

    operations = [wall("contracts_contractcondition", CLIENT_READS)]
