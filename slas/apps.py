from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlasConfig(AppConfig):
    name = "slas"

    def ready(self):
        from common.navigation import NavItem, register
        from slas.panels import register_panels

        register_panels()
        promises = _("Promises")
        register(NavItem(promises, _("SLA tiers"), "layers", "manage:tiers", "tier.view", "manage", order=70))
        register(NavItem(promises, _("Support hours"), "calendar", "manage:calendars", "tier.view", "manage", order=72))
        register(NavItem(promises, _("Between levels"), "escalate", "manage:levels", "tier.view", "manage", order=74))
