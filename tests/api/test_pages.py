"""Pages by cursor: whole, in order, and steady while rows are added."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import acting_as
from tests.api.conftest import statements_of
from tests.factories import make_ticket
from tickets import actions

TICKETS = "/api/v1/tickets/"
ORDERINGS = ["-received_at", "received_at", "-updated_at", "updated_at"]


@pytest.fixture
def seven(ann, nine_oclock):
    """Seven tickets, of which three came at the same instant."""
    hours = (0, 1, 2, 2, 2, 3, 4)
    return [make_ticket(ann, at=nine_oclock + timedelta(hours=hour)) for hour in hours]


def walk(caller, url, link="next"):
    """The numbers page by page, following one link."""
    pages = []
    while url:
        answer = caller.get(url)
        assert answer.status_code == 200, answer.json()
        pages.append([row["number"] for row in answer.json()["results"]])
        url = answer.json()[link]
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_hold_every_row_once_and_in_order(seven, anns, ordering, limit):
    whole = walk(anns, f"{TICKETS}?ordering={ordering}")[0]
    pages = walk(anns, f"{TICKETS}?ordering={ordering}&limit={limit}")

    assert sorted(whole) == [1, 2, 3, 4, 5, 6, 7]
    assert sum(pages, []) == whole
    assert {len(page) for page in pages[:-1]} <= {limit}
    name = ordering.lstrip("-")
    instants = [row[name] for row in anns.get(f"{TICKETS}?ordering={ordering}").json()["results"]]
    assert instants == sorted(instants, reverse=ordering.startswith("-"))


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_the_way_back_is_the_way_there(seven, anns, ordering):
    url = f"{TICKETS}?ordering={ordering}&limit=2"
    there = walk(anns, url)
    while following := anns.get(url).json()["next"]:
        url = following

    assert walk(anns, url, "previous") == there[::-1]


def test_pages_stay_steady_while_rows_are_added_and_changed(seven, ann, anns, agent, nine_oclock):
    first = anns.get(f"{TICKETS}?limit=3").json()
    make_ticket(ann, at=nine_oclock + timedelta(hours=9))
    second = anns.get(first["next"]).json()
    with acting_as(agent):
        actions.reply(ticket=seven[0], body="On it.", by=agent, at=nine_oclock + timedelta(hours=9))
    make_ticket(ann, at=nine_oclock + timedelta(hours=10))
    third = anns.get(second["next"]).json()

    numbers = [row["number"] for page in (first, second, third) for row in page["results"]]
    assert numbers == [7, 6, 3, 4, 5, 2, 1]
    assert third["next"] is None


def test_a_follower_of_changes_misses_none(seven, anns, agent, nine_oclock):
    page = anns.get(f"{TICKETS}?ordering=updated_at&limit=5").json()
    with acting_as(agent):
        actions.reply(ticket=seven[0], body="On it.", by=agent, at=nine_oclock + timedelta(hours=9))

    rest = anns.get(page["next"]).json()["results"]

    assert [row["number"] for row in rest] == [6, 7, 1]  # the changed one comes again, at the end


def test_filters_stay_with_the_cursor(seven, anns, ann, nine_oclock):
    make_ticket(ann, at=nine_oclock + timedelta(hours=2, minutes=30), severity="critical")

    assert walk(anns, f"{TICKETS}?severity=minor&limit=3") == [[7, 6, 3], [4, 5, 2], [1]]


def test_a_cursor_of_another_order_is_refused(seven, anns):
    following = anns.get(f"{TICKETS}?limit=2").json()["next"]

    answer = anns.get(following + "&ordering=updated_at")

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


def test_a_deep_page_costs_what_the_first_costs(seven, anns):
    urls = [f"{TICKETS}?limit=2"]
    for _ in range(2):
        urls.append(anns.get(urls[-1]).json()["next"])

    first, second, third = (len(statements_of(lambda: anns.get(url))) for url in urls)  # noqa: B023  called at once

    assert first == second == third


def test_a_page_is_entered_by_an_index(seven, agents):
    agents.get(TICKETS)
    following = agents.get(f"{TICKETS}?limit=2").json()["next"]
    with CaptureQueriesContext(connection) as seen:
        agents.get(following)
    (sql,) = [query["sql"] for query in seen if 'FROM "tickets_ticket"' in query["sql"]]

    assert "OFFSET" not in sql
    assert '"received_at" <= ' in sql  # bare, beside the tie-breaker: the condition that the index is entered by
    assert 'ORDER BY "tickets_ticket"."received_at" DESC, "tickets_ticket"."id" ASC LIMIT 3' in sql


def test_messages_come_by_pages_too(ann, anns, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        for minute in range(4):
            actions.reply(ticket=ticket, body=f"{minute}", by=agent, at=nine_oclock + timedelta(minutes=minute))

    url, bodies = f"{TICKETS}{ticket.pk}/messages/?limit=2", []
    while url:
        page = anns.get(url).json()
        bodies += [message["body"] for message in page["results"]]
        url = page["next"]
    assert bodies[1:] == ["0", "1", "2", "3"]
