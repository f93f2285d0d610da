"""The desk of a simulated day: clients in several zones, tiers that promise every metric, people at every level."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from accounts.models import Level
from accounts.permissions import ACCOUNT_MANAGER, ENGINEER, LEAD
from accounts.tenancy import acting_as
from slas import actions as slas
from slas.metrics import USUAL_PAUSES, Metric
from slas.models import SEVERITIES, TicketType
from slas.presets import HOURS_PRESETS
from tests.factories import (
    EARLY,
    make_client,
    make_contact,
    make_contract,
    make_environment,
    make_product,
    make_staff,
)
from tickets.models import SOURCES

ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
TIERS = {  # name -> kind of hours of each severity, factor of the targets, pauses, where a hotfix counts from
    "Swift": (("24/7", "24/7", "24/7", "8/5"), 1, USUAL_PAUSES, "received"),
    "Steady": (("24/5", "12/5", "8/5", "8/5"), 2, ("waiting_client", "scheduled", "deploy_slot"), "confirmed"),
    "Gentle": (("12/5", "8/5", "8/5", "8/5"), 3, (*USUAL_PAUSES, "critical_updates"), "confirmed"),
}
MINUTES = {  # of a critical ticket; each severity below takes twice as long
    Metric.FIRST_RESPONSE: 15,
    Metric.NEXT_RESPONSE: 20,
    Metric.UPDATE_CADENCE: 45,
    Metric.WORKAROUND: 90,
    Metric.HOTFIX: 240,
    Metric.RESOLUTION: 150,
}


@dataclass
class World:
    """Who is there. `contracts` and `environments` are by client."""

    boss: object
    staff: list = field(default_factory=list)
    clients: list = field(default_factory=list)
    contacts: dict = field(default_factory=dict)
    contracts: dict = field(default_factory=dict)
    environments: dict = field(default_factory=dict)
    types: list = field(default_factory=list)
    levels: list = field(default_factory=list)
    sources: tuple = tuple(SOURCES)


def make_world(boss, clients=10):
    """Ten clients on three tiers, the odd ones with calendars in their own zone, one without a contract."""
    world = World(boss)
    with acting_as(boss):
        world.types, world.levels = list(TicketType.objects.all()), list(Level.objects.all())
        for name, (kinds, factor, pauses, hotfix_from) in TIERS.items():
            hours = dict(zip(SEVERITIES, kinds, strict=True))
            said = {"pauses": pauses, "hotfix_from": hotfix_from, "rules": _rules() if name == "Swift" else ()}
            slas.create_tier(name=name, hours=hours, targets=_targets(factor, world.types[0]), by=boss, at=EARLY, **said)
    for number in range(8):
        roles = (LEAD, ENGINEER) if number % 4 == 0 else (ACCOUNT_MANAGER,) if number == 1 else (ENGINEER,)
        level = [one.number for one in world.levels][number % len(world.levels)]
        world.staff.append(make_staff(boss, f"s{number}@{boss.tenant.slug}.example", roles=roles, level=level))
    for number in range(clients):
        _add_client(world, number, list(TIERS)[number % len(TIERS)] if number else None)
    return world


def _add_client(world, number, tier):
    boss, zone = world.boss, ZONES[number % len(ZONES)]
    client = make_client(boss, f"Client {number}", zone=zone)
    world.clients.append(client)
    world.contacts[client.pk] = make_contact(boss, client, f"c{number}@client{number}.example")
    product = make_product(boss, f"Product {number}", client)
    kinds = ("production", "test")
    world.environments[client.pk] = [make_environment(boss, client, product, kind, kind) for kind in kinds]
    if number % 2:
        with acting_as(boss):
            chosen = {
                kind: slas.create_preset_calendar(name=f"{kind} {client.name}", kind=kind, zone=zone, by=boss, at=EARLY)
                for kind in HOURS_PRESETS
            }
            slas.choose_calendars(choices=chosen, client=client, by=boss, at=EARLY)
    if tier:
        usual = make_contract(boss, client, tier)
        other = make_contract(boss, client, "Premium", starts_on=date(2026, 1, 2), products=[product])
        world.contracts[client.pk] = [usual, other]


def _targets(factor, kind):
    """Everything is promised for every severity, in three units; one row for a type of its own."""
    rows = []
    for place, severity in enumerate(SEVERITIES):
        for metric, minutes in MINUTES.items():
            amount, unit = minutes * factor * 2**place, "minutes"
            if metric == Metric.HOTFIX:
                amount, unit = max(1, amount // 60), "hours"
            if metric == Metric.RESOLUTION and severity == "question":
                amount, unit = factor, "business_days"
            rows.append({"metric": str(metric), "severity": severity, "amount": amount, "unit": unit})
    amount = MINUTES[Metric.RESOLUTION] * factor * 3
    rows.append({"metric": "resolution", "severity": "major", "amount": amount, "unit": "minutes", "ticket_type": kind})
    return rows


def _rules():
    """When a grave ticket's update is missed, a level higher has to see to it."""
    raised = {"do": "raise_level"}
    rule = {"key": str(uuid4()), "name": "Higher", "metric": "update_cadence", "severities": ["critical"], "percent": 100}
    return [{**rule, "minutes": None, "side": "after", "hours": "any", "actions": [raised]}]
