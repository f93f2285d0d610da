"""What contracts show on the pages of lower apps."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from common import wallclock
from common.panels import Panel, register
from contracts.models import Contract
from contracts.queries import contracts_held, standing, tickets_left
from contracts.queries.page import pots_of


def _tiers_of_clients(request, clients):
    """The tiers of the contracts in force, of all clients of the page at once."""
    rows = Contract.objects.visible_to(request.member).filter(client__in=clients)
    cells: dict = {}
    for contract in contracts_held(rows, wallclock.now()):
        names = cells.setdefault(contract.client_id, [])
        if contract.tier.name not in names:
            names.append(contract.tier.name)
    return {"cells": cells}


def _contracts_of_client(request, client):
    rows = Contract.objects.visible_to(request.member).filter(client=client).select_related("tier")
    contracts = list(rows.prefetch_related("covered__product"))
    for contract in contracts:
        contract.standing = standing(contract, wallclock.now())
    return {"client": client, "contracts": contracts}


def _contracts_of_tier(request, tier):
    """How many contracts follow the tier and how many keep a frozen version, counted among those not over."""
    rows = Contract.objects.visible_to(request.member).filter(tier=tier).exclude(ends_on__lt=wallclock.now().date())
    return {"tier": tier, **rows.aggregate(all=Count("pk"), frozen=Count("frozen_version"))}


def _hours_left(request, client):
    """The hours and tickets of the company's contracts in force."""
    at = wallclock.now()
    held = contracts_held(Contract.objects.visible_to(request.member).filter(client=client).order_by("-starts_on"), at)
    tickets = [(contract, counted) for contract in held if (counted := tickets_left(contract, at))]
    teams = dict(Level.objects.visible_to(request.member).values_list("number", "name")) if tickets else {}
    named = [
        (contract, [each._replace(name=teams.get(each.level, each.name)) for each in counted]) for contract, counted in tickets
    ]
    return {"pots": [(contract, pot) for contract in held for pot in pots_of(contract, at)], "tickets": named}


def register_panels():
    register(Panel("portal.home.side", _("Hours left"), "portal.contract.view", _hours_left, "portal/_hours_left.html", order=10))
    register(Panel("clients.column", _("Tier"), "contract.view", _tiers_of_clients, "manage/_client_tiers.html", order=20))
    register(Panel("client.main", _("Contracts"), "contract.view", _contracts_of_client, "manage/_contracts.html", order=10))
    register(Panel("tier.side", _("Contracts"), "contract.view", _contracts_of_tier, "manage/_tier_contracts.html", order=10))
