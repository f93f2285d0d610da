"""Every write about products."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.errors import DomainError
from products.models import Product, ProductUse


class ProductNameTaken(DomainError):
    """Another product of the tenant has the name."""

    code = "name_taken"


@transaction.atomic
def create_product(*, name, by, at):
    """A piece of software that the tenant supports."""
    if Product.objects.filter(tenant_id=by.tenant_id, name__iexact=name).exists():
        raise ProductNameTaken(_("A product called “%(name)s” exists already. Choose another name.") % {"name": name})
    product = Product.objects.create(tenant_id=by.tenant_id, name=name)
    record(tenant_id=by.tenant_id, kind="product.created", subject=product, at=at, by=by, name=name)
    return product


@transaction.atomic
def say_who_uses(*, client, products, by, at):
    """The products that a client uses, all of them; those left out are used no longer."""
    wanted = {product.pk for product in products}
    uses = ProductUse.objects.filter(tenant_id=by.tenant_id, client=client)
    uses.exclude(product__in=wanted).delete()
    known = set(uses.values_list("product_id", flat=True))
    ProductUse.objects.bulk_create(
        ProductUse(tenant_id=by.tenant_id, client=client, product_id=product_id) for product_id in sorted(wanted - known)
    )
    names = sorted(product.name for product in products)
    record(tenant_id=by.tenant_id, kind="client.products", subject=client, client_id=client.pk, at=at, by=by, products=names)
