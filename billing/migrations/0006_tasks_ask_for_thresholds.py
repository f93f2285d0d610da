"""The system role may ask which tenants have hours that run out."""

from django.db import migrations

from common.walls import system_may_ask


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_walls_of_quotes"), ("contracts", "0012_walls_of_the_ledger")]

    operations = [system_may_ask("contracts_thresholdcrossing", "tenant_id, percent, crossed_at")]
