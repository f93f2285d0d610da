from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self):
        from billing.panels import register_panels
        from common.navigation import NavItem, register

        register_panels()
        register(NavItem(_("Manage"), _("Invoices"), "receipt", "manage:invoices", "invoice.view", "manage", 45))
        register(NavItem("", _("Invoices"), "receipt", "portal:invoices", "portal.invoice.view", "portal", order=50))
