"""Two people log time on one ticket-day at once, over two real connections: the group is rounded once all the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from accounts.tenancy import acting_as
from contracts.models import Movement
from tests.contracts.desk import retained
from tests.factories import founded, make_client, make_contact, make_staff, make_ticket
from tests.tickets.work import booked, log, london
from tickets import actions
from tickets.errors import TimeRefused
from tickets.models import TimeEntry

MORNING = london("2026-06-08T09:00")
LENGTHS = [7, 16, 3, 11, 2, 9, 1, 14]


def apart(deed, arguments):
    """Call `deed` with each argument on a connection of its own, all at once."""

    def run(argument):
        try:
            return deed(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_entries_of_one_ticket_day_draw_its_rounded_total_however_they_race():
    boss = founded("acme")
    client = make_client(boss, "Racing")
    retained(boss, client)
    ticket = make_ticket(make_contact(boss, client, "rita@racing.example"), at=MORNING)
    agent = make_staff(boss, "agent@acme.example")

    entries = apart(lambda n: log(agent, MORNING + timedelta(minutes=20 * n), LENGTHS[n], ticket=ticket), range(len(LENGTHS)))
    after_logging = booked(agent.tenant_id, entries[0].group)

    def undo(entry):
        with acting_as(agent):
            return actions.withdraw_time(entry=entry, by=agent, at=MORNING + timedelta(hours=9))

    apart(undo, entries[:5])

    assert len({entry.group for entry in entries}) == 1
    assert after_logging == {"business": 75}  # 63 minutes
    assert booked(agent.tenant_id, entries[0].group) == {"business": 30}  # 24 minutes are left


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_half_an_hour_left_is_drawn_to_the_minute_and_the_rest_goes_by_the_policy():
    boss = founded("acme")
    client = make_client(boss, "Racing")
    contract = retained(boss, client, allowance_minutes=30, overage="block")
    rita = make_contact(boss, client, "rita@racing.example")
    tickets = [make_ticket(rita, at=MORNING, title=f"Race {n}") for n in range(5)]
    agent = make_staff(boss, "agent@acme.example")

    entries = apart(
        lambda n: log(agent, MORNING + timedelta(minutes=20 * n), 10, ticket=tickets[max(n - 4, 0)]), range(9)
    )  # five on one ticket-day, four on days of their own

    with acting_as(agent):
        rows = Movement.objects.filter(contract=contract)
        drawn = -sum(row.quantity for row in rows if row.kind == "draw")
        held = sum(row.work_minutes for row in rows if row.kind == "hold")
        stored = list(TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]))
    assert (drawn, held) == (30, 60 + 4 * 15 - 30)
    assert sum(entry.held_minutes for entry in stored) == held
    assert sum(sum(entry.drawn.values()) for entry in stored) == drawn


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_an_entry_that_is_sent_twice_at_once_is_logged_once_and_refused_once():
    boss = founded("acme")
    client = make_client(boss, "Racing")
    retained(boss, client)
    ticket = make_ticket(make_contact(boss, client, "rita@racing.example"), at=MORNING)
    agent, sent = make_staff(boss, "agent@acme.example"), uuid4()

    def send(_again):
        try:
            return log(agent, MORNING, 20, ticket=ticket, pk=sent).minutes
        except TimeRefused as refusal:
            return str(refusal)

    assert sorted(map(str, apart(send, range(4)))) == ["20", *3 * ["This time was logged already."]]
