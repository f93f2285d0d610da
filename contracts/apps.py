from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"

    def ready(self):
        from common.navigation import NavItem, register
        from contracts.panels import register_panels

        register_panels()
        register(
            NavItem(
                _("Manage"), _("Contracts"), "contract", "manage:contracts", "contract.view", "manage", 20, "c", ("packages",)
            )
        )
        register(NavItem("", _("Contract"), "contract", "portal:contracts", "portal.contract.view", "portal", order=35))
        register(NavItem(_("Money"), _("Hourly rates"), "list", "manage:rate-cards", "rate.view", "manage", order=68))
