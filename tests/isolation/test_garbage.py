"""Nothing that anybody types is a mistake of ours: every field and parameter takes absurd values without an answer of 500."""

import base64
import json
import os
import uuid
from collections import Counter

import pytest
from django import forms
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.isolation import posting, routes, world
from tests.isolation.test_api_matrix import KINDS
from tests.isolation.test_api_matrix import form_of as api_form

pytestmark = pytest.mark.django_db
IS_WHOLE = os.environ.get("SUPPORTDESK_MATRIX") == "whole"

GARBAGE = {
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "last year": "9999-12-31T23:59",
    "first year": "0001-01-01T00:00",
    "huge": "9" * 400,
    "beyond bigint": "9223372036854775808",
    "negative": "-1",
    "text": "x" * 1_000_000,
    "uuid": "00000000-0000-0000-0000-000000000000",
    "cursor": "0001-01-01T00:00:00+14:00_00000000-0000-0000-0000-000000000000",
    "late cursor": "9999-12-31T23:59:59.999999-14:00~00000000-0000-0000-0000-000000000000",
    "far zone": "2026-01-01T00:00:00+23:59",
    "far cursor": "2026-01-01T00:00:00+23:59_00000000-0000-0000-0000-000000000000",
    "far key": "2026-01-01T00:00:00+23:59~00000000-0000-0000-0000-000000000000",
    "format": "%s{0}{{7*7}}{% debug %}",
    "not a number": "NaN",
    "infinite": "1e999",
    "quotes": "'\"`;--",
    "digits": "²٣",
}
SHORT = {name: text for name, text in GARBAGE.items() if len(text) < 1000}
OTHERWISE = {
    "desk:ticket-messages": {"kind": "reply", "channel": "phone"},
    "manage:contact": {"is_approver": "on"},
    "manage:new-calendar": {"kind": "custom"},
}
USUAL = SHORT if IS_WHOLE else {name: GARBAGE[name] for name in ("nul", "surrogate", "huge", "far cursor", "far key")}
PARAMETERS = (
    *("q", "page", "after", "before", "cursor", "limit", "ordering", "as", "view", "level", "severity", "client", "status"),
    *("due", "type", "product", "follows_up", "state", "kind", "tier", "compose", "updated_since", "number", "received_at"),
    *("title", "requester", "next", "v", "choose"),
)


def encoded(text):
    """Percent-encoded as no browser would: half a surrogate pair goes over the wire too."""
    return "%" + text.encode("utf-8", "surrogatepass").hex("%") if text else ""


def form_encoded(data):
    """A form's fields as the body of a request, whatever they hold."""
    pairs = [(key, one) for key, value in data.items() for one in (value if isinstance(value, list) else [value])]
    return "&".join(f"{encoded(key)}={encoded(str(one))}" for key, one in pairs).encode()


def read(answer):
    """All of an answer, so that the file behind a download is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def complaint(answer, *what):
    return [f"{', '.join(what)}: {answer.status_code}"] if answer.status_code >= 500 else []


def tried(browser, method, path, data, *what):
    """What went wrong with one request: a 5xx, or the exception behind it."""
    try:
        with transaction.atomic():
            if method == "get":
                answer = browser.get(path)
            else:
                answer = browser.post(path, form_encoded(data), content_type="application/x-www-form-urlencoded")
            read(answer)
            transaction.set_rollback(True)
        return complaint(answer, *what)
    except Exception as mistake:  # the test's browser passes on what the server would answer 500 for
        return [f"{', '.join(what)}: {type(mistake).__name__}: {str(mistake)[:120]}"]


@pytest.mark.parametrize("name", sorted(routes.GUARDED))
def test_no_parameter_of_an_address_breaks_a_page(name, the_world):
    browser, path = the_world.browsers[posting.rightful(the_world, name), "a"], posting.address(the_world, name)
    joint = "&" if "?" in path else "?"
    wrong = []
    for what, text in USUAL.items():
        for parameters in [(one,) for one in PARAMETERS] if IS_WHOLE else [PARAMETERS]:
            query = "&".join(f"{one}={encoded(text)}" for one in parameters)
            wrong += tried(browser, "get", f"{path}{joint}{query}", {}, name, what, *parameters[:1])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", posting.posted())
def test_no_field_of_a_form_breaks_the_answer(name, the_world):
    """Besides what a rightful form holds the fields that only another choice makes count."""
    role, path = posting.rightful(the_world, name), posting.address(the_world, name)
    browser, good = the_world.browsers[role, "a"], posting.form_of(name, the_world.objects[world.OURS]) | OTHERWISE.get(name, {})
    wrong = []
    for key, (_form, field) in fields_of(the_world, name):
        for part in posting.parts(key, field):
            for what, text in values_for(field):
                wrong += tried(browser, "post", path, good | {part: text}, name, part, what)
    assert not wrong, "\n".join(wrong)


def fields_of(the_world, name, alike=2):
    """The fields of a route's forms; of a table of cells that are alike the first few, unless everything is asked."""
    count = Counter()
    for key, (form, field) in posting.bound_fields(the_world, name).items():
        count[type(field)] += 1
        if IS_WHOLE or count[type(field)] <= alike:
            yield key, (form, field)


def values_for(field):
    if IS_WHOLE:
        return GARBAGE.items()
    if isinstance(field, forms.FileField):
        return ()
    if isinstance(field, forms.DateField | forms.DateTimeField):
        chosen = ("last year", "first year", "far zone", "nul")
    elif isinstance(field, forms.IntegerField | forms.DecimalField):
        chosen = ("beyond bigint", "not a number", "infinite", "nul", "huge", "digits")
    elif isinstance(field, forms.ChoiceField | forms.UUIDField | forms.BooleanField):
        chosen = ("nul",)
    else:
        chosen = ("surrogate", "text", "nul")
    return [(what, GARBAGE[what]) for what in chosen]


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
BODIES = (
    ("application/json", b"\xff\xfe{"),
    ("application/json", b'{"title": "\\ud800"}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b"1" * 5000),
    ("application/json", b"null"),
    ("application/json; charset=utf-16", b'{"title": 1}'),
    ("application/json; charset=nothing", b"{}"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=", b"--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"; filename="\xff"\r\n\r\n\xff'),
    (
        "multipart/form-data; boundary=x; charset=nothing",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
    ),
    ("text/xml", b"<!DOCTYPE x>"),
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


@pytest.mark.parametrize("kind, body", BODIES)
@pytest.mark.parametrize("name", ["portal:messages", "desk:ticket-messages"])
def test_no_body_of_a_form_breaks_the_answer(name, kind, body, the_world):
    browser, path = the_world.browsers[posting.rightful(the_world, name), "a"], posting.address(the_world, name)
    with transaction.atomic():
        answer = browser.generic("POST", path, body, content_type=kind)
        transaction.set_rollback(True)

    assert answer.status_code < 500


@pytest.mark.parametrize("secret", ["sd_", "sd_matrix-a_", "sd_\x00_x", "é" * 60, "sd_" + "9" * 9000, "sd__" + "a" * 50 + "x"])
def test_no_token_breaks_the_api(secret, the_world):
    answer = Browser().get(reverse("api:tickets"), headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401
