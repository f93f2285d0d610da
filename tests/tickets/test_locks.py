"""Two people at one ticket: who waits for the other finds the ticket as the other left it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from accounts.models import Level
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts.models import CoverChange
from slas.models import TicketType
from tests.factories import founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.tickets.locks import PATIENCE, somebody_waits, until
from tickets import actions
from tickets.models import Event, Message, Ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(transactional_db):
    boss = founded("acme")
    contact = make_contact(boss, make_client(boss, "Racing"), "rita@racing.example")
    return contact, make_staff(boss, "agent@acme.example", level=1)


def while_held(agent, deed, waiting):
    """Do `deed` and keep its lock until `waiting`, begun by another connection, waits for it."""
    troubles = []

    def wait():
        try:
            with acting_as(agent):
                waiting()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    other = threading.Thread(target=wait)
    with acting_as(agent):
        deed()
        other.start()
        until(somebody_waits)
    other.join(PATIENCE)
    assert troubles == []


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
@pytest.mark.parametrize("column", ["type", "level", "assignee"])
def test_a_reply_that_waits_for_another_verb_finds_what_that_left(desk, column):
    contact, agent = desk
    now = wallclock.now()
    ticket = make_ticket(contact, at=now)

    def change():
        said = {"ticket": ticket, "by": agent, "at": now}
        if column == "type":
            actions.change_type(type=TicketType.objects.get(tenant_id=agent.tenant_id, code="question"), **said)
        elif column == "level":
            actions.move_level(level=Level.objects.get(tenant_id=agent.tenant_id, number=3), **said)
        else:
            actions.assign_ticket(assignee=agent, **said)

    def unassign():
        actions.reply(ticket=ticket, body="We are looking.", by=agent, at=now)
        actions.assign_ticket(ticket=ticket, assignee=None, by=agent, at=now)

    while_held(agent, change, unassign)

    with acting_as(agent):
        assert Message.objects.filter(ticket=ticket, side="staff", visibility="public").count() == 1
        left = Ticket.objects.get(pk=ticket.pk)
        assert (left.type.code == "question", left.level.number == 3, left.assignee) == (
            column == "type",
            column == "level",
            None,
        )
        before = [event.facts["before"] for event in Event.objects.filter(ticket=ticket, kind="assigned", facts__to="")]
        assert before == ([agent.name] if column == "assignee" else [])


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_merger_that_waits_for_another_verb_finds_both_tickets(desk):
    contact, agent = desk
    now = wallclock.now()
    one, other = make_ticket(contact, at=now), make_ticket(contact, at=now)

    def change():
        actions.change_type(
            ticket=other, type=TicketType.objects.get(tenant_id=agent.tenant_id, code="question"), by=agent, at=now
        )

    while_held(agent, change, lambda: actions.merge_tickets(survivor=one, merged=other, by=agent, at=now))

    with acting_as(agent):
        assert Ticket.objects.get(pk=other.pk).merged_into_id == one.pk


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_change_of_cover_is_not_overtaken_by_the_next_while_a_worker_is_at_it(desk):
    contact, agent = desk
    boss, now = founded("acme"), wallclock.now()
    contract = make_contract(boss, contact.client)
    make_ticket(contact, at=now)
    with acting_as(boss):
        CoverChange.objects.bulk_create(
            CoverChange(tenant_id=boss.tenant_id, contract=contract, kind="reinstated", at=now - minutes * MINUTE)
            for minutes in (2, 1)
        )

    def at_it_meanwhile():
        try:
            with acting_in(boss.tenant_id, SYSTEM):
                return actions.work_off_cover_change(tenant_id=boss.tenant_id, at=now)
        finally:
            connections.close_all()

    with acting_in(boss.tenant_id, SYSTEM), ThreadPoolExecutor(1) as pool:
        first = actions.work_off_cover_change(tenant_id=boss.tenant_id, at=now)
        meanwhile = pool.submit(at_it_meanwhile).result(PATIENCE)

    assert (first.at, meanwhile) == (now - 2 * MINUTE, None)
