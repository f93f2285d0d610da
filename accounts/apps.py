from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from common.navigation import NavItem, register

        manage = _("Manage")
        register(NavItem(manage, _("Clients"), "building", "manage:clients", "client.view", "manage", order=10, key="l"))
        register(NavItem(manage, _("Invitations"), "mail", "manage:invitations", "contact.manage", "manage", order=15))
