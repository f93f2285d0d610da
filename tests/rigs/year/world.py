"""The desk of the year: people, calendars, rates, the legal entity and the contracts; and the facts about them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.permissions import ACCOUNT_MANAGER, FINANCE, LEAD
from accounts.tenancy import acting_as
from billing import actions as billing
from contracts import actions as contracts
from slas import actions as slas
from slas.models import Tier
from slas.openhours import OpenHours
from tests.factories import make_client, make_product, make_staff
from tests.rigs.year.agreements import (
    ABROAD,
    CALENDARS,
    CONTRACTS,
    MINIMUMS,
    RATES,
    TOGETHER,
    VAT,
    line_terms,
    lines_of,
    terms_of,
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """Who and what there is, and all that happens as plain facts. `contracts` are by name."""

    boss: object
    engineer: object = None
    manager: object = None
    finance: object = None
    entity: object = None
    contracts: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)  # by contract, of one that is for a product
    facts: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)  # what the year asked for and the product does not have

    def tell(self, do, *, at, **said):
        self.facts["happened"].append({"do": do, "at": at.isoformat(), **said})


def make_world(boss, names, until):
    """The contracts of these names, agreed at the year's beginning."""
    world = World(boss)
    slug = boss.tenant.slug
    world.engineer = make_staff(boss, f"engineer@{slug}.example")
    world.manager = make_staff(boss, f"manager@{slug}.example", roles=(LEAD, ACCOUNT_MANAGER), level=None)
    world.finance = make_staff(boss, f"books@{slug}.example", roles=(FINANCE,), level=None)
    rates = [{"of": None, "level": level, "amount": a, "currency": c} for c, rows in RATES.items() for level, a in rows.items()]
    world.facts = {"digits": {"GBP": 2, "USD": 2, "INR": 2}, "rates": rates, "contracts": [], "happened": []}
    with acting_as(boss):
        for row in rates:
            amount = Decimal(row["amount"])
            contracts.set_rate(level=row["level"], amount=amount, currency=row["currency"], by=boss, at=BEGIN)
        world.entity = billing.save_entity(name="Acme Support Ltd", address="12 Wharf Street, Leeds", by=boss, at=BEGIN)
        for since, percent in VAT["percents"]:
            said = dict(entity=world.entity, category="standard", percent=Decimal(percent))
            billing.set_rate(**said, valid_from=date.fromisoformat(since), by=boss, at=BEGIN)
    for name in names:
        _agree(world, name, until)
    return world


def _agree(world, name, until):
    zone, currency, starts_on, ends_on, kind, _lines, _waits = CONTRACTS[name]
    boss, (company, product) = world.boss, TOGETHER.get(name, (name, None))
    known = [contract.client for contract in world.contracts.values() if contract.client.name == company]
    client = known[0] if known else make_client(boss, company, zone=zone)
    if product is not None:
        world.products[name] = make_product(boss, product, client)
    week, closed = CALENDARS[zone]
    tax = VAT if currency == "GBP" else ABROAD
    with acting_as(boss):
        hours = OpenHours(
            zone=zone,
            weekly=tuple(tuple(map(tuple, day)) for day in week),
            exceptions=tuple((date.fromisoformat(day), ()) for day in closed),
        )
        calendar = slas.create_calendar(name=f"Hours of {name}", hours=hours, by=boss, at=BEGIN)
        billing.save_profile(client=client, name=company, tax_category=tax["category"], by=boss, at=BEGIN)
        specs = lines_of(name)
        contract = world.contracts[name] = contracts.create_contract(
            client=client, name=name, kind=kind, tier=Tier.objects.get(tenant_id=boss.tenant_id, name="Standard"),
            starts_on=date.fromisoformat(starts_on), ends_on=date.fromisoformat(ends_on) if ends_on else None,
            time_zone=zone, currency=currency, terms=terms_of(name, calendar), by=boss, at=BEGIN,
            products=[world.products[name]] if product else (),
            lines=[{"kind": said["kind"], "name": f"{name} {said['kind']}", "terms": line_terms(said)} for said in specs],
        )  # fmt: skip
        lines = list(contract.lines.order_by("position"))
    world.facts["contracts"].append(
        {
            "id": name,
            "client": company,
            "product": product,
            "starts_on": starts_on,
            "zone": zone,
            "currency": currency,
            "increment": 15,
            "minimums": MINIMUMS,
            "run_off_days": 30,
            "calendar": {"zone": zone, "week": week, "closed": closed},
            "tax": tax,
            "until": until.isoformat(),
        }  # fmt: skip
    )
    world.tell(
        "agreed", at=BEGIN, contract=name, number=1, effective_on=starts_on, contract_ends_on=ends_on,
        lines={str(line.pk): said for line, said in zip(lines, specs, strict=True)},
        new_lines=[{"id": str(line.pk), "kind": line.kind, "starts_on": starts_on} for line in lines],
    )  # fmt: skip
