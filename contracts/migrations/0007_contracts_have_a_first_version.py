"""Contracts that are there already get a first version, in which everything is as usual."""

from django.db import migrations

from common.ids import uuid7


def write_down(apps, schema_editor):
    versions = apps.get_model("contracts", "ContractVersion").objects
    contracts = apps.get_model("contracts", "Contract").objects.filter(versions=None)
    for contract in contracts.iterator():
        versions.create(
            id=uuid7(),
            tenant_id=contract.tenant_id,
            contract_id=contract.pk,
            client_id=contract.client_id,
            number=1,
            effective_on=contract.starts_on,
            terms={},
            created_at=contract.created_at,
        )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_walls_of_agreements")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
