from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self):
        from billing import panels, quote_panels
        from common.navigation import NavItem, register

        panels.register_panels()
        quote_panels.register_panels()
        register(NavItem(_("Money"), _("Quotes"), "sign", "manage:quotes", "quote.view", "manage", 62))
        register(
            NavItem(
                _("Money"),
                _("Invoices"),
                "receipt",
                "manage:invoices",
                "invoice.view",
                "manage",
                64,
                beside=("entities", "invoice-lines", "payments"),
            )
        )
        register(NavItem(_("Money"), _("Service credits"), "tag", "manage:credits", "credit.view", "manage", 66))
        register(NavItem("", _("Quotes"), "sign", "portal:quotes", "portal.quote.view", "portal", order=48))
        register(NavItem("", _("Invoices"), "receipt", "portal:invoices", "portal.invoice.view", "portal", order=50))
