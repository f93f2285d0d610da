"""A repeated request with one Idempotency-Key has one effect and one answer."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import IdempotencyKey
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from tests.api.conftest import Caller, make_caller
from tests.factories import make_ticket
from tickets.models import Message, Ticket

TICKETS = "/api/v1/tickets/"
NEW = {"title": "Printer on fire", "body": "Since nine.", "severity": "critical"}
KEY = {"Idempotency-Key": "once-1"}


def tickets_of(member):
    with acting_as(member):
        return Ticket.objects.visible_to(member).count()


def test_the_same_request_gets_the_same_answer_and_opens_one_ticket(ann, anns):
    first = anns.post(TICKETS, NEW, headers=KEY)
    again = anns.post(TICKETS, dict(reversed(NEW.items())), headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert tickets_of(ann) == 1


def test_another_body_under_the_same_key_is_refused(ann, anns):
    anns.post(TICKETS, NEW, headers=KEY)

    answer = anns.post(TICKETS, NEW | {"title": "Other"}, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert tickets_of(ann) == 1


def test_a_refused_request_keeps_nothing_so_the_key_is_free(boss, ann, anns):
    assert anns.post(TICKETS, NEW | {"severity": "urgent"}, headers=KEY).status_code == 400
    with acting_as(boss):
        assert not IdempotencyKey.objects.exists()

    assert anns.post(TICKETS, NEW, headers=KEY).status_code == 201


def test_a_key_is_one_tokens_one_paths(boss, ann, anns, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    other = make_caller(boss, ann)
    messages = f"{TICKETS}{ticket.pk}/messages/"

    answers = [c.post(path, NEW, headers=KEY) for c in (anns, other) for path in (TICKETS, messages)]

    assert [(a.status_code, a.get("Idempotent-Replayed")) for a in answers] == [(201, None)] * 4


def test_files_count_by_their_content(ann, anns):
    def send(content):
        files = [SimpleUploadedFile("a.txt", content)]
        return anns.post(TICKETS, NEW | {"files": files}, multipart=True, headers=KEY)

    assert send(b"one").status_code == 201
    assert send(b"one")["Idempotent-Replayed"] == "true"
    assert send(b"two").status_code == 422


def test_an_answer_is_forgotten_after_48_hours(boss, ann, anns):
    anns.post(TICKETS, NEW, headers=KEY)
    with acting_as(boss):
        IdempotencyKey.objects.update(created_at=wallclock.now() - timedelta(hours=48, minutes=1))

    answer = anns.post(TICKETS, NEW, headers=KEY)

    assert (answer.status_code, answer.get("Idempotent-Replayed")) == (201, None)
    assert tickets_of(ann) == 2
    with acting_as(boss):
        assert IdempotencyKey.objects.count() == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_that_is_none_is_refused(ann, anns, key):
    answer = anns.post(TICKETS, NEW, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")
    assert tickets_of(ann) == 0


def test_a_replay_is_still_the_callers_to_ask_for(boss, ann, anns):
    anns.post(TICKETS, NEW, headers=KEY)
    with acting_as(boss):
        type(anns.token).objects.filter(pk=anns.token.pk).update(scopes=["tickets:read"])

    assert anns.post(TICKETS, NEW, headers=KEY).status_code == 403


def in_threads(count, call):
    """The answers of `count` threads that start together, each with a connection of its own."""
    answers, barrier = [], threading.Barrier(count)

    def one():
        try:
            barrier.wait(10)
            answers.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_race_one_opens_the_ticket(ann, anns):
    secret = anns.secret

    answers = in_threads(8, lambda: Caller(secret).post(TICKETS, NEW, headers=KEY))

    made = [answer for answer in answers if answer.status_code == 201]
    assert len(answers) == 8
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len([answer for answer in made if "Idempotent-Replayed" not in answer]) == 1
    assert {answer.json()["id"] for answer in made} == {made[0].json()["id"]}
    assert tickets_of(ann) == 1
    with acting_as(ann):
        assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_the_first_is_being_answered_is_told_to_come_back(ann, anns, nine_oclock):
    make_ticket(ann, at=nine_oclock)
    secret, first = anns.secret, []

    def send():
        try:
            first.append(Caller(secret).post(TICKETS, NEW, headers=KEY))
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with acting_in(ann.tenant_id, SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM tickets_ticketcounter FOR UPDATE")  # the first waits for its number
        thread.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        for _ in range(200):
            cursor.execute("SELECT pg_sleep(0.02)")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                break
        meanwhile = in_threads(1, lambda: Caller(secret).post(TICKETS, NEW, headers=KEY))[0]
    thread.join(30)

    assert (meanwhile.status_code, meanwhile.json()["code"], meanwhile["Retry-After"]) == (409, "in_flight", "1")
    assert first[0].status_code == 201
    assert anns.post(TICKETS, NEW, headers=KEY).json() == first[0].json()
    assert tickets_of(ann) == 2
