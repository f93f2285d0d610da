"""What files show on the pages of lower apps."""

from django.utils.translation import gettext_lazy as _

from common.panels import Panel, register
from files.forms import LogoForm


def _logo(request, tenant):
    return {"tenant": tenant, "form": LogoForm()}


def register_panels():
    register(Panel("settings.side", _("Logo"), "settings.edit", _logo, "admin/_logo.html", order=10))
