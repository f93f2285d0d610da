"""Foreign ids in bodies: what a form or a call names must be the sender's to name, else nothing happens and nothing is told."""

import importlib
import json
import pkgutil
from uuid import UUID, uuid4

import pytest
from django import forms
from django.core.signing import Signer
from django.test import Client as Browser
from django.urls import reverse
from rest_framework import serializers

import accounts
import billing
import contracts
import files
import products
import slas
import tickets
from accounts.api.fields import VisibleField
from tests.isolation import cells, posting, world
from tests.isolation.naming import API_BESIDES, API_NAMED, API_READERS, IN_ADDRESS, NAMED, NOT_STAFF, OF_ANOTHER_CLIENT
from tests.isolation.test_api_matrix import KINDS
from tests.isolation.test_api_matrix import expected as api_expected
from tests.isolation.test_api_matrix import form_of as api_form
from tests.isolation.test_matrix import ROUTES
from tickets.api import inputs

pytestmark = pytest.mark.django_db
API_INPUTS = {"inputs"}  # modules of serializers that read only
APPS = (accounts, billing, contracts, files, products, slas, tickets)

FIELDS = [(name, field, kind) for name, fields in NAMED.items() for field, kind in fields.items()]


@pytest.mark.parametrize("name, field, kind", FIELDS)
def test_an_object_of_another_tenant_cannot_be_named(name, field, kind, the_world):
    refused(the_world, name, field, the_world.objects[world.FOREIGN_TENANT][kind].pk)


@pytest.mark.parametrize("name, field", OF_ANOTHER_CLIENT)
def test_an_object_of_another_client_cannot_be_named(name, field, the_world):
    refused(the_world, name, field, the_world.objects[world.FOREIGN_CLIENT][NAMED[name][field]].pk)


@pytest.mark.parametrize("name, field, kind", NOT_STAFF)
def test_a_member_of_the_wrong_side_cannot_be_named(name, field, kind, the_world):
    refused(the_world, name, field, the_world.objects[world.OURS][kind].pk)


def refused(the_world, name, field, foreign):
    """The form with one foreign id in it: no mistake of ours, no change in either tenant, no word of the foreign object."""
    tenants = [the_world.members["administrator", tenant].tenant for tenant in ("a", "b")]
    role, good = posting.rightful(the_world, name), posting.form_of(name, the_world.objects[world.OURS])
    before = [cells.as_built(the_world, tenant) for tenant in tenants]
    path = posting.address(the_world, name)
    if (name, field) in IN_ADDRESS:
        path = path.split("?")[0] + f"?{field}={foreign}"
    data = good | {field: [foreign] if isinstance(good.get(field), list) else str(foreign)}
    seen = []
    answer = cells.ask(
        the_world.browsers[role, "a"], "post", path, data, after=lambda: seen.extend(map(cells.fingerprint, tenants))
    )

    assert cells.leaks_in(answer, set()) == [] or role not in ("contact user", "contact manager")
    assert world.CANARY[world.FOREIGN_TENANT] not in answer.content_read.replace(f"Matrix {world.CANARY[world.OURS]}", "")
    assert 200 <= answer.status_code < 300 or 400 <= answer.status_code < 500, answer.status_code
    assert seen == before


@pytest.mark.parametrize("name", ["portal:open-ticket", "portal:messages", "desk:new-ticket", "desk:ticket-messages"])
def test_nobody_chooses_the_id_of_what_a_form_makes(name, the_world):
    """Not one that another tenant has, nor (signed for somebody else) one that another member's form was given."""
    role, path = posting.rightful(the_world, name), posting.address(the_world, name)
    good = posting.form_of(name, the_world.objects[world.OURS])
    foreign = the_world.objects[world.FOREIGN_TENANT]["ticket" if "messages" not in name else "message"].pk
    other = the_world.objects[world.OURS]["staff" if "portal" in name else "contact"]
    for given in (foreign, Signer(salt=f"submission of {other.pk}").sign(str(foreign))):
        answer = cells.ask(the_world.browsers[role, "a"], "post", path, good | {"submission": given, "once": given})

        assert answer.status_code == 302
        assert str(foreign) not in answer.headers["Location"]


@pytest.mark.parametrize("owner", [world.FOREIGN_CLIENT, world.FOREIGN_TENANT])
@pytest.mark.parametrize("role", ["contact manager", "lead"])
@pytest.mark.parametrize("field", sorted(API_NAMED))
def test_no_foreign_object_can_be_named_to_the_api(field, role, owner, the_world):
    objects, ours = the_world.objects[owner], the_world.objects[world.OURS]
    if role == "lead" and owner == world.FOREIGN_CLIENT and field in ("client", "product"):
        return  # staff serve that client too; another test asks for products
    value = objects[field if field != "requester" else "contact"].pk if field != "type" else objects["ticket type"].pk
    tenant_b = the_world.members["administrator", "b"].tenant
    tenant_a = the_world.members["administrator", "a"].tenant
    before, seen = [cells.as_built(the_world, tenant) for tenant in (tenant_a, tenant_b)], []
    headers = {"Authorization": f"Bearer {the_world.tokens[role, 'a']}"}
    data = json.dumps(api_form("api:tickets", ours) | {field: str(value)})
    path, after = reverse("api:tickets"), lambda: seen.extend(map(cells.fingerprint, (tenant_a, tenant_b)))
    answer = cells.ask(Browser(), "post", path, data, headers=headers, is_json=True, after=after)

    assert not cells.leaks_in(answer, set())
    assert seen[1] == before[1]
    if role == "contact manager" and field in inputs.NewTicket.staff_only:  # no field of theirs: passed over
        assert answer.status_code == 201
        assert str(ours["client"].pk) in answer.content_read
    else:
        assert answer.status_code == 400


def test_every_field_that_names_an_object_is_listed(the_world):
    """Asked of the forms as they are bound in a request, so that a field made in `__init__` counts too."""
    found, seen_forms = {}, set()
    for name in posting.posted():
        for field, (form, definition) in posting.bound_fields(the_world, name).items():
            seen_forms.add(type(form))
            if names_an_object(definition):
                found.setdefault(name, set()).add(field)

    assert found == {name: set(fields) for name, fields in NAMED.items()}
    unseen = {form.__name__ for form in form_classes() if not any(issubclass(seen, form) for seen in seen_forms)}
    assert unseen == set(HELD_ELSEWHERE)


HELD_ELSEWHERE = {
    "ClientSearch": "an address; names no object",
    "ContractSearch": "an address: below",
    "InvoiceSearch": "an address; names no object",
    "QuoteSearchForm": "an address; names no object",
    "StatementForm": "an address; names no object",
    "CheckForm": "an address: below",
    "PromiseForm": "an address: below",
    "PublicationForm": "tickets that keep their version: those that may be seen (tests/manage/test_tier_proposals)",
    "ReplayForm": "an address: a choice among the tenant's own tiers",
    "SampleForm": "a ticket that nobody filed: a choice among the tenant's own types",
    "VersionForm": "a calendar's wall times, read from JSON (tests/manage/test_calendar_editor)",
    "CorrectionForm": "the same",
    "HolidaysForm": "a country and its years",
    "SizeForm": "an address; names no object",
    "LogoForm": "a picture (tests/admin)",
    "NewPersonForm": "an invitation (tests/accounts)",
    "ProfileForm": "one's own profile (tests/accounts)",
}

# (route, parameter, kind of object): what an address names besides its path
IN_QUERIES = [
    ("portal:tickets", "product", "product"),
    ("portal:promise", "product", "product"),
    ("portal:promise", "type", "ticket type"),
    ("portal:open-ticket", "follows_up", "ticket"),
    ("portal:home", "as", "contact"),
    ("desk:queue", "client", "client"),
    ("desk:queue", "level", "level"),
    ("desk:new-ticket", "client", "client"),
    ("desk:new-ticket", "follows_up", "ticket"),
    ("manage:contracts", "tier", "tier"),
    ("manage:cover-check", "client", "client"),
    ("manage:new-contract", "client", "client"),
    ("manage:new-contract", "package", "package"),
]


@pytest.mark.parametrize("owner", [world.FOREIGN_CLIENT, world.FOREIGN_TENANT])
@pytest.mark.parametrize("name, parameter, kind", IN_QUERIES)
def test_naming_a_foreign_object_in_an_address_shows_nothing_of_it(name, parameter, kind, owner, the_world):
    role = posting.rightful(the_world, name)
    foreign = the_world.objects[owner][kind].pk
    path = posting.address(the_world, name).split("?")[0]
    answer = cells.ask(the_world.browsers[role, "a"], "get", f"{path}?{parameter}={foreign}", {})

    assert answer.status_code in (200, 302, 404)
    assert cells.leaks_in(answer, cells.may_read(the_world.members[role, "a"], "a")) == []


def names_an_object(field):
    """Whether what is sent is looked up as somebody's row."""
    if isinstance(field, forms.ModelChoiceField | forms.UUIDField):
        return True
    values = [str(value) for value, _label in field.choices] if isinstance(field, forms.ChoiceField) else []
    return any(is_id(value) for value in values)


def is_id(text):
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def form_classes():
    """Every form that the product defines."""
    return classes(forms.BaseForm, lambda module: ".forms" in module or module.endswith("_forms"))


def classes(kind, is_one_of_theirs):
    """The classes of a kind that the product defines in the modules of these names."""
    for app in APPS:
        for _finder, module, _is_package in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if is_one_of_theirs(module):
                for one in list(vars(importlib.import_module(module)).values()):
                    if isinstance(one, type) and issubclass(one, kind) and one.__module__ == module:
                        yield one


def test_every_field_of_the_api_that_names_an_object_starts_from_what_is_visible():
    """A `…Shown` is what is answered; whatever else names an object reads what was sent."""
    named = {}
    for reader in classes(serializers.Serializer, lambda module: ".api" in module):
        for name, field in reader().get_fields().items():
            if isinstance(field, serializers.RelatedField | serializers.ManyRelatedField | serializers.UUIDField):
                if type(field) is VisibleField:
                    named.setdefault(reader.__name__, set()).add(name)
                else:
                    assert reader.__module__.rpartition(".")[2] not in API_INPUTS and not reader.__name__.startswith("New"), (
                        reader
                    )

    assert named == API_READERS


@pytest.mark.parametrize("name, field", sorted(API_BESIDES))
def test_no_object_of_another_tenant_can_be_named_to_the_api_besides(name, field, the_world):
    """One's own is taken, so that the refusal is about the object; another tenant's is answered as one that nobody has."""
    kind, besides = API_BESIDES[name, field]
    ours, foreign = the_world.objects[world.OURS], the_world.objects[world.FOREIGN_TENANT]
    other_tenant, seen = the_world.members["administrator", "b"].tenant, []
    before = cells.as_built(the_world, other_tenant)
    view, path = ROUTES[name][0], reverse(name, kwargs={key: ours[of].pk for key, of in KINDS[name].items()})
    good = {key: value for key, value in (api_form(name, ours) | besides).items() if value is not None}
    may_ask = [
        role
        for role, tenant in the_world.tokens
        if tenant == "a" and 201 in api_expected(view, the_world.members[role, "a"], "a", world.OURS, "post")
    ]

    def sent(role, pk, after=None):
        headers = {"Authorization": f"Bearer {the_world.tokens[role, 'a']}"}
        return cells.ask(Browser(), "post", path, good | {field: str(pk)}, headers=headers, is_json=True, after=after)

    role = next((role for role in may_ask if sent(role, ours[kind].pk).status_code < 300), None)
    assert role, f"nobody can name one of their own: {[sent(role, ours[kind].pk).content_read for role in may_ask]}"
    answer = sent(role, foreign[kind].pk, after=lambda: seen.append(cells.fingerprint(other_tenant)))
    assert answer.status_code == 400
    assert cells.leaks_in(answer, set()) == []
    assert cells.as_compared(answer) == cells.as_compared(sent(role, uuid4()))
    assert seen == [before]
