"""Pages about contracts."""

from django.urls import path

from contracts.api.views import ContractViewSet
from contracts.views import contracts, making, packages, rates, terms
from contracts.views import portal as portal_views
from contracts.views.course import STEPS, view_of

manage = [
    path("rates/", rates.rate_cards, name="rate-cards"),
    path("rates/new/", rates.new_hourly_rate, name="new-hourly-rate"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/new/", making.new_contract, name="new-contract"),
    path("contracts/<uuid:pk>/", contracts.contract, name="contract"),
    path("contracts/<uuid:pk>/ledger/", contracts.contract_ledger, name="contract-ledger"),
    path("contracts/<uuid:pk>/terms/", terms.contract_terms, name="contract-terms"),
    path("contracts/<uuid:pk>/end/", contracts.contract_end, name="contract-end"),
    path("contracts/<uuid:pk>/conditions/", contracts.contract_conditions, name="contract-conditions"),
    path("packages/", packages.packages, name="packages"),
    path("packages/new/", packages.new_package, name="new-package"),
    path("packages/<uuid:pk>/", packages.package, name="package"),
    *[path(f"contracts/<uuid:pk>/{step.noun}/", view_of(step), name=f"contract-{step.noun}") for step in STEPS],
]
portal = [
    path("contracts/", portal_views.contracts, name="contracts"),
    path("contracts/<uuid:pk>/", portal_views.contract, name="contract"),
    path("contracts/<uuid:pk>/ledger/", portal_views.ledger, name="contract-ledger"),
    path("contracts/<uuid:pk>/answer/", portal_views.answer, name="contract-answer"),
]
api = [
    path("contracts/", ContractViewSet.as_view({"get": "list"}), name="contracts"),
    path("contracts/<uuid:pk>/", ContractViewSet.as_view({"get": "retrieve"}), name="contract"),
]
