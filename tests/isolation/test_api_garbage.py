"""Nothing that is sent to the API breaks it: bodies, fields, headers, parameters and tokens without an answer of 500."""

import base64
import json
import uuid

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.isolation import world
from tests.isolation.garbage import BODIES, IS_WHOLE, SHORT, complaint, encoded, read
from tests.isolation.test_api_matrix import KINDS
from tests.isolation.test_api_matrix import form_of as api_form

pytestmark = pytest.mark.django_db

API_FIELDS = {
    "api:tickets": ("title", "body", "severity", "type", "product", "client", "requester", "files", "unknown"),
    "api:messages": ("body", "visibility", "files", "unknown"),
}
JSON_ONLY = (None, True, -1, 2**70, 1e308, [], {}, [[]], {"id": "x"}, "\x00", "\ud800", "x" * 1_000_000, "0001-01-01T00:00:00Z")
HEADERS = (
    ("Idempotency-Key", "é"),
    ("Idempotency-Key", "x" * 4000),
    ("If-Match", '"\x7f"'),
    ("If-None-Match", "*"),
    ("If-Match", "9" * 400),
)


def api_call(the_world, name, method="post", query="", **more):
    objects = the_world.objects[world.OURS]
    ids = {parameter: objects[kind].pk for parameter, kind in KINDS[name].items()}
    more.setdefault("headers", {})
    more["headers"] = {"Authorization": f"Bearer {the_world.tokens['lead', 'a']}"} | more["headers"]
    browser = Browser()
    with transaction.atomic():
        answer = browser.generic(method.upper(), reverse(name, kwargs=ids) + query, **more)
        read(answer)
        transaction.set_rollback(True)
    return answer


def api_tried(the_world, name, *what, **more):
    try:
        return complaint(api_call(the_world, name, **more), name, *what)
    except Exception as mistake:
        return [f"{name}, {', '.join(what)}: {type(mistake).__name__}: {str(mistake)[:120]}"]


@pytest.mark.parametrize("name", sorted(API_FIELDS))
def test_no_field_of_the_api_breaks_the_answer(name, the_world):
    good, wrong = api_form(name, the_world.objects[world.OURS]), []
    for field in API_FIELDS[name]:
        for value in [*JSON_ONLY, *(SHORT.values() if IS_WHOLE else ())]:
            wrong += api_tried(
                the_world, name, field, repr(value)[:40], data=json.dumps(good | {field: value}), content_type="application/json"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(API_FIELDS))
def test_no_body_and_no_header_breaks_the_api(name, the_world):
    wrong = []
    for kind, body in BODIES:
        wrong += api_tried(the_world, name, kind, repr(body)[:40], data=body, content_type=kind)
    for header, value in HEADERS:
        data = json.dumps(api_form(name, the_world.objects[world.OURS]))
        wrong += api_tried(
            the_world, name, header, value[:20], data=data, content_type="application/json", headers={header: value}
        )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["api:messages", "api:tickets"])
def test_no_parameter_of_the_api_breaks_the_answer(name, the_world):
    wrong = []
    for what, text in SHORT.items():
        for parameter in ("cursor", "limit", "ordering", "status", "severity", "client", "number", "updated_since"):
            wrong += api_tried(the_world, name, parameter, what, method="get", query=f"?{parameter}={encoded(text)}")
    for words in (["-received_at", "0001-01-01T00:00:00+23:59", str(uuid.uuid4()), False], [[], {}, None, 1], "x", 5, None):
        cursor = base64.urlsafe_b64encode(json.dumps(words).encode()).decode()
        wrong += api_tried(the_world, name, "cursor", str(words), method="get", query=f"?cursor={cursor}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("secret", ["sd_", "sd_matrix-a_", "sd_\x00_x", "é" * 60, "sd_" + "9" * 9000, "sd__" + "a" * 50 + "x"])
def test_no_token_breaks_the_api(secret, the_world):
    answer = Browser().get(reverse("api:tickets"), headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401
