"""What products show on the pages of lower apps."""

from django.utils.translation import gettext_lazy as _

from common.panels import Panel, register
from products.queries import products_of


def _products_used(request, client):
    return {"client": client, "products": products_of(client, request.member)}


def register_panels():
    register(Panel("client.side", _("Products used"), "client.view", _products_used, "manage/_products_used.html", order=30))
