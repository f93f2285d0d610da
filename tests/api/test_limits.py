"""How often a token and a tenant may call, and what happens without the counter."""

import threading

import pytest
from django.db import connection
from redis import Redis

from accounts.api import limits
from tests.api.conftest import Caller, make_caller
from tests.factories import make_ticket

TICKETS = "/api/v1/tickets/"
NEW = {"title": "Printer on fire", "body": "Since nine.", "severity": "critical"}


@pytest.fixture(autouse=True)
def a_new_minute(monkeypatch, settings):
    monkeypatch.setattr(limits, "_asleep_until", 0.0)
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete("api-limit:none", *redis.keys("api-limit:*"))


def test_every_answer_says_what_is_left(anns, settings):
    settings.API_CALLS_PER_TOKEN = 10

    answers = [anns.get(TICKETS), anns.post(TICKETS, {}), anns.get(f"{TICKETS}00000000-0000-7000-8000-000000000000/")]

    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["9", "8", "7"]
    assert answers[0]["RateLimit-Policy"] == '"token";q=10;w=60'
    assert answers[0]["RateLimit"] == '"token";r=9;t=60'


def test_who_calls_too_often_waits(ann, anns, settings, nine_oclock):
    settings.API_CALLS_PER_TOKEN = 3
    make_ticket(ann, at=nine_oclock)

    answers = [anns.get(TICKETS) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too_many_requests"
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert anns.post(TICKETS, NEW).status_code == 429


def test_one_noisy_token_leaves_the_others_their_share(boss, ann, anns, settings):
    settings.API_CALLS_PER_TOKEN, settings.API_CALLS_PER_TENANT = 2, 5
    other, third = make_caller(boss, ann), make_caller(boss, ann)

    noisy = [anns.get(TICKETS).status_code for _ in range(9)]
    calm = [other.get(TICKETS).status_code for _ in range(2)]
    late = [third.get(TICKETS) for _ in range(2)]

    assert noisy == [200] * 2 + [429] * 7
    assert calm == [200, 200]
    assert [answer.status_code for answer in late] == [200, 429]
    assert late[1]["RateLimit-Policy"] == '"tenant";q=5;w=60'


def test_a_minute_later_the_count_begins_again(anns, settings):
    settings.API_CALLS_PER_TOKEN = 1
    assert [anns.get(TICKETS).status_code for _ in range(2)] == [200, 429]
    with Redis.from_url(settings.REDIS_URL) as redis:
        keys = redis.keys(f"api-limit:{anns.token.tenant_id}*")
        assert all(0 < redis.pttl(key) <= 60_000 for key in keys)
        redis.delete(*keys)

    assert anns.get(TICKETS).status_code == 200


def test_without_redis_calls_go_through_uncounted(anns, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limits._script.cache_clear()
    try:
        read, written = anns.get(TICKETS), anns.post(TICKETS, NEW)
    finally:
        limits._script.cache_clear()

    assert (read.status_code, written.status_code) == (200, 201)
    assert "RateLimit" not in read
    assert [record.message for record in caplog.records if record.name == limits.__name__] == [
        "Calls of the API are not being counted: Redis does not answer"
    ]


@pytest.mark.django_db(transaction=True)
def test_of_parallel_calls_exactly_the_limit_goes_through(anns, settings):
    settings.API_CALLS_PER_TOKEN = 20
    statuses, secret = [], anns.secret

    def several():
        try:
            statuses.extend(Caller(secret).get(TICKETS).status_code for _ in range(8))
        finally:
            connection.close()

    threads = [threading.Thread(target=several) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(statuses) == [200] * 20 + [429] * 12
