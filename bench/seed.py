"""A hundred tenants with people, clients, contracts and a few tickets each, made through the actions; the rest are copies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress

from accounts import actions as accounts
from accounts.actions.members import add_contact, add_staff
from accounts.models import Level, Membership, Person
from accounts.permissions import ENGINEER, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in, identity
from contracts import actions as contracts
from slas import actions as slas
from slas.models import TicketType, Tier
from tickets import actions as tickets

TENANTS = 100
NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)  # a Wednesday; the benches' present, so that a kept database does not age
FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
FILED = NOW - timedelta(days=1)
PASSWORD = "the bench signs in with this"
LARGEST = "tenant-001"
ENGINEER_EMAIL = f"engineer-1@{LARGEST}.example"
TIERS = ("Standard", "Premium", "Basic", "Enterprise")
SEVERITIES = ("critical", "major", "minor", "question")
STAGES = ("new", "assigned", "answered", "waiting", "resolved", "closed")
TITLES = (
    "Nightly export ends after 20,000 rows",
    "Cannot sign in after the certificate was renewed",
    "Report of stock per warehouse is twice as slow since 8.4.2",
    "Label printer at gate 3 prints blank pages",
    "How do we add a second approver to purchase orders?",
    "Interface to the customs broker answers 502",
    "Totals on the invoice differ by a cent",
    "Dashboard stays empty for users of the Leeds site",
)


def seed(say) -> None:
    """Fill an empty, migrated database."""
    for place in range(1, TENANTS + 1):
        found(f"tenant-{place:03}", is_largest=place == 1)
        if place % 10 == 0:
            say(f"  {place} of {TENANTS} tenants")


def found(slug, is_largest):
    admin = accounts.found_tenant(
        slug=slug,
        name=f"Support {slug[-3:]}",
        time_zone="Europe/London",
        email=f"admin@{slug}.example",
        person_name="Alex Admin",
        password=None,
        at=FOUNDED,
    )
    clients, engineers, severities = (20, 8, SEVERITIES * 3) if is_largest else (4, 2, ("major", "minor"))
    with acting_as(admin):
        admin = Membership.objects.select_related("tenant", "person").get(pk=admin.pk)
        slas.set_up_promises(by=admin, at=FOUNDED, country="GB", region="ENG")
        levels = list(Level.objects.filter(tenant_id=admin.tenant_id))
    people = [staff(admin, slug, place, levels, is_largest) for place in range(1, engineers + 1)]
    contacts = [client_of(admin, slug, place) for place in range(1, clients + 1)]
    with acting_in(admin.tenant_id, SYSTEM):
        types = list(TicketType.objects.filter(tenant_id=admin.tenant_id))
        lives = [(stage, severity) for severity in severities for stage in STAGES]
        for place, (stage, severity) in enumerate(lives):
            client, contact = contacts[place % len(contacts)]
            ticket = tickets.open_ticket(
                client=client,
                title=TITLES[place % len(TITLES)],
                body="It began this morning; nothing was changed on our side. A picture follows.",
                severity=severity,
                type=types[place % len(types)],
                source="portal",
                by=contact,
                at=FILED,
                level=levels[place % 3],
            )
            lead_to(stage, ticket, people[place % len(people)], contact)


def staff(admin, slug, place, levels, is_largest):
    """One engineer; only the one who signs in has a password, because hashing one takes a tenth of a second."""
    email = f"engineer-{place}@{slug}.example"
    person = person_of(email, f"Eve Engineer {place}", PASSWORD if is_largest and place == 1 else None)
    with acting_as(admin):
        return add_staff(
            tenant_id=admin.tenant_id,
            person=person,
            name=person.name,
            roles=[ENGINEER, LEAD] if place == 1 else [ENGINEER],
            level_id=levels[place % 3].pk,
            at=FOUNDED,
        )


def client_of(admin, slug, place):
    """A client with a contract, save every fourth, and a contact who manages."""
    with acting_as(admin):
        client = accounts.create_client(name=f"Client {place:02}", time_zone="Europe/London", by=admin, at=FOUNDED)
        if place % 4:
            contracts.create_contract(
                client=client,
                name="Care 2026",
                kind="package",
                tier=Tier.objects.get(tenant_id=admin.tenant_id, name=TIERS[place % len(TIERS)]),
                starts_on=date(2026, 1, 1),
                ends_on=None,
                time_zone=client.time_zone,
                by=admin,
                at=FOUNDED,
            )
    person = person_of(f"contact-{place}@{slug}.example", f"Kim Contact {place}", None)
    with acting_as(admin):
        contact = add_contact(
            tenant_id=admin.tenant_id, client_id=client.pk, person=person, name=person.name, contact_role="manager", at=FOUNDED
        )
        return client, Membership.objects.select_related("tenant", "client", "person").get(pk=contact.pk)


def person_of(email, name, password):
    with identity():
        person = Person.objects.create_user(email, password, name=name, time_zone="Europe/London")
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def lead_to(stage, ticket, engineer, contact):
    """Let the ticket live until it has reached its stage."""
    if stage == "new":
        return
    at = FILED + timedelta(minutes=5)
    tickets.assign_ticket(ticket=ticket, assignee=engineer, by=engineer, at=at)
    if stage in ("answered", "resolved", "closed"):
        tickets.reply(ticket=ticket, body="Thank you, we are looking into it.", by=engineer, at=at + timedelta(minutes=5))
    if stage == "waiting":
        tickets.wait_for_client(ticket=ticket, body="Which version do you run?", by=engineer, at=at + timedelta(minutes=5))
    if stage in ("resolved", "closed"):
        tickets.resolve_ticket(ticket=ticket, body="Restarted; it prints.", by=engineer, at=at + timedelta(minutes=30))
    if stage == "closed":
        tickets.confirm_resolved(ticket=ticket, by=contact, at=at + timedelta(minutes=60))
