"""Every refusal has the one shape of RFC 9457, whatever refused."""

import json

import pytest
from django.test import Client

from accounts.tenancy import acting_as
from tests.api.conftest import make_caller
from tests.factories import make_ticket
from tickets.models import Ticket

TICKETS = "/api/v1/tickets/"
NEW = {"title": "Printer on fire", "body": "Since nine.", "severity": "critical"}


def check_shape(answer, status, code):
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert problem["type"] == f"urn:supportdesk:problem:{code.replace('_', '-')}"
    assert (problem["status"], problem["code"], problem["request_id"]) == (status, code, answer["X-Request-ID"])
    assert problem.keys() - {"errors"} == {"type", "title", "status", "code", "detail", "instance", "request_id"}
    assert problem["detail"]
    assert answer.wsgi_request.path == problem["instance"]
    return problem


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock)


def raw(caller, body, content_type="application/json", path=TICKETS, **headers):
    headers["Authorization"] = f"Bearer {caller.secret}"
    return caller.http.post(path, body, content_type=content_type, headers=headers)


def test_fields_that_are_not_valid_are_pointed_at(anns):
    problem = check_shape(anns.post(TICKETS, {"title": "x" * 201, "severity": "urgent", "body": "a\x00b"}), 400, "invalid")

    assert {error["pointer"]: error["code"] for error in problem["errors"]} == {
        "/title": "max_length",
        "/severity": "invalid_choice",
        "/body": "null_characters_not_allowed",
    }


@pytest.mark.parametrize("body", ["{", "", "\ufeff{}", '{"a": NaN}', '{"a": 1}garbage', "[" * 5000])
def test_a_body_that_is_no_json_is_refused(anns, body):
    answer = raw(anns, body.encode())

    check_shape(answer, 400, "parse_error" if body else "invalid")


@pytest.mark.parametrize("body", [[], [1], "text", 5, None, {"title": {"a": 1}, "body": ["x"], "severity": 5}])
def test_a_body_of_another_kind_is_refused(anns, body):
    check_shape(raw(anns, json.dumps(body)), 400, "invalid")


def test_half_a_character_is_refused_in_words(anns):
    problem = check_shape(raw(anns, '{"title": "\\ud800", "body": "b", "severity": "minor"}'), 400, "invalid")

    assert problem["errors"][0]["pointer"] == "/title"


def test_no_token_401_and_no_scope_403(db, boss, ann):
    check_shape(Client().get(TICKETS), 401, "unauthenticated")
    check_shape(make_caller(boss, ann, ["tickets:read"]).post(TICKETS, NEW), 403, "insufficient_scope")


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing/", "/api/v1/tickets/7/", "/api/v1/tickets"])
def test_an_address_that_is_not_there(anns, path, settings):
    settings.APPEND_SLASH = False
    check_shape(anns.get(path), 404, "not_found")
    check_shape(Client().get(path), 404, "not_found")


def test_a_ticket_that_is_not_there(anns):
    check_shape(anns.get(f"{TICKETS}00000000-0000-7000-8000-000000000000/"), 404, "not_found")


def test_a_method_that_is_not_taken(anns, ticket):
    call = {"Authorization": f"Bearer {anns.secret}"}

    for method in ("put", "patch", "delete", "options"):
        answer = getattr(anns.http, method)(f"{TICKETS}{ticket.pk}/", headers=call)
        check_shape(answer, 405, "method_not_allowed")
        assert "GET" in answer["Allow"]
    check_shape(anns.http.delete(TICKETS), 401, "unauthenticated")


def test_a_media_type_that_is_not_taken(anns):
    check_shape(raw(anns, "title=x", "text/plain"), 415, "unsupported_media_type")
    check_shape(raw(anns, "title=x", "application/x-www-form-urlencoded"), 415, "unsupported_media_type")


def test_json_comes_back_whatever_would_be_accepted(anns):
    assert anns.get(TICKETS, headers={"Accept": "text/html"})["Content-Type"] == "application/json"
    assert anns.get(TICKETS, query_params={"format": "xml"}).status_code == 200


def test_what_is_too_large_is_refused_unread(anns, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    check_shape(anns.post(TICKETS, NEW | {"body": "x" * 2000}), 413, "too_large")
    settings.FILE_SIZE_LIMIT = settings.FILES_PER_MESSAGE = 0
    answer = raw(anns, b"x" * 1_000_001, "multipart/form-data; boundary=b")
    check_shape(answer, 413, "too_large")


def test_a_multipart_body_that_is_none_is_refused(anns):
    check_shape(raw(anns, b"garbage", "multipart/form-data"), 400, "parse_error")
    check_shape(raw(anns, b"garbage", "multipart/form-data; boundary=b"), 400, "invalid")


def test_a_mistake_of_ours_says_nothing_of_itself(anns, ann, monkeypatch):
    anns.http.raise_request_exception = False
    monkeypatch.setattr("common.wallclock.now", lambda: 1 / 0)

    problem = check_shape(anns.get(TICKETS), 500, "internal_error")

    assert "division" not in json.dumps(problem)


def test_problems_are_told_in_the_callers_language_only_in_words(anns):
    problem = check_shape(anns.post(TICKETS, {}, headers={"Accept-Language": "de"}), 400, "invalid")

    assert {error["code"] for error in problem["errors"]} == {"required"}


def test_a_request_id_is_taken_over(anns):
    answer = anns.post(TICKETS, {}, headers={"X-Request-ID": "trace-12345678"})

    assert answer.json()["request_id"] == answer["X-Request-ID"] == "trace-12345678"


def test_what_was_refused_left_nothing(ann, anns):
    anns.post(TICKETS, NEW | {"severity": "urgent"})

    with acting_as(ann):
        assert not Ticket.objects.exists()
