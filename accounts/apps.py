from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from common.navigation import NavItem, register

        manage = _("Manage")
        register(
            NavItem(
                manage, _("Clients"), "building", "manage:clients", "client.view", "manage", 10, "l", ("contacts", "environments")
            )
        )
        register(NavItem(manage, _("Invitations"), "mail", "manage:invitations", "contact.manage", "manage", order=15))
        admin = _("Admin")
        register(NavItem(admin, _("Staff"), "users", "admin:staff", "staff.manage", "admin", order=10))
        register(NavItem(admin, _("API tokens"), "key", "admin:tokens", "token.manage", "admin", order=20))
        register(NavItem(admin, _("Levels"), "escalate", "admin:levels", "settings.edit", "admin", order=30))
        register(NavItem(admin, _("Settings"), "settings", "admin:settings", "settings.edit", "admin", order=40))
