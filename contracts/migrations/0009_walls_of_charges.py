"""The policies of charges, which are only ever added, and of changes of cover; the system role may ask where days are due."""

from django.db import migrations

from common.walls import CLIENT_READS, STAFF_ONLY, system_may_ask, wall


class Migration(migrations.Migration):
    dependencies = [("contracts", "0008_charges_and_changes_of_cover")]

    operations = [
        wall("contracts_charge", CLIENT_READS, grants="SELECT, INSERT"),
        wall("contracts_coverchange", STAFF_ONLY),
        system_may_ask("contracts_coverchange", "tenant_id, at, worked_at"),
        system_may_ask("contracts_contract", "tenant_id, tick_at"),
    ]
