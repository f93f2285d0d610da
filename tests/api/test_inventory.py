"""What the API is made of: every route described, guarded, and unable to reach past what its caller sees."""

import inspect
import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from django_filters import ModelChoiceFilter
from drf_spectacular.generators import SchemaGenerator
from rest_framework.relations import ManyRelatedField, RelatedField
from rest_framework.serializers import BaseSerializer, ModelSerializer

from accounts.api.fields import VisibleField
from accounts.api.filters import VisibleFilter
from accounts.api.views import ApiViewSet
from accounts.models import SCOPES
from accounts.permissions import MAY, may
from accounts.tenancy import SYSTEM, acting_in
from tests.api.conftest import make_caller
from tests.factories import make_contact, make_ticket
from tickets.api import cover, filters, inputs, outputs

SAFE = {"get", "head"}


def routes():
    """(path of the schema, view class, method -> action) of every route below /api/v1/."""
    found = []
    for prefix in get_resolver().url_patterns:
        if str(prefix.pattern) == "api/v1/":
            for route in prefix.url_patterns:
                path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/v1/{route.pattern}").replace("{pk}", "{id}")
                found.append((path, route.callback.cls, route.callback.actions))
    return found


def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def serializers():
    """Every serializer of the API, once with its fields."""
    classes = {c for module in (cover, inputs, outputs) for _, c in inspect.getmembers(module, inspect.isclass)}
    return [c() for c in classes if issubclass(c, BaseSerializer) and c.__module__.startswith("tickets.api")]


def test_the_schema_names_exactly_the_routes():
    described = {(path, method) for path, operations in schema()["paths"].items() for method in operations}
    routed = {(path, method) for path, _view, actions in routes() for method in actions if method != "head"}

    assert described == routed
    assert len(routed) >= 6


def test_the_committed_schema_is_the_present_one():
    committed = (Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text()

    assert yaml.safe_load(committed) == json.loads(json.dumps(schema()))


def test_operations_have_a_name_of_their_own_and_say_how_they_are_refused():
    operations = [one for found in schema()["paths"].values() for one in found.values()]

    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["security"] == [{"token": []}]
        assert operation["summary"]
        assert {"400", "401", "403", "429"} <= operation["responses"].keys()


@pytest.mark.parametrize(("path", "view", "actions"), routes(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_route_says_what_it_needs_and_every_write_is_one_transaction(path, view, actions):
    assert issubclass(view, ApiViewSet)
    assert view.permission_classes == ApiViewSet.permission_classes
    for method, action in actions.items():
        need = view.needs[action]
        assert need.scope in SCOPES
        assert {need.staff, need.contact} <= MAY.keys()
        assert need.scope.endswith(":read") == (method in SAFE)
        assert getattr(getattr(view, action), "is_write", False) == (method not in SAFE), (path, method)


def test_references_in_bodies_and_answers_reach_only_what_the_caller_sees():
    seen = []
    for serializer in serializers():
        assert not isinstance(serializer, ModelSerializer)  # fields are named one by one
        for name, field in serializer.fields.items():
            assert not isinstance(field, ManyRelatedField)
            if isinstance(field, RelatedField):
                assert type(field) is VisibleField, f"{type(serializer).__name__}.{name}"
                assert field.queryset.query.is_empty()
                seen.append(name)
    twice = ["environment", "level", "product", "type"]  # in what is filed or said of a ticket, and in what is asked about cover
    assert sorted(seen) == sorted(["assignee", "client", "contract", "requester", "ticket", *twice, *twice, "environment"])


def test_references_in_filters_reach_only_what_the_caller_sees():
    found = [c for _, c in inspect.getmembers(filters, inspect.isclass) if hasattr(c, "base_filters")]

    models = [f for c in found for f in c.base_filters.values() if isinstance(f, ModelChoiceFilter)]
    assert models
    assert all(type(one) is VisibleFilter for one in models)


def test_inputs_and_outputs_share_no_serializer():
    ins = {c for _, c in inspect.getmembers(inputs, inspect.isclass) if c.__module__ == inputs.__name__}
    outs = {c for _, c in inspect.getmembers(outputs, inspect.isclass) if c.__module__ == outputs.__name__}

    assert not any(issubclass(one, other) for one in ins for other in outs)


def fingerprint(tenant_id):
    """Every row that the application can see in the tenant, but for when tokens were last used."""
    rows = {}
    with acting_in(tenant_id, SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT (to_jsonb(t) - 'last_used_at')::text FROM {table} t ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


def test_reading_changes_no_row(boss, kestrel, ann, nine_oclock):
    decider = make_contact(boss, kestrel, "dora@kestrel.example", role="manager", is_approver=True)
    callers = {member: make_caller(boss, member, tuple(SCOPES)) for member in (decider, boss)}  # who may read most of their side
    ticket = make_ticket(ann, at=nine_oclock)
    before = fingerprint(ann.tenant_id)
    assert len(before["tickets_ticket"]) == 1
    assert len(before["accounts_apitoken"]) == 2

    for member, caller in callers.items():
        for path, view, actions in routes():
            if "get" in actions:
                answer = caller.get(path.replace("{id}", str(ticket.pk)).replace("{ticket}", str(ticket.pk)))
                asks_something = path.endswith("/cover/") and answer.status_code == 400
                need = view.needs[actions["get"]]
                right = (200, 404) if may(member, need.contact if member.client_id else need.staff) else (403,)
                assert answer.status_code in right or asks_something, path
        assert caller.get("/api/v1/tickets/", query_params={"cursor": "x"}).status_code == 400

    assert fingerprint(ann.tenant_id) == before
