"""Who plays: the company, its colleagues, clients, contacts, products and contracts, made by the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts import actions as accounts
from accounts.actions.members import add_contact, add_staff
from accounts.models import Level, Membership, Person, Tenant
from accounts.tenancy import SYSTEM, acting_in, identity
from billing import actions as billing
from contracts import actions as contracts
from contracts.terms import Credits, Renewal, Terms, read_line
from products import actions as products
from slas import actions as slas
from slas.models import TicketType, Tier
from slas.presets import HOURS_PRESETS
from supportdesk.demo.logins import PASSWORD
from supportdesk.demo.story.money import lay_out_papers

Plan = dict[str, Any]
DAYS_OF_WORK = 100  # the company has been on the desk for so long

PROMISED = ((Decimal(95), Decimal(0)), (Decimal(85), Decimal(5)), (Decimal(0), Decimal(10)))  # of answers in time: off the fee
CREDITS = {"Premium": Credits(response=PROMISED), "Enterprise": Credits(response=PROMISED, resolution=PROMISED)}


class Company:
    """One tenant of the sample data, and its people by their addresses."""

    def __init__(self, tenant: Tenant, founder: Membership, plan: Plan):
        self.tenant, self.founder, self.plan = tenant, founder, plan
        self.staff: dict[str, Membership] = {}
        self.contacts: dict[str, list[Membership]] = {}  # by client
        self.clients: dict[str, Any] = {}
        self.products: dict[str, Any] = {}
        self.versions: dict[str, list[Any]] = {}  # by product: one that ends soon, one that does not
        self.types = {type_.code: type_ for type_ in TicketType.objects.filter(tenant=tenant)}
        self.now: datetime | None = None  # the present of the story
        self.levels = {level.number: level for level in Level.objects.filter(tenant=tenant)}

    def engineers(self, level: int) -> list[Membership]:
        """Who works at a level, or at the next below that has somebody."""
        engineers = [m for m in self.staff.values() if "engineer" in m.roles and m.level_id]
        return [m for m in engineers if m.level == self.levels[level]] or self.engineers(level - 1)


def founded(plan: Plan, at: datetime) -> Company:
    """The company with everybody in it."""
    since = at - timedelta(days=DAYS_OF_WORK)
    founder = accounts.found_tenant(
        slug=plan["slug"],
        name=plan["name"],
        time_zone=plan["time_zone"],
        email=plan["founder"]["email"],
        person_name=plan["founder"]["name"],
        password=PASSWORD,
        at=since,
    )
    with acting_in(founder.tenant_id, SYSTEM):
        slas.set_up_promises(by=founder, at=since, country=plan["country"], region=plan["region"])
        contracts.set_up_packages(by=founder, at=since)
        company = Company(founder.tenant, founder, plan)
        lay_out_papers(plan, founder, since)
        for name in plan["products"]:
            company.products[name] = products.create_product(name=name, by=founder, at=since)
            company.versions[name] = _versions(company, name, since, at)
        for colleague in plan["staff"]:
            company.staff[colleague["email"]] = _colleague(company, colleague, since)
        for about in plan["clients"]:
            _client(company, about, since, at)
    return company


def _colleague(company: Company, about: Plan, at: datetime) -> Membership:
    level = company.levels.get(about.get("level"))  # type: ignore[arg-type]
    member = add_staff(
        tenant_id=company.tenant.pk,
        person=_person(about["name"], about["email"], company.tenant.time_zone),
        name=about["name"],
        roles=about["roles"],
        level_id=level.pk if level else None,
        at=at,
    )
    member.tenant, member.level = company.tenant, level
    return member


def _client(company: Company, about: Plan, since: datetime, at: datetime) -> None:
    by, zone = company.founder, about["time_zone"]
    client = accounts.create_client(name=about["name"], time_zone=zone, by=by, at=since)
    used = [company.products[name] for name in about["products"]]
    products.say_who_uses(client=client, products=used, by=by, at=since)
    for product in used:
        _environments(company, client, product, since)
    tier = Tier.objects.get(tenant=company.tenant, name=about["tier"])
    ends_on = at.date() + timedelta(days=365)
    terms = {"kind": about["kind"], **about["terms"], **({"expires_on": str(ends_on)} if about["kind"] == "bucket" else {})}
    contracts.create_contract(
        client=client,
        name=f"{about['tier']} support",
        kind=about["kind"],
        tier=tier,
        starts_on=since.date(),
        ends_on=ends_on,
        time_zone=zone,
        terms=Terms(renewal=Renewal(kind="automatic"), credits=CREDITS.get(about["tier"], Credits())),
        currency=company.plan["entity"]["currency"],
        lines=[{"kind": about["kind"], "name": about["line"], "terms": read_line(terms)}],
        calendars=_calendars(company, tier, about, since),
        by=by,
        at=since,
    )
    if "note" in about:
        accounts.write_client_note(client=client, body=about["note"], by=by, at=since)
    billing.save_profile(client=client, name=client.name, order_reference=about.get("order", ""), by=by, at=since)
    company.clients[client.name] = client
    company.contacts[client.name] = [_contact(company, client, contact, since) for contact in about["contacts"]]


def _versions(company: Company, name: str, since: datetime, at: datetime) -> list[Any]:
    days = [("8.3", 400, 75), ("8.4", 40, 700)]  # released so many days before the first day, supported so many after this one
    return [
        products.create_version(
            product=company.products[name],
            name=version,
            released_on=since.date() - timedelta(days=before),
            ends_on=at.date() + timedelta(days=left),
            by=company.founder,
            at=since,
        )
        for version, before, left in days
    ]


def _environments(company: Company, client: Any, product: Any, at: datetime) -> None:
    """Where the client works, on the older version, and where it tries the newer one."""
    old, new = company.versions[product.name]
    for name, kind, version, criticality in (("Live", "production", old, "high"), ("Trial", "test", new, "low")):
        about = {"client": client, "product": product, "version": version, "criticality": criticality}
        products.create_environment(name=name, kind=kind, **about, by=company.founder, at=at)


def _calendars(company: Company, tier: Tier, about: Plan, at: datetime) -> dict[str, Any]:
    """The client's own office hours where it is not in the company's zone."""
    kinds = set(tier.versions.get().hours.values())
    if about["time_zone"] == company.tenant.time_zone:
        return {}
    found = {}
    for kind in sorted(kind for kind in kinds if not HOURS_PRESETS[kind].always_open):
        name = f"{kind} {about['time_zone'].rpartition('/')[2]}"
        place = {"zone": about["time_zone"], "country": about["country"]}
        found[kind] = slas.create_preset_calendar(name=name, kind=kind, **place, by=company.founder, at=at)
    return found


def _contact(company: Company, client: Any, about: list[str], at: datetime) -> Membership:
    name, email, role, *more = about
    member = add_contact(
        tenant_id=company.tenant.pk,
        client_id=client.pk,
        person=_person(name, email, client.time_zone),
        name=name,
        contact_role=role,
        is_approver="approver" in more,
        at=at,
    )
    member.tenant, member.client = company.tenant, client
    return member


def _person(name: str, email: str, zone: str) -> Person:
    """Somebody who signs in with the demo's password; whoever is known already stays who they are."""
    with identity():
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = Person.objects.create(email=email, name=name, time_zone=zone, password=_hashed())
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


@cache
def _hashed() -> str:
    """Hashed once: it takes a tenth of a second each."""
    return make_password(PASSWORD)
