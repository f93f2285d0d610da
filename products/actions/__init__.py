"""Every write about products."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.errors import DomainError
from products.actions.environments import create_environment, edit_environment
from products.actions.versions import create_version, edit_version
from products.models import Product, ProductUse

__all__ = [
    "create_environment",
    "create_product",
    "create_version",
    "edit_environment",
    "edit_product",
    "edit_version",
    "say_who_uses",
]


class ProductNameTaken(DomainError):
    """Another product of the tenant has the name."""

    code = "name_taken"


@transaction.atomic
def create_product(*, name, by, at):
    """A piece of software that the tenant supports."""
    _refuse_taken_name(name, by.tenant_id)
    product = Product.objects.create(tenant_id=by.tenant_id, name=name)
    record(tenant_id=by.tenant_id, kind="product.created", subject=product, at=at, by=by, name=name)
    return product


@transaction.atomic
def edit_product(*, product, name, is_active, by, at):
    """Rename a product, or say whether it is still supported; what tickets and contracts say of it stays."""
    _refuse_taken_name(name, by.tenant_id, but=product.pk)
    wanted = {"name": name, "is_active": is_active}
    changed = {field: [getattr(product, field), value] for field, value in wanted.items() if getattr(product, field) != value}
    for field, (_before, value) in changed.items():
        setattr(product, field, value)
    if changed:
        product.save(update_fields=list(changed))
        record(tenant_id=by.tenant_id, kind="product.changed", subject=product, at=at, by=by, changed=changed)
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


def _refuse_taken_name(name, tenant_id, but=None):
    if Product.objects.filter(tenant_id=tenant_id, name__iexact=name).exclude(pk=but).exists():
        raise ProductNameTaken(
            _("A product called “%(name)s” exists already. Choose another name.") % {"name": name}, field="name"
        )
