"""Two tenants that mirror each other, two clients in each, a person for every role, one object of every kind a route names.

Every text of the foreign tenant and of the foreign client holds a canary: an answer with one in it is a leak.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts import actions as accounts
from accounts.models import SCOPES, Letter, Level, Membership
from accounts.permissions import ACCOUNT_MANAGER, ADMINISTRATOR, ENGINEER, FINANCE, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in, identity
from common import wallclock
from contracts.models import Package
from files.actions import store_files
from slas import actions as slas
from slas.contents import content_of
from slas.models import Calendar, TicketType, Tier
from tests.factories import (
    full,
    make_client,
    make_contact,
    make_contract,
    make_environment,
    make_person,
    make_product,
    make_staff,
    make_tenant,
    make_ticket,
    make_version,
)
from tests.isolation.money import billed
from tests.isolation.offers import offered
from tickets import actions as tickets
from tickets.models import Clock, Follower

FILED_AT = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
FAR_OFF = datetime(2099, 1, 1, tzinfo=UTC)
OURS, FOREIGN_CLIENT, FOREIGN_TENANT = "ours", "foreign client", "foreign tenant"
CANARY = {FOREIGN_CLIENT: "CANARY-CLIENT-5f1d", FOREIGN_TENANT: "CANARY-TENANT-9b2e", OURS: "ours"}

STAFF_ROLES = {
    "engineer": (ENGINEER,),
    "lead": (LEAD,),
    "account manager": (ACCOUNT_MANAGER,),
    "finance": (FINANCE,),
    "administrator": (ADMINISTRATOR,),
}
CONTACT_ROLES = ("contact user", "contact manager", "approver")


@dataclass
class World:
    """The people by role, the objects by owner and kind, and the browsers that are signed in."""

    slugs: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)  # (role, tenant) -> membership, or None
    objects: dict = field(default_factory=dict)  # owner -> kind -> object
    browsers: dict = field(default_factory=dict)  # (role, tenant) -> signed-in browser
    tokens: dict = field(default_factory=dict)  # (role, tenant) -> API token
    fingerprints: dict = field(default_factory=dict)  # tenant's id -> what its tables hold


def build_world():
    """Commit the world; once a run, for it takes some seconds."""
    world = World(slugs={"a": "matrix-a", "b": "matrix-b"})
    bosses = {name: make_tenant(slug, name=f"Matrix {CANARY[owner]}") for name, slug, owner in _tenants(world)}
    clients = {
        OURS: make_client(bosses["a"], "Matrix client ours"),
        FOREIGN_CLIENT: make_client(bosses["a"], f"Client {CANARY[FOREIGN_CLIENT]}"),
        FOREIGN_TENANT: make_client(bosses["b"], f"Client {CANARY[FOREIGN_TENANT]}"),
    }
    for name, boss in bosses.items():
        home = clients[OURS if name == "a" else FOREIGN_TENANT]
        _people(world, name, boss, home, clients[FOREIGN_CLIENT] if name == "a" else home)
    for owner, client in clients.items():
        name = "b" if owner == FOREIGN_TENANT else "a"
        world.objects[owner] = _objects(bosses[name], client, owner, world, name)
    for (role, name), member in world.members.items():
        world.browsers[role, name] = _browser(member)
        if member is not None:
            world.tokens[role, name] = _token(bosses[name], member)
    with identity():
        Letter.objects.all().delete()  # of no tenant: they would lie in the way of the tests of mail
    return world


def _tenants(world):
    return [("a", world.slugs["a"], OURS), ("b", world.slugs["b"], FOREIGN_TENANT)]


def _people(world, name, boss, home, elsewhere):
    address = "{}@" + f"matrix-{name}.example"
    members = {role: make_staff(boss, address.format(role.replace(" ", "-")), roles=roles) for role, roles in STAFF_ROLES.items()}
    members["contact user"] = make_contact(boss, home, address.format("user"))
    members["contact manager"] = make_contact(boss, home, address.format("manager"), role="manager")
    members["approver"] = make_contact(boss, home, address.format("approver"), is_approver=True)
    members["contact of another client"] = make_contact(boss, elsewhere, address.format("elsewhere"))
    members["contact of another client"].own = FOREIGN_CLIENT if name == "a" else FOREIGN_TENANT
    both = make_person(address.format("both"))
    members["engineer who is also a contact"] = make_staff(boss, both.email, person=both)
    members["engineer who is also a contact"].other_self = make_contact(boss, home, both.email, person=both)
    members["deactivated"] = make_staff(boss, address.format("gone"))
    with acting_as(boss):
        accounts.end_membership(member=members["deactivated"], by=boss, at=FILED_AT)
    world.members |= {(role, name): member for role, member in members.items()} | {("anonymous", name): None}


def _objects(boss, client, owner, world, name):
    canary = CANARY[owner]
    product = make_product(boss, f"Product {canary}", client)
    contract = make_contract(boss, client, "Standard")
    requester = (
        world.members["contact user", name] if owner != FOREIGN_CLIENT else world.members["contact of another client", name]
    )
    agent = world.members["engineer", name]
    now = wallclock.now()
    ticket = make_ticket(requester, at=FILED_AT, title=f"Ticket {canary}", body=f"Body {canary}", product=product)
    resolved = make_ticket(requester, at=FILED_AT, title=f"Resolved {canary}")
    waiting = make_ticket(requester, at=FILED_AT, title=f"Waiting {canary}")
    uncovered = make_ticket(requester, at=FILED_AT - timedelta(days=365), title=f"Before any contract {canary}")
    late, asked, missed = _late_ticket(boss, agent, requester, canary)
    release = make_version(boss, product, f"8.4 {canary}")
    place = make_environment(boss, client, product, f"Environment {canary}", version=release)
    other_contract = make_contract(boss, client, "Premium", products=[product])
    with acting_as(boss):
        tickets.wait_for_client(ticket=waiting, body=f"Asked {canary}", by=agent, at=FILED_AT)
        hidden = store_files(uploads=[_upload("i.txt", canary)], client=client, visibility="internal", by=agent, at=FILED_AT)
        note = tickets.write_note(ticket=ticket, body=f"Internal {canary}", by=agent, at=FILED_AT, files=hidden)
        shown = _upload(f"public-{canary}.txt", canary)
        files = store_files(uploads=[shown], client=client, visibility="public", by=agent, at=FILED_AT)
        reply = tickets.reply(ticket=ticket, body=f"Public {canary}", by=agent, at=FILED_AT, files=files)
        worked = _work(ticket, agent, canary)
        tickets.resolve_ticket(ticket=resolved, body=f"Done {canary}", by=agent, at=FILED_AT)
        accounts.write_client_note(client=client, body=f"Private {canary}", by=boss, at=FILED_AT)
        offer = accounts.invite(
            email=f"new-{owner.replace(' ', '-')}@matrix.example",
            name=canary,
            client=client,
            contact_role="user",
            by=boss,
            at=now,
        )
        address = f"staff-{owner.replace(' ', '-')}@matrix.example"
        staff_offer = accounts.invite(email=address, name=canary, roles=[LEAD], by=boss, at=now)
        token, _secret = accounts.create_token(member=agent, name=canary, scopes=["tickets:read"], days=30, by=boss, at=now)
        everyone = Membership.objects.in_force().filter(client=client).exclude(pk=requester.pk)
        Follower.objects.bulk_create(
            Follower(tenant=boss.tenant, client=client, ticket=each, member=member)
            for each in (ticket, resolved, waiting, late, uncovered)
            for member in everyone
        )
    with acting_in(boss.tenant, SYSTEM):
        reply.attached, note.attached = reply.attachments.get(), note.attachments.get()
        level = Level.objects.get(tenant=boss.tenant, number=2)
        tier = Tier.objects.get(tenant=boss.tenant, name="Premium")
        calendar = Calendar.objects.filter(tenant=boss.tenant).first()
        version = tier.versions.first()
        package = Package.objects.filter(tenant=boss.tenant).first()
        retarget = tickets.start_retarget(kind="tier", tier_version=version, by=boss, at=FILED_AT, starts_at=FAR_OFF)
        kind = TicketType.objects.filter(tenant=boss.tenant).first()
        draft = slas.keep_draft(tier=tier, content=content_of(version), based_on=1, by=boss, at=FILED_AT)
        proposal = slas.propose_tier(proposal=draft, by=boss, at=FILED_AT, note=f"Proposed {canary}")
    return {
        "client": client,
        "contact": requester,
        "staff": world.members["lead", name],
        "ticket": ticket,
        "resolved ticket": resolved,
        "waiting ticket": waiting,
        "late ticket": late,
        "uncovered ticket": uncovered,
        "late message": asked,
        "missed clock": missed,
        "environment": place,
        "product version": release,
        "other contract": other_contract,
        "time entry": worked,
        "message": reply,
        "note": note,
        "attachment": reply.attached,
        "hidden attachment": note.attached,
        "product": product,
        "contract": contract,
        "package": package,
        "invitation": offer,
        "staff invitation": staff_offer,
        "token": token,
        "level": level,
        "tier": tier,
        "tier proposal": proposal,
        "tier rule": SimpleNamespace(pk=version.rules[0]["key"]),
        "tier number": SimpleNamespace(pk=1),  # of its version
        "calendar": calendar,
        "ticket type": kind,
        "retarget": retarget,
        **billed(boss, client, canary),
        **offered(boss, client, canary, owner),
    }


def _work(ticket, agent, canary):
    """Time that the client sees, time that it does not, and a timer that runs; the first is returned."""
    said = {"ticket": ticket, "by": agent, "at": FILED_AT, "ended_at": FILED_AT}
    start = FILED_AT - timedelta(minutes=10)
    tickets.log_time(started_at=start, kind="non_billable", note=f"Internal {canary}", **said)
    tickets.start_timer(ticket=ticket, by=agent, at=FILED_AT)
    return tickets.log_time(started_at=start, kind="triage", note=f"Triage {canary}", is_note_public=True, **said)


def _late_ticket(boss, agent, requester, canary):
    """A ticket that was answered too late, has a question of the client open, and waits for a deployment slot."""
    late, at = make_ticket(requester, at=FILED_AT, title=f"Late {canary}"), FILED_AT + timedelta(days=30)
    with acting_as(boss):
        tickets.reply(ticket=late, body=f"Late {canary}", by=agent, at=at)
        asked = tickets.write_as_client(ticket=late, body=f"Asked again {canary}", by=requester, at=at)
        tickets.open_hold(ticket=late, hold="deploy_slot", by=agent, at=at)
        return late, asked, Clock.objects.get(ticket=late, metric="first_response")


def _token(boss, member):
    at = wallclock.now()
    with acting_as(boss):
        return accounts.create_token(member=member, name="Matrix", scopes=list(SCOPES), days=30, by=boss, at=at)[1]


def _upload(name, text):
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def _browser(member):
    browser = Browser(raise_request_exception=True)
    if member is not None:
        with identity():
            browser.force_login(get_user_model().objects.get(pk=member.person_id))
    return browser


__all__ = ["CANARY", "FOREIGN_CLIENT", "FOREIGN_TENANT", "OURS", "World", "build_world", "full"]
