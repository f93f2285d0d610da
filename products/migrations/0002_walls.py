"""The policies of products: a client knows of those that it uses."""

from django.db import migrations

from common.walls import CLIENT_READS, INSIDE, STAFF, wall

USED = (
    "EXISTS (SELECT 1 FROM products_productuse used WHERE used.product_id = products_product.id"
    " AND used.client_id = (select app_client()))"
)


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial"), ("accounts", "0003_walls")]

    operations = [
        wall("products_productuse", CLIENT_READS),
        wall("products_product", using=f"{INSIDE} AND ({STAFF} OR {USED})", check=f"{INSIDE} AND {STAFF}"),
    ]
