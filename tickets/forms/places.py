"""Environments to choose from, by the name of their product and their own."""

from products.models import Environment


def places_of(member, client=None):
    """The environments in use that the member may name; staff say of which client."""
    rows = Environment.objects.visible_to(member).active().select_related("product").order_by("product__name", "name")
    return rows.filter(client=client) if client else rows


def with_product(environment):
    """`Dispatch Hub: Live`."""
    return f"{environment.product.name}: {environment.name}"
