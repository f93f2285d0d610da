"""Fifty people log time on one retainer at once, over fifty real connections (P-7)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import Sum

from accounts.tenancy import acting_as
from contracts.models import Movement
from contracts.pricing import round_up
from contracts.queries import balance_of
from tests.contracts.desk import Desk, retained
from tests.factories import founded, make_client

AT = "2026-01-12T10:00"


def at_once(deeds):
    """Each deed on a connection of its own, all let go together."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(60)
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
@pytest.mark.parametrize(("people", "policy", "kind"), [(50, "bill", "overage"), (20, "block", "hold"), (20, "borrow", "borrow")])
def test_entries_at_once_draw_the_thirty_minutes_left_and_no_more(people, policy, kind):
    boss = founded("acme")
    desk = Desk(boss, retained(boss, make_client(boss, "Racing"), overage=policy, borrow_percent=10))
    desk.log(AT, 1170)
    shared = uuid4()

    drawn = at_once([lambda n=n: desk.log(AT, 7, ticket=shared if n % 2 else uuid4()) for n in range(people)])

    half = people // 2  # of the entries share one ticket-day, the others are on tickets of their own
    billed = half * 15 + round_up(half * 7, 15)
    borrowed = min(120, billed - 30) if policy == "borrow" else 0
    assert sum(each.covered for each in drawn) == 30
    assert sum(sum(each[:6]) for each in drawn) == billed == sum(desk.raw_billable()) - 1170
    with acting_as(boss):
        line = desk.line()
        rows = Movement.objects.filter(line=line)
        granted = rows.filter(kind="grant").aggregate(sum=Sum("quantity"))["sum"]
        taken = rows.filter(kind="draw").aggregate(sum=Sum("quantity"))["sum"]
        beyond = rows.filter(kind=kind).aggregate(sum=Sum("work_minutes"))["sum"]
        balance = balance_of(line)
    assert (granted, taken) == (1200, -1200)
    assert beyond == (borrowed or billed - 30)
    assert balance == -borrowed
