"""Contracts that are there already are worked on from today on."""

from django.db import migrations

WRITE = [
    "SET CONSTRAINTS ALL IMMEDIATE",  # nothing is left to be checked when the table changes again in the same transaction
    "UPDATE contracts_contract SET tick_at = now()",
    "SET CONSTRAINTS ALL DEFERRED",
]


class Migration(migrations.Migration):
    dependencies = [("contracts", "0009_walls_of_charges")]

    operations = [migrations.RunSQL(WRITE, migrations.RunSQL.noop)]
