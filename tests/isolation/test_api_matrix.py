"""The matrix of the API: every route, a token of every role, objects of one's own, a foreign client's, a foreign tenant's."""

import uuid
from functools import partial

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.permissions import may
from tests.isolation import cells, world
from tests.isolation.test_matrix import IS_WHOLE, METHODS, ROUTES

pytestmark = pytest.mark.django_db
A_LINE = {"description": "Matrix", "price": "100.00"}
ACTIONS = {"get": ("retrieve", "list"), "post": ("create",)}
KINDS = {
    "api:tickets": {},
    "api:ticket": {"pk": "ticket"},
    "api:messages": {"ticket": "ticket"},
    "api:ticket-level": {"ticket": "ticket"},
    "api:attachment": {"pk": "attachment"},
    "api:ticket-wait": {"ticket": "ticket"},
    "api:ticket-resumption": {"ticket": "waiting ticket"},
    "api:ticket-resolution": {"ticket": "ticket"},
    "api:ticket-reopening": {"ticket": "resolved ticket"},
    "api:ticket-workaround": {"ticket": "ticket"},
    "api:ticket-deployments": {"ticket": "ticket"},
    "api:ticket-no-reply": {"ticket": "late ticket"},
    "api:ledger": {"pk": "missed clock"},
    "api:cover": {"client": "client"},
    "api:contracts": {},
    "api:contract": {"pk": "contract"},
    "api:client-what-if": {"pk": "client"},
    "api:contract-what-if": {"pk": "contract"},
    "api:client-balance": {"pk": "client"},
    "api:client-refunds": {"pk": "client"},
    "api:invoices": {},
    "api:invoice": {"pk": "issued invoice"},
    "api:invoice-pdf": {"pk": "issued invoice"},
    "api:invoice-issue": {"pk": "draft invoice"},
    "api:invoice-payments": {"pk": "issued invoice"},
    "api:quotes": {},
    "api:quote": {"pk": "offered quote"},
    "api:quote-sending": {"pk": "drafted quote"},
    "api:quote-acceptance": {"pk": "offered quote"},
    "api:quote-refusal": {"pk": "offered quote"},
    "api:consents": {},
    "api:consent": {"pk": "consent"},
    "api:consent-approval": {"pk": "consent"},
    "api:consent-top-up": {"pk": "consent"},
    "api:consent-refusal": {"pk": "consent"},
    "api:service-credits": {},
    "api:claimable-credits": {},
    "api:credit-claims": {},
    "api:products": {},
    "api:client-environments": {"pk": "client"},
    "api:time-entries": {},
    "api:time-entry": {"pk": "time entry"},
    "api:time-entry-correction": {"pk": "time entry"},
    "api:time-entry-withdrawal": {"pk": "time entry"},
}


def form_of(name, objects):
    if name == "api:tickets":
        filed = {"title": "Matrix", "body": "New", "severity": "minor", "type": objects["ticket type"].code}
        return filed | {"client": str(objects["client"].pk)}
    worked = {"started_at": "2026-06-08T07:50:00Z", "ended_at": "2026-06-08T08:00:00Z", "kind": "non_billable"}
    more = {
        "api:time-entries": worked | {"ticket": str(objects["ticket"].pk)},
        "api:time-entry-correction": worked,
        "api:time-entry-withdrawal": {"why": "Matrix"},
        "api:ticket-wait": {"wait": "client"},
        "api:ticket-deployments": {"environment": str(objects["environment"].pk)},
        "api:ticket-level": {"level": objects["level"].number, "note": "Matrix"},
        "api:ticket-no-reply": {"text": "Matrix"},
        "api:quotes": {"title": "Matrix", "contract": str(objects["contract"].pk), "lines": [A_LINE]},
        "api:quote-acceptance": {"content_sha256": objects["offer"].content_sha256},
        "api:quote-refusal": {"reason": "Matrix"},
        "api:consents": {"line": str(objects["line"].pk), "ticket": str(objects["ticket"].pk), "minutes": 60},
        "api:consent-top-up": {"minutes": 60},
        "api:credit-claims": {"contract": str(objects["hours contract"].pk), "month": "2026-05-01", "note": "Matrix"},
        "api:invoice-payments": {"amount": "1.00", "received_on": "2026-06-09"},
        "api:client-refunds": {"amount": "1.00", "currency": "EUR"},
    }
    return {"body": "Matrix"} | more.get(name, {})


def test_every_route_of_the_api_is_listed():
    assert {name for name in ROUTES if name.startswith("api:")} == set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_token_meets_what_is_its_own_and_nothing_else(name, the_world):
    view = ROUTES[name][0]
    untouched = cells.Untouched(the_world, the_world.members["administrator", "b"].tenant)
    wrong, welcomed, seen_by_staff = [], 0, set()
    for (role, tenant), member in the_world.members.items():
        missing = cells.Missing(partial(ask, the_world, role, tenant, name, None))
        told = set()  # methods that the view does not know or nobody of that role may use: told by one's own object
        for owner in (world.OURS, world.FOREIGN_CLIENT, world.FOREIGN_TENANT):
            for method in METHODS:
                right = expected(view, member, tenant, owner if KINDS[name] else None, method)
                if method in told or is_told_by_another(name, member, owner, method, right, seen_by_staff):
                    continue
                is_of_ours = method == "post" and tenant == "a" and 200 in right
                answer = ask(the_world, role, tenant, name, owner, method, untouched.after(method, owner) if is_of_ours else None)
                leaks = cells.leaks_in(answer, cells.may_read(member, tenant))
                if leaks or answer.status_code not in right:
                    wrong.append(
                        f"{role} of {tenant}, {owner}, {method}: {answer.status_code} not in {sorted(right)[:3]} {leaks}"
                    )
                if KINDS[name] and right == {404} and owner != world.OURS and missing.differs_from(answer, method):
                    wrong.append(f"{role} of {tenant}, {owner}, {method}: told from what is missing")
                welcomed += answer.status_code < 400
                if (answer.status_code in (401, 405) or right == {403}) and not IS_WHOLE:
                    told.add(method)
    assert wrong == []
    assert welcomed
    assert untouched.changed == []


def is_told_by_another(name, member, owner, method, right, seen_by_staff):
    """A list names no object; and to staff every client of the tenant is their own: one of them asks for the foreign client's."""
    if IS_WHOLE or owner == world.OURS:
        return False
    if not KINDS[name]:
        return method == "get"
    if owner == world.FOREIGN_CLIENT and 200 in right and not member.client_id:
        is_seen = method in seen_by_staff
        seen_by_staff.add(method)
        return is_seen
    return False


def expected(view, member, tenant, owner, method):
    """The right statuses; `owner` None: the route names no object."""
    if member is None or member.ended_at is not None:
        return {401}
    needs = view.cls.needs
    need = next((needs[action] for action in ACTIONS[method] if action in needs and action in view.actions.values()), None)
    if need is None:
        return {405, 403}
    if not may(member, need.contact if member.client_id else need.staff):
        return {403}
    if owner is None:  # a list is everybody's own; what is posted names a client, who may be another's
        return {200} if method == "get" else {200, 201, 400, 404, 422}
    own = world.FOREIGN_TENANT if tenant == "b" else cells.client_of(member)
    sees = owner == own or (not member.client_id and tenant == "a" and owner != world.FOREIGN_TENANT)
    if not sees:
        return {404}
    if method == "get":
        return {200}
    if getattr(view.cls, "is_of_its_writer", False) and not may(member, "time.approve"):
        return {200, 201, 409}  # somebody else's time
    return {200, 201} | ({403} if not may(member, "ticket.reply") and not member.client_id else set())


def ask(the_world, role, tenant, name, owner, method, after=None):
    objects = the_world.objects[owner or world.OURS]
    ids = {parameter: objects[kind].pk if owner else uuid.uuid4() for parameter, kind in KINDS[name].items()}
    browser, token = Browser(), the_world.tokens.get((role, tenant))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return cells.ask(
        browser, method, reverse(name, kwargs=ids), form_of(name, objects), headers=headers, is_json=True, after=after
    )
