"""The system role may ask which tenants count tickets: of lines, their kind."""

from django.db import migrations

from common.walls import SYSTEM


class Migration(migrations.Migration):
    dependencies = [("contracts", "0013_groups_have_longer_names")]

    operations = [
        migrations.RunSQL(
            [f"GRANT SELECT (kind) ON contracts_contractline TO {SYSTEM}"],
            [f"REVOKE SELECT (kind) ON contracts_contractline FROM {SYSTEM}"],
        )
    ]
