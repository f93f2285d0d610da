"""Makers of legal rows: everything goes through the actions."""

from datetime import UTC, date, datetime

from allauth.account.models import EmailAddress

from accounts import actions as accounts
from accounts.actions.members import add_contact, add_staff
from accounts.models import Level, Membership, Person
from accounts.permissions import ENGINEER
from accounts.tenancy import SYSTEM, acting_as, acting_in, identity
from contracts import actions as contracts
from products import actions as products
from slas import actions as slas
from slas.models import TicketType, Tier
from tickets import actions as tickets

EARLY = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "correct horse battery"


def make_person(email, name="", zone="Europe/London"):
    """Somebody who can sign in with PASSWORD."""
    with identity():
        person = Person.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].title(), time_zone=zone)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def make_tenant(slug, name=None, at=EARLY, country="GB", region="ENG"):
    """A tenant with its defaults; returns the administrator's membership."""
    admin = accounts.found_tenant(
        slug=slug,
        name=name or slug.title(),
        time_zone="Europe/London",
        email=f"admin@{slug}.example",
        person_name=f"{slug.title()} Admin",
        password=PASSWORD,
        at=at,
    )
    with acting_as(admin):
        slas.set_up_promises(by=admin, at=at, country=country, region=region)
        contracts.set_up_packages(by=admin, at=at)
    return full(admin)


def founded(slug):
    """The administrator of a tenant that the run founded at its start, or founds again after a test has emptied the tables."""
    with identity():
        person = Person.objects.filter(email=f"admin@{slug}.example").first()
    if person is None:
        return make_tenant(slug)
    with identity(person):
        member = Membership.objects.get(person=person)
    return full(member)


def make_staff(admin, email, *, roles=(ENGINEER,), level=2, at=EARLY, person=None):
    """A colleague with roles and a level."""
    person = person or make_person(email)
    with acting_as(admin):
        at_level = Level.objects.get(tenant_id=admin.tenant_id, number=level) if level else None
        member = add_staff(
            tenant_id=admin.tenant_id,
            person=person,
            name=person.name,
            roles=list(roles),
            level_id=at_level.pk if at_level else None,
            at=at,
        )
    return full(member)


def make_client(admin, name, zone="Europe/London", **more):
    """A client company."""
    with acting_as(admin):
        return accounts.create_client(name=name, time_zone=zone, by=admin, at=EARLY, **more)


def make_contact(admin, client, email, *, role="user", at=EARLY, person=None, **more):
    """A contact of a client."""
    person = person or make_person(email)
    with acting_as(admin):
        member = add_contact(
            tenant_id=client.tenant_id, client_id=client.pk, person=person, name=person.name, contact_role=role, at=at, **more
        )
    return full(member)


def make_product(admin, name, *clients):
    """A product that the clients use (and no other)."""
    with acting_as(admin):
        product = products.create_product(name=name, by=admin, at=EARLY)
        for client in clients:
            products.say_who_uses(client=client, products=[product], by=admin, at=EARLY)
    return product


def make_version(admin, product, name, **days):
    """A version of a product; `days` may hold released_on and ends_on."""
    with acting_as(admin):
        return products.create_version(product=product, name=name, by=admin, at=EARLY, **days)


def make_environment(admin, client, product, name, kind="production", **more):
    """A place where the client runs the product."""
    with acting_as(admin):
        return products.create_environment(client=client, product=product, name=name, kind=kind, by=admin, at=EARLY, **more)


def make_contract(admin, client, tier="Standard", *, kind="package", starts_on=date(2026, 1, 1), ends_on=None, **more):
    """A contract on a tier, by the tier's name."""
    with acting_as(admin):
        return contracts.create_contract(
            client=client,
            name=f"{tier} {starts_on.year}",
            kind=kind,
            tier=Tier.objects.get(tenant_id=admin.tenant_id, name=tier),
            starts_on=starts_on,
            ends_on=ends_on,
            time_zone=client.time_zone,
            by=admin,
            at=EARLY,
            **more,
        )


def make_ticket(by, *, at, severity="minor", title="Export stops at 20,000 rows", **more):
    """A ticket filed by a contact (or, with `client`, by staff for one)."""
    with acting_as(by):
        client = more.pop("client", None) or by.client
        kind = TicketType.objects.get(tenant_id=by.tenant_id, code=more.pop("type", "incident"))
        more.setdefault("source", "portal")
        body = more.pop("body", "Since 8.4.2 the nightly export ends early.")
        return tickets.open_ticket(client=client, title=title, body=body, severity=severity, type=kind, by=by, at=at, **more)


def full(member):
    """The membership read again with all that pages read of it."""
    with acting_in(member.tenant_id, SYSTEM):
        return Membership.objects.select_related("tenant", "person", "client", "level").get(pk=member.pk)
