"""Pages about contracts."""

from django.urls import path

from contracts.views import contracts

manage = [
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/new/", contracts.new_contract, name="new-contract"),
    path("contracts/<uuid:pk>/", contracts.contract, name="contract"),
    path("contracts/<uuid:pk>/end/", contracts.contract_end, name="contract-end"),
    path("contracts/<uuid:pk>/conditions/", contracts.contract_conditions, name="contract-conditions"),
]
