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
from products.forms import EnvironmentDetailsForm, EnvironmentForm
from products.models import Environment
from products.queries import products_of


@door("manage", may="product.edit")
def new_environment(request, tenant, pk):
    """A place where a client runs one of its products."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    form = EnvironmentForm(request.POST or None, products=products_of(client, request.member))

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
    form = EnvironmentDetailsForm(request.POST or None, initial=vars(found))

    def edit(**said):
        return actions.edit_environment(environment=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, edit):
        messages.success(request, _("Environment saved."))
        return redirect("manage:client", tenant, found.client_id)
    trail = _to_client(tenant, found.client)
    lead = _("Programs that record deployments name it %(id)s.") % {"id": found.pk}
    here = f"{found.product.name}: {found.name}"
    return form_page(request, form, here=here, trail=trail, submit=_("Save environment"), lead=lead)


def _to_client(tenant, client):
    return [
        (_("Clients"), reverse("manage:clients", args=[tenant])),
        (client.name, reverse("manage:client", args=[tenant, client.pk])),
    ]
