"""The walls of versions: a client knows those of the products that it uses, and what it was warned of."""

from django.db import migrations

from common.walls import APP, CLIENT_READS, INSIDE, STAFF, system_may_ask, wall

VERSION = "products_productversion"
USED = (
    f"EXISTS (SELECT 1 FROM products_productuse used WHERE used.product_id = {VERSION}.product_id"
    " AND used.client_id = (select app_client()))"
)


def staff_alone(verb):
    """Whoever may read a row whose policy is its own may not therefore change or delete it."""
    name = f"staff_{verb.lower()}"
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {VERSION} AS RESTRICTIVE FOR {verb} TO {APP} USING ({STAFF})",
        f"DROP POLICY {name} ON {VERSION}",
    )


class Migration(migrations.Migration):
    dependencies = [("products", "0006_versions_reach_their_end")]

    operations = [
        wall(VERSION, using=f"{INSIDE} AND ({STAFF} OR {USED})", check=f"{INSIDE} AND {STAFF}"),
        staff_alone("UPDATE"),
        staff_alone("DELETE"),
        wall("products_endoflifewarning", CLIENT_READS),
        system_may_ask(VERSION, "tenant_id, ends_on"),
    ]
