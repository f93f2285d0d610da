from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlasConfig(AppConfig):
    name = "slas"

    def ready(self):
        from common.navigation import NavItem, register
        from slas.panels import register_panels

        register_panels()
        manage = _("Manage")
        register(NavItem(manage, _("SLA tiers"), "layers", "manage:tiers", "tier.view", "manage", order=30))
        register(NavItem(manage, _("Support hours"), "calendar", "manage:calendars", "tier.view", "manage", order=40))
        register(NavItem(manage, _("Between levels"), "escalate", "manage:levels", "tier.view", "manage", order=45))
