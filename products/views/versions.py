"""Versions: added and changed from the page of their product."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import door
from common import wallclock
from common.http import accepted, form_page
from products import actions
from products.forms import VersionForm
from products.models import Product, ProductVersion


@door("manage", may="product.edit")
def new_version(request, tenant, pk):
    """A version of a product."""
    product = get_object_or_404(Product.objects.visible_to(request.member), pk=pk)
    form = VersionForm(request.POST or None)

    def create(**said):
        return actions.create_version(product=product, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Version added. Say on each client's environments which version runs there."))
        return redirect("manage:product", tenant, product.pk)
    return form_page(request, form, here=_("New version"), trail=_to_product(tenant, product), submit=_("Add version"))


@door("manage", may="product.edit")
def version(request, tenant, pk):
    """Rename a version, or change its days."""
    found = get_object_or_404(ProductVersion.objects.visible_to(request.member).select_related("product"), pk=pk)
    form = VersionForm(request.POST or None, initial=vars(found))

    def edit(**said):
        return actions.edit_version(version=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, edit):
        messages.success(request, _("Version saved."))
        return redirect("manage:product", tenant, found.product_id)
    here = f"{found.product.name} {found.name}"
    return form_page(request, form, here=here, trail=_to_product(tenant, found.product), submit=_("Save version"))


def _to_product(tenant, product):
    return [
        (_("Products"), reverse("manage:products", args=[tenant])),
        (product.name, reverse("manage:product", args=[tenant, product.pk])),
    ]
