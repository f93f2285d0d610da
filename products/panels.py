"""What products show on the pages of lower apps."""

from django.utils.translation import gettext_lazy as _

from common import wallclock
from common.panels import Panel, register
from products.queries import environments_of, products_of


def _products_used(request, client):
    return {"client": client, "products": products_of(client, request.member)}


def _environments(request, client):
    return {"client": client, "environments": environments_of(client, request.member, wallclock.now())}


def register_panels():
    register(Panel("client.side", _("Products used"), "client.view", _products_used, "manage/_products_used.html", order=30))
    register(Panel("client.side", _("Environments"), "client.view", _environments, "manage/_environments.html", order=31))
