"""Fifty people log time under two contracts of one client at once, over real connections (P-7, `decisions.md` 11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.tenancy import acting_as
from contracts.models import Movement
from contracts.queries import balance_of
from tests.factories import founded, make_staff
from tests.tickets.beside import MONDAY, Two, retainer
from tests.tickets.test_time_races import apart
from tests.tickets.work import log, london
from tickets import actions
from tickets.models import TimeEntry

PEOPLE = 50
LATER = london("2026-06-12T18:00")


def patiently():
    """This is about exactness and not about speed: a slow machine may take its time for all fifty."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '90s'; SET statement_timeout = '90s'")


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_entries_at_once_under_contracts_that_lie_beside_each_other_draw_what_is_there_and_no_more():
    boss = founded("acme")
    two = Two(boss, [retainer(200)], [retainer(100)])
    agents = [make_staff(boss, f"agent{number}@acme.example") for number in range(PEOPLE)]

    def deed(number):
        """Every other one under the wide contract, on a ticket that the product's contract would cover, too."""
        patiently()
        start = london(f"{MONDAY}09:00") + timedelta(minutes=number)
        contract = two.wide if number % 2 else two.hub
        return log(agents[number], start, 14, ticket=two.ticket, contract=contract, level=1 + number % 3)

    entries = apart(deed, list(range(PEOPLE)))

    with acting_as(boss):
        lines = [two.line(two.hub, "retainer"), two.line(two.wide, "retainer")]
        work = Movement.objects.exclude(group="")
        worked = work.aggregate(sum=Sum("work_minutes"))["sum"]
        drawn = [-work.filter(kind="draw", line=line).aggregate(sum=Sum("quantity"))["sum"] for line in lines]
        beyond = work.filter(kind="overage").aggregate(sum=Sum("work_minutes"))["sum"]
        balances = [balance_of(line) for line in lines]
        stored = list(TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]))
    groups = {entry.group for entry in stored}
    assert len(groups) == 6  # a level under a contract each
    assert (balances, sum(drawn)) == ([0, 0], 300)
    assert worked == 300 + beyond == sum(sum(entry.drawn.values()) for entry in stored)

    def undo(entry):
        patiently()
        with acting_as(boss):
            return actions.withdraw_time(entry=entry, by=boss, at=LATER)

    apart(undo, entries)

    with acting_as(boss):
        assert [balance_of(line) for line in lines] == [200, 100]
        assert Movement.objects.exclude(group="").aggregate(sum=Sum("work_minutes"))["sum"] == 0
