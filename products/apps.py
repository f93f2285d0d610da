from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"

    def ready(self):
        from common.navigation import NavItem, register
        from products.panels import register_panels

        register_panels()
        register(
            NavItem(
                _("Manage"), _("Products"), "wrench", "manage:products", "client.view", "manage", 50, "", ("product-versions",)
            )
        )
        register(NavItem("", _("Environments"), "layers", "portal:environments", "portal.view", "portal", order=40))
