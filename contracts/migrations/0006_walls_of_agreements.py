"""The policies of agreements: the client reads its own, packages are the staff's; changes of state are only ever added."""

from django.db import migrations

from common.walls import CLIENT_READS, STAFF_ONLY, wall

OWN = ("contractversion", "contractline", "suspension", "ending")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_agreements_in_versions")]

    operations = [
        *[wall(f"contracts_{table}", STAFF_ONLY) for table in ("package", "packageversion")],
        *[wall(f"contracts_{table}", CLIENT_READS) for table in OWN],
        wall("contracts_contractchange", CLIENT_READS, grants="SELECT, INSERT"),
    ]
