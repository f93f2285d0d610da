"""Who gets in with a token, and that every refusal looks the same."""

import zlib
from datetime import timedelta

import pytest
from django.test import Client

from accounts import actions as accounts
from accounts.models import ApiToken
from accounts.permissions import ACCOUNT_MANAGER, FINANCE
from accounts.tenancy import acting_as, identity
from common import wallclock
from tests.api.conftest import Caller, make_caller
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_staff, make_ticket

TICKETS = "/api/v1/tickets/"


def without_its_id(problem):
    return {name: value for name, value in problem.items() if name != "request_id"}


def refused_as_ever(answer, path=TICKETS):
    """The one answer to whoever has no valid token."""
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert without_its_id(answer.json()) == {
        "type": "urn:supportdesk:problem:unauthenticated",
        "title": "Unauthorized",
        "status": 401,
        "code": "unauthenticated",
        "detail": "Send a valid API token: Authorization: Bearer sd_…",
        "instance": path,
    }


def test_nobody_gets_in_without_a_token(db):
    refused_as_ever(Client().get(TICKETS))
    refused_as_ever(Client().get(TICKETS, headers={"Authorization": "Basic YTpi"}))


@pytest.mark.parametrize("wrong", ["nonsense", "sd_acme_", "sd_nowhere_{rest}", "{all}0", "{cut}aaaaaa", "", "\x00", "é" * 60])
def test_a_wrong_token_is_refused_like_none(anns, wrong):
    slug_and_rest = anns.secret.split("_")[2]
    secret = wrong.format(rest=slug_and_rest, all=anns.secret, cut=anns.secret[:-6])

    refused_as_ever(Caller(secret.encode().decode("latin-1")).get(TICKETS))


def test_a_revoked_token_is_refused_at_once(boss, anns):
    assert anns.get(TICKETS).status_code == 200
    with acting_as(boss):
        accounts.revoke_token(token=anns.token, by=boss, at=wallclock.now())

    refused_as_ever(anns.get(TICKETS))


def test_an_expired_token_is_refused(boss, ann):
    refused_as_ever(make_caller(boss, ann, at=wallclock.now() - timedelta(days=8), days=7).get(TICKETS))


def test_a_token_ends_with_the_membership(boss, ann, anns):
    with acting_as(boss):
        accounts.end_membership(member=ann, by=boss, at=wallclock.now())
        ApiToken.objects.filter(pk=anns.token.pk).update(revoked_at=None)  # the membership alone must do

    refused_as_ever(anns.get(TICKETS))


def test_a_token_ends_when_the_person_may_not_sign_in(ann, anns):
    with identity(ann.person):
        type(ann.person).objects.filter(pk=ann.person_id).update(is_active=False)

    refused_as_ever(anns.get(TICKETS))


def test_a_token_under_another_tenants_name_is_refused(anns, other_boss):
    body = anns.secret.replace("sd_acme_", "sd_borealis_")[:-6]

    refused_as_ever(Caller(f"{body}{zlib.crc32(body.encode()) & 0xFFFFFF:06x}").get(TICKETS))


def test_a_session_is_no_token(ann):
    refused_as_ever(signed_in(ann).get(TICKETS))


def test_every_refusal_costs_the_same_reads(boss, ann, anns, django_assert_num_queries):
    expired = make_caller(boss, ann, at=wallclock.now() - timedelta(days=8), days=7)
    with django_assert_num_queries(6):
        Caller("nonsense").get(TICKETS)
    with django_assert_num_queries(6):
        expired.get(TICKETS)


def test_a_token_reads_and_writes_only_within_its_scopes(boss, ann, nine_oclock):
    reader, writer = make_caller(boss, ann, ["tickets:read"]), make_caller(boss, ann, ["tickets:write"])

    assert reader.get(TICKETS).status_code == 200
    answer = reader.post(TICKETS, {"title": "T", "body": "B", "severity": "minor"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "insufficient_scope"
    assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="tickets:write"'
    assert writer.get(TICKETS).status_code == 403
    assert writer.post(TICKETS, {"title": "T", "body": "B", "severity": "minor"}).status_code == 201


def test_a_scope_gives_nothing_that_the_member_may_not(boss, ann, nine_oclock):
    finance = make_caller(boss, make_staff(boss, "money@acme.example", roles=(FINANCE,), level=None))
    ticket = make_ticket(ann, at=nine_oclock)

    assert finance.get(TICKETS).status_code == 403
    assert finance.post(f"{TICKETS}{ticket.pk}/messages/", {"body": "B"}).status_code == 403


def test_who_reads_but_does_not_answer_may_leave_a_note(boss, ann, nine_oclock):
    manager = make_caller(boss, make_staff(boss, "sales@acme.example", roles=(ACCOUNT_MANAGER,), level=None))
    messages = f"{TICKETS}{make_ticket(ann, at=nine_oclock).pk}/messages/"

    assert manager.post(messages, {"body": "Public"}).status_code == 403
    assert manager.post(messages, {"body": "A note", "visibility": "internal"}).status_code == 201


def test_last_use_is_noted_to_the_minute(boss, anns):
    before = wallclock.now().replace(second=0, microsecond=0)
    anns.get(TICKETS)

    with acting_as(boss):
        used = ApiToken.objects.get(pk=anns.token.pk).last_used_at
    assert before <= used <= wallclock.now()
    assert (used.second, used.microsecond) == (0, 0)


def test_last_use_is_noted_also_when_the_call_is_refused(boss, anns):
    assert anns.post(TICKETS, {}).status_code == 400

    with acting_as(boss):
        assert ApiToken.objects.get(pk=anns.token.pk).last_used_at


@pytest.fixture
def strangers(boss, ann, palisade, other_boss):
    """Programs that must not learn of Ann's ticket: another client's, another tenant's, a colleague's who does not follow it."""
    far = make_client(other_boss, "Far Away")
    return {
        "another client": make_caller(boss, make_contact(boss, palisade, "olga2@palisade.example")),
        "a colleague": make_caller(boss, make_contact(boss, ann.client, "ben@kestrel.example")),
        "another tenant's contact": make_caller(other_boss, make_contact(other_boss, far, "far@away.example")),
        "another tenant's staff": make_caller(other_boss, other_boss),
    }


def test_a_strangers_ticket_is_not_there(strangers, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    nowhere = "00000000-0000-7000-8000-000000000000"

    for who, caller in strangers.items():
        for path in (f"{TICKETS}{{}}/", f"{TICKETS}{{}}/messages/"):
            theirs, missing = caller.get(path.format(ticket.pk)), caller.get(path.format(nowhere))
            assert theirs.status_code == missing.status_code == 404, who
            assert theirs.content.replace(str(ticket.pk).encode(), nowhere.encode())[:200] == missing.content[:200], who
        assert caller.post(f"{TICKETS}{ticket.pk}/messages/", {"body": "Mine?"}).status_code == 404, who
        assert caller.get(TICKETS).json()["results"] == [], who
    with acting_as(ann):
        assert ticket.messages.count() == 1
