"""Products: the list with who uses each, a page for each, and what a client uses."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from common.http import accepted, form_page
from products import actions
from products.forms import ProductDetailsForm, ProductForm, UsesForm
from products.models import Product
from products.queries import products_of, products_with_clients, versions_with_environments


@door("manage", may="client.view")
@require_safe
def products(request, tenant):
    """What is supported, and for whom."""
    return render(request, "manage/products.html", {"products": products_with_clients(request.member, wallclock.now())})


@door("manage", may="product.edit")
def new_product(request, tenant):
    """A new product."""
    form = ProductForm(request.POST or None)

    def create(name):
        return actions.create_product(name=name, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Product created. Say on the page of a client that it is used there."))
        return redirect("manage:products", tenant)
    return form_page(request, form, here=_("New product"), trail=[_to_products(tenant)], submit=_("Create product"))


@door("manage", may="client.view")
@require_safe
def product(request, tenant, pk):
    """A product: its versions with their days, who runs which, and what nears its end."""
    found = get_object_or_404(Product.objects.visible_to(request.member), pk=pk)
    versions, unsaid = versions_with_environments(found, request.member, wallclock.now())
    context = {"product": found, "versions": versions, "unsaid": unsaid}
    context["products_url"] = reverse("manage:products", args=[tenant])
    return render(request, "manage/product.html", context)


@door("manage", may="product.edit")
def product_details(request, tenant, pk):
    """Rename a product, or say that it is supported no longer."""
    found = get_object_or_404(Product.objects.visible_to(request.member), pk=pk)
    form = ProductDetailsForm(request.POST or None, initial=vars(found))

    def edit(**said):
        return actions.edit_product(product=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, edit):
        messages.success(request, _("Product saved."))
        return redirect("manage:product", tenant, found.pk)
    trail = [_to_products(tenant), (found.name, reverse("manage:product", args=[tenant, found.pk]))]
    return form_page(request, form, here=_("Name and support"), trail=trail, submit=_("Save product"))


@door("manage", may="product.edit")
def client_products(request, tenant, pk):
    """Say which products a client uses."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    used = list(products_of(client, request.member))
    known = [one for one in Product.objects.visible_to(request.member) if one.is_active or one in used]
    form = UsesForm(request.POST or None, products=known, initial={"products": [str(one.pk) for one in used]})

    def say(products):
        return actions.say_who_uses(client=client, products=products, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, say):
        messages.success(request, _("Products of %(client)s saved.") % {"client": client.name})
        return redirect("manage:client", tenant, client.pk)
    trail = [(_("Clients"), reverse("manage:clients", args=[tenant])), (client.name, reverse("manage:client", args=[tenant, pk]))]
    return form_page(request, form, here=_("Products used"), trail=trail, submit=_("Save products"))


def _to_products(tenant):
    return (_("Products"), reverse("manage:products", args=[tenant]))
