"""Reads of products that span tables, named by what comes back."""

from django.db.models import F

from common.zones import zone
from products.lifecycle import ENDED, NEAR
from products.maintenance import next_slot
from products.models import Environment, Product, ProductUse, ProductVersion


def products_with_clients(member, at):
    """Products that the member may see, each with `clients` that use it, `known` versions and those `ending`."""
    products = list(Product.objects.visible_to(member))
    users: dict = {product.pk: [] for product in products}
    for use in ProductUse.objects.visible_to(member).select_related("client").order_by("client__name"):
        users[use.product_id].append(use.client)
    today = at.astimezone(zone(member.tenant.time_zone)).date()
    versions: dict = {product.pk: [] for product in products}
    for version in ProductVersion.objects.visible_to(member):
        version.standing = version.standing_on(today)
        versions[version.product_id].append(version)
    for product in products:
        product.clients, product.known = users[product.pk], versions[product.pk]
        product.ending = [version for version in product.known if version.standing in (NEAR, ENDED)]
    return products


def products_of(client, member):
    """The products that a client uses."""
    return Product.objects.visible_to(member).used_by(client)


def versions_of(products, member):
    """The versions of some products, newest first, each with its product."""
    return ProductVersion.objects.visible_to(member).filter(product__in=products).select_related("product")


def environments_of(client, member, at):
    """Where a client runs what, by product, as `as_known` shows it; what is retired comes last."""
    rows = Environment.objects.visible_to(member).filter(client=client)
    return as_known(rows.order_by("-is_active", "product__name", "name"), at)


def as_known(environments, at):
    """Environments with product, version and client; `standing` and `days_left` on the client's day, next maintenance `slot`."""
    found = list(environments.select_related("product", "version", "client"))
    for each in found:
        today = at.astimezone(zone(each.client.time_zone)).date()
        each.standing = each.version.standing_on(today) if each.version else None
        each.days_left = (each.version.ends_on - today).days if each.version and each.version.ends_on else None
        window = each.window if each.is_active else None
        each.slot = next_slot(window, each.client.time_zone, at) if window else None
    return found


def versions_with_environments(product, member, at):
    """The versions of a product, newest first, each with `standing` on the tenant's day and `environments` that run it.

    A last place, None, holds those of which nobody said what they run.
    """
    today = at.astimezone(zone(member.tenant.time_zone)).date()
    versions = list(ProductVersion.objects.visible_to(member).filter(product=product).prefetch_related("warnings__client"))
    rows = Environment.objects.visible_to(member).active().filter(product=product)
    running: dict = {version.pk: [] for version in versions} | {None: []}
    for each in as_known(rows.order_by("client__name", "name"), at):
        running[each.version_id].append(each)
    for version in versions:
        version.standing, version.running = version.standing_on(today), running[version.pk]
        version.days_left = (version.ends_on - today).days if version.ends_on else None
    return versions, running[None]


def environments_near_the_end(tenant_id, until):
    """Environments in use whose version ends by a day, or has ended, with version, product and client."""
    rows = Environment.objects.filter(tenant_id=tenant_id, is_active=True, version__ends_on__lte=until, client__is_active=True)
    return rows.select_related("version__product", "client").order_by(F("version__ends_on"), "client_id", "pk")
