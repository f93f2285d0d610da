"""Reads of products that span tables, named by what comes back."""

from products.models import Environment, Product, ProductUse


def products_with_clients(member):
    """Products that the member may see, each with the clients that use it as `clients`, in two queries."""
    products = list(Product.objects.visible_to(member))
    users: dict = {product.pk: [] for product in products}
    for use in ProductUse.objects.visible_to(member).select_related("client").order_by("client__name"):
        users[use.product_id].append(use.client)
    for product in products:
        product.clients = users[product.pk]
    return products


def products_of(client, member):
    """The products that a client uses."""
    return Product.objects.visible_to(member).used_by(client)


def environments_of(client, member):
    """Where a client runs what, by product; what is retired comes last."""
    rows = Environment.objects.visible_to(member).filter(client=client).select_related("product")
    return rows.order_by("-is_active", "product__name", "name")
