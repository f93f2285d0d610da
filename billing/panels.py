"""What billing shows on the pages of lower apps."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.queries import invoices_found
from common.panels import Panel, register

SHOWN = 5


def _of_client(request, client):
    return {"client": client, "invoices": invoices_found(request.member, {"client": client})[:SHOWN]}


def _of_contract(request, contract):
    rows = invoices_found(request.member, {}).filter(contract=contract)
    return {"contract": contract, "invoices": rows[:SHOWN]}


def _what_if_of_client(request, client):
    return {"url": reverse("manage:client-what-if", args=[request.member.tenant.slug, client.pk])}


def _what_if_of_contract(request, contract):
    return {"url": reverse("manage:contract-what-if", args=[request.member.tenant.slug, contract.pk])}


def _of_portal_contract(request, contract):
    """The newest documents of a contract, as its client sees them."""
    return {"invoices": invoices_found(request.member, {}).filter(contract=contract)[:SHOWN]}


def register_panels():
    register(
        Panel("portal.contract", _("Invoices"), "portal.invoice.view", _of_portal_contract, "billing/_of_portal_contract.html")
    )
    register(Panel("client.side", _("Other offers"), "rate.view", _what_if_of_client, "billing/_what_if_link.html", order=60))
    register(Panel("contract.side", _("Other offers"), "rate.view", _what_if_of_contract, "billing/_what_if_link.html", order=70))
    register(Panel("client.main", _("Invoices"), "invoice.view", _of_client, "billing/_of_client.html", order=40))
    register(Panel("contract.side", _("Invoices"), "invoice.view", _of_contract, "billing/_of_contract.html", order=60))
