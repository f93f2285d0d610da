"""Contracts that are there already are worked on from today on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contracts", "0009_walls_of_charges")]

    operations = [migrations.RunSQL("UPDATE contracts_contract SET tick_at = now()", migrations.RunSQL.noop)]
