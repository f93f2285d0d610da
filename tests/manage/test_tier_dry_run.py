"""The page on which an account manager sees what rules would have done, before they are published."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from notifications.models import Notice
from slas import actions as slas
from slas.contents import content_of
from tests.factories import make_contact, make_ticket
from tests.http import queries_of, words_of
from tickets.models import Event

RULE = {
    "key": "rule-1",
    "name": "Wake the leads",
    "metric": "first_response",
    "percent": 60,
    "actions": [{"do": "notify", "who": "leads"}],
}


@pytest.fixture
def drafted(manager, premium, filed):
    with acting_as(manager):
        newest = premium.versions.order_by("-number").prefetch_related("targets").first()
        content = content_of(newest) | {"rules": [RULE]}
        slas.keep_draft(tier=premium, content=content, based_on=newest.number, by=manager, at=wallclock.now())


def dry_run_of(tier):
    return reverse("manage:tier-dry-run", args=["acme", tier.pk])


def test_the_rules_of_a_draft_are_tried_on_the_tickets_of_the_tier_and_nobody_hears_of_it(page, boss, premium, drafted):
    with acting_as(boss):
        before = Event.objects.count(), Notice.objects.count()

    words = words_of(page.get(dry_run_of(premium)))

    assert "Wake the leads" in words and "tell leads" in words and "3 times" in words  # half an hour was promised
    with acting_as(boss):
        assert (Event.objects.count(), Notice.objects.count()) == before


def test_more_tickets_cost_no_more_queries(page, boss, premium, drafted, filed):
    few = queries_of(page, dry_run_of(premium))
    contact = make_contact(boss, filed[0].client, "more@palisade.example")
    for hours in range(1, 9):
        make_ticket(contact, at=wallclock.now() - timedelta(hours=hours), severity="critical")

    assert queries_of(page, dry_run_of(premium)) == few <= 26


def test_a_tier_without_rules_says_where_to_add_one(page, boss, premium):
    with acting_as(boss):
        premium.versions.update(rules=[])

    assert "This tier has no rules yet" in words_of(page.get(dry_run_of(premium)))
