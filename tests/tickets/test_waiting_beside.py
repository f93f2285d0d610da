"""Time that waits for approval under one contract is counted in the warnings of another whose hours it would draw (C-33)."""

import pytest

from accounts.tenancy import acting_as
from contracts.models import ThresholdCrossing
from contracts.terms import AdHoc, Cover, Terms, TimeRules
from tests.tickets.beside import MONDAY, Two, bucket, retainer
from tests.tickets.work import log, london
from tickets import actions
from tickets.models import TimeEntry

pytestmark = pytest.mark.django_db
ON_APPROVAL = Terms(time=TimeRules(counts_on="approval"))


def crossed(two):
    """Contract and percent of each threshold that was told."""
    with acting_as(two.boss):
        return sorted(ThresholdCrossing.objects.values_list("line__name", "percent"))


def test_work_by_the_hour_that_a_retainer_beside_it_would_take(boss):
    two = Two(boss, [("ad_hoc", AdHoc())], [retainer(600)], terms=ON_APPROVAL)

    entry = log(two.agent, f"{MONDAY}09:00", 330, ticket=two.ticket)
    waiting = crossed(two)
    with acting_as(boss):
        actions.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=london("2026-06-09T09:00"))

    assert waiting == [("Wide retainer", 50)]
    assert two.moved()[-1] == ("Wide retainer", "draw", -330, 330)
    assert crossed(two) == waiting  # told once


def test_only_what_the_own_pots_have_not_counts(boss):
    two = Two(boss, [retainer(300)], [retainer(600)], terms=ON_APPROVAL)

    log(two.agent, f"{MONDAY}09:00", 330, ticket=two.ticket)
    first = crossed(two)
    log(two.agent, "2026-06-09T09:00", 300, ticket=two.ticket)

    assert first == [("Hub retainer", 50), ("Hub retainer", 75), ("Hub retainer", 90), ("Hub retainer", 100)]
    assert crossed(two) == [*first, ("Wide retainer", 50)] and ("Wide retainer", 50) not in first


def test_a_bucket_stands_after_a_retainer_of_another_contract(boss):
    two = Two(boss, [bucket(600)], [retainer(600)], terms=ON_APPROVAL)

    log(two.agent, f"{MONDAY}09:00", 330, ticket=two.ticket)

    assert crossed(two) == [("Wide retainer", 50)]


def test_what_the_other_contract_does_not_cover_does_not_count(boss):
    two = Two(boss, [("ad_hoc", AdHoc())], [retainer(600)], terms=ON_APPROVAL, cover=Cover(activities=("preventive",)))

    log(two.agent, f"{MONDAY}09:00", 330, ticket=two.ticket)

    assert crossed(two) == []
