"""Histories replayed under other tiers: attainment by severity, the worst breaches with their ledgers, as page and CSV."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from slas.models import Tier
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets import actions

PAGE = "/acme/manage/replay/"


@pytest.fixture
def manager(boss):
    return signed_in(boss)


@pytest.fixture
def lived(ann, agent, nine_oclock):
    """Two critical tickets, resolved after seven open hours and on the third day."""
    quick, slow = (make_ticket(ann, at=nine_oclock, severity="critical", title=title) for title in ("Quick", "=SUM(1)"))
    with acting_as(agent):
        actions.resolve_ticket(ticket=quick, body="Done.", by=agent, at=nine_oclock + timedelta(hours=7))
        actions.resolve_ticket(ticket=slow, body="Done.", by=agent, at=nine_oclock + timedelta(days=2, hours=7))
    return quick, slow


def address(boss, *names, **more):
    with acting_as(boss):
        tiers = [str(Tier.objects.get(name=name).pk) for name in names]
    return PAGE, {"tier": tiers, **more}


def rows_of(answer):
    return list(csv.DictReader(answer.content.decode().splitlines()))


def test_the_same_life_is_met_under_one_tier_and_missed_under_another(boss, manager, lived):
    path, query = address(boss, "Standard", "Premium", part="attainment")

    found = {row["tier"]: row for row in rows_of(manager.get(path, query))}

    assert (found["Standard"]["met"], found["Standard"]["missed"]) == ("1", "1")  # 7 and 23 of 16 open hours
    assert (found["Premium"]["met"], found["Premium"]["missed"]) == ("0", "2")  # 7 and 55 of 6 hours around the clock


def test_the_worst_come_first_each_with_a_ledger_that_adds_up(boss, manager, lived):
    path, query = address(boss, "Premium")
    page = manager.get(path, query).content.decode()
    lines = rows_of(manager.get(path, query | {"part": "ledgers"}))

    assert page.index("=SUM(1)") < page.index("Quick") and "49h over" in page and "1h over" in page
    assert sum(int(line["seconds"]) for line in lines if line["rank"] == "1") == 55 * 3600


def test_no_cell_is_a_formula_and_dates_narrow(boss, manager, lived, nine_oclock):
    path, query = address(boss, "Standard", part="tickets")

    assert {row["title"] for row in rows_of(manager.get(path, query))} == {"Quick", "'=SUM(1)"}
    assert rows_of(manager.get(path, query | {"received_from": "2026-07-01"})) == []
    refused = manager.get(path, query | {"received_from": "2026-07-01", "received_until": "2026-06-01"})
    assert refused.status_code == 422 and "before the first day" in refused.content.decode()


def test_two_tiers_at_most(boss, manager):
    path, query = address(boss, "Standard", "Premium", "Basic")

    refused = manager.get(path, query)

    assert refused.status_code == 422 and "Compare two tiers at most." in refused.content.decode()


def test_queries_do_not_grow_with_tickets(boss, manager, ann, agent, lived, nine_oclock, django_assert_max_num_queries):
    for _each in range(5):
        make_ticket(ann, at=nine_oclock, severity="critical")
    with django_assert_max_num_queries(40):
        manager.get(reverse("manage:replay", args=["acme"]))


def test_the_last_day_there_is_ends_no_page(manager, lived):
    assert manager.get(PAGE, {"received_until": "9999-12-31"}).status_code == 200
