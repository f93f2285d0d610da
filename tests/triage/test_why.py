"""Why is it due then: the ledger of a clock for engineers, for the client and for programs, which add up."""

import re
from datetime import timedelta

import pytest

from accounts.tenancy import acting_as
from tests.api.conftest import make_caller
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock

HOUR = 3600


@pytest.fixture
def ticket(ann, agent, nine_oclock):
    """Filed at nine, asked at ten, answered by the client on the next day at eleven."""
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + timedelta(hours=1))
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4", by=ann, at=nine_oclock + timedelta(hours=26))
    return ticket


@pytest.fixture
def resolution(ticket, agent):
    with acting_as(agent):
        return Clock.objects.get(ticket=ticket, metric="resolution")


def test_the_desk_shows_every_stretch_with_who_began_it(desk, at, clocked, resolution, nine_oclock):
    clocked(nine_oclock + timedelta(hours=27))

    page = desk.get(at("why", resolution.pk)).content.decode()

    assert "Waiting on client · Agent" in page and "Outside support hours: night" not in page
    facts = re.findall(r"<dd>\s*([^<]+?)\s*</dd>", page)
    assert "2h" in facts and "14h" in facts  # counted and left of sixteen
    assert "8/5" in page and "Europe/London" in page


def test_the_popover_gets_the_newest_lines_and_a_way_to_all(desk, at, clocked, resolution, nine_oclock):
    clocked(nine_oclock + timedelta(hours=27))

    part = desk.get(at("why", resolution.pk), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part and "2h of 16h counted, 14h left." in part and at("why", resolution.pk) in part


def test_the_client_reads_it_in_plain_words(ann, clocked, resolution, nine_oclock):
    clocked(nine_oclock + timedelta(hours=27))

    page = signed_in(ann).get(f"/acme/portal/clocks/{resolution.pk}/").content.decode()

    assert "We waited for your answer" in page and "version" not in page.split("<main")[1].split("Every stretch")[1]


def test_programs_get_lines_that_add_up(boss, ann, clocked, resolution, nine_oclock):
    clocked(nine_oclock + timedelta(hours=27))

    caller = make_caller(boss, ann, at=nine_oclock)
    ledger = caller.get(f"/api/v1/clocks/{resolution.pk}/ledger/").json()

    assert [(line["kind"], line["seconds"]) for line in ledger["lines"]] == [("counted", HOUR), ("paused", 0), ("counted", HOUR)]
    assert (ledger["counted_seconds"], ledger["remaining_seconds"]) == (2 * HOUR, 14 * HOUR)
    assert ledger["lines"][1]["reasons"] == ["waiting_client"]


def test_the_pages_take_a_bounded_number_of_queries(desk, at, clocked, resolution, nine_oclock, django_assert_max_num_queries):
    clocked(nine_oclock + timedelta(days=200))
    with django_assert_max_num_queries(16):
        desk.get(at("why", resolution.pk))
