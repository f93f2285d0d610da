"""Pages about products."""

from django.urls import path

from products.views import environments, products

manage = [
    path("products/", products.products, name="products"),
    path("products/new/", products.new_product, name="new-product"),
    path("products/<uuid:pk>/", products.product, name="product"),
    path("clients/<uuid:pk>/products/", products.client_products, name="client-products"),
    path("clients/<uuid:pk>/environments/new/", environments.new_environment, name="new-environment"),
    path("environments/<uuid:pk>/", environments.environment, name="environment"),
]
