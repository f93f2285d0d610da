"""Environments: added and changed from the page of their client."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from common.http import accepted, form_page
from products import actions
from products.forms import EnvironmentForm, KnownEnvironmentForm
from products.models import Environment
from products.queries import products_of, versions_of


@door("manage", may="product.edit")
def new_environment(request, tenant, pk):
    """A place where a client runs one of its products."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    used = products_of(client, request.member)
    form = EnvironmentForm(
        request.POST or None,
        products=used,
        versions=versions_of(used, request.member),
        label_of=_with_product,
        zone=client.time_zone,
    )

    def create(**said):
        return actions.create_environment(client=client, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Environment added."))
        return redirect("manage:client", tenant, client.pk)
    lead = _("A hotfix counts as delivered when it is deployed to an environment of the promised kind.")
    here = _("New environment")
    return form_page(request, form, here=here, trail=_to_client(tenant, client), submit=_("Add environment"), lead=lead)


@door("manage", may="product.edit")
def environment(request, tenant, pk):
    """Rename an environment, or retire it."""
    found = get_object_or_404(Environment.objects.visible_to(request.member).select_related("client", "product"), pk=pk)
    versions = versions_of([found.product_id], request.member)
    initial = vars(found) | {"version": found.version_id}
    form = KnownEnvironmentForm(request.POST or None, initial=initial, versions=versions, zone=found.client.time_zone)

    def edit(**said):
        return actions.edit_environment(environment=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, edit):
        messages.success(request, _("Environment saved."))
        return redirect("manage:client", tenant, found.client_id)
    trail = _to_client(tenant, found.client)
    lead = _("Programs that record deployments name it %(id)s.") % {"id": found.pk}
    here = f"{found.product.name}: {found.name}"
    return form_page(request, form, here=here, trail=trail, submit=_("Save environment"), lead=lead)


def _with_product(version):
    return f"{version.product.name} {version.name}"


def _to_client(tenant, client):
    return [
        (_("Clients"), reverse("manage:clients", args=[tenant])),
        (client.name, reverse("manage:client", args=[tenant, client.pk])),
    ]
