"""Pages about products."""

from django.urls import path

from products.api.views import EnvironmentViewSet, ProductViewSet
from products.views import environments, portal, products, versions

manage = [
    path("products/", products.products, name="products"),
    path("products/new/", products.new_product, name="new-product"),
    path("products/<uuid:pk>/", products.product, name="product"),
    path("products/<uuid:pk>/details/", products.product_details, name="product-details"),
    path("products/<uuid:pk>/versions/new/", versions.new_version, name="new-product-version"),
    path("product-versions/<uuid:pk>/", versions.version, name="product-version"),
    path("clients/<uuid:pk>/products/", products.client_products, name="client-products"),
    path("clients/<uuid:pk>/environments/new/", environments.new_environment, name="new-environment"),
    path("environments/<uuid:pk>/", environments.environment, name="environment"),
]
portal = [path("environments/", portal.environments, name="environments")]
api = [
    path("products/", ProductViewSet.as_view({"get": "list"}), name="products"),
    path("clients/<uuid:pk>/environments/", EnvironmentViewSet.as_view({"get": "list"}), name="client-environments"),
]
