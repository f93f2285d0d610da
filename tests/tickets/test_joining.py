"""Merged and split tickets, voided breaches, agreed dates and other contracts, through the verbs and the stored clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas.models import TicketType
from tests.factories import make_contact, make_contract, make_product, make_ticket
from tickets import actions, queries
from tickets.errors import TicketChanged, TicketIsOver, TicketRefused
from tickets.models import Clock, Event, Follower, Message, Ticket
from tickets.queries.page import messages_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def bob(boss, kestrel):
    return make_contact(boss, kestrel, "bob@kestrel.example")


def clock(ticket, metric="first_response"):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Clock.objects.get(ticket=ticket, metric=metric)


def fresh(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Ticket.objects.get(pk=ticket.pk)


def test_ex_s21_the_survivor_counts_from_the_earlier_receipt(ann, agent, nine_oclock):
    older = make_ticket(ann, at=nine_oclock + timedelta(minutes=30), severity="critical")
    newer = make_ticket(ann, at=nine_oclock + 2 * HOUR, severity="critical")
    assert clock(newer).due_at == datetime(2026, 6, 8, 14, 0, tzinfo=UTC)

    with acting_as(agent):
        actions.merge_tickets(survivor=newer, merged=older, by=agent, at=nine_oclock + 2 * HOUR)

    assert clock(newer).due_at == datetime(2026, 6, 8, 12, 30, tzinfo=UTC)
    assert clock(older).state == "cancelled"
    assert (fresh(older).status, fresh(older).merged_into_id, fresh(newer).status) == ("cancelled", newer.pk, "new")


def test_what_the_merged_ticket_missed_stays(ann, agent, nine_oclock):
    older, newer = make_ticket(ann, at=nine_oclock, severity="critical"), make_ticket(ann, at=nine_oclock + 5 * HOUR)
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + 5 * HOUR)

    with acting_as(agent):
        actions.merge_tickets(survivor=newer, merged=older, by=agent, at=nine_oclock + 5 * HOUR)

    assert (clock(older).state, clock(older).breached_at) == ("cancelled", nine_oclock + 4 * HOUR)


def test_both_conversations_are_read_from_the_survivor_by_the_contacts_of_both(ann, bob, agent, nine_oclock):
    first, second = (
        make_ticket(ann, at=nine_oclock, body="It ends early."),
        make_ticket(bob, at=nine_oclock, body="Rows are missing."),
    )
    with acting_as(ann):
        assert not Ticket.objects.visible_to(ann).filter(pk=second.pk).exists()

    with acting_as(agent):
        actions.merge_tickets(survivor=first, merged=second, by=agent, at=nine_oclock + HOUR)
        assert [said.body for said in messages_of(agent, first)] == ["It ends early.", "Rows are missing."]
        assert Follower.objects.filter(ticket__in=[first, second]).count() == 2

    for contact in (ann, bob):
        with acting_as(contact):
            told = [entry.message.body for entry in queries.public_conversation(contact, first) if entry.message]
            assert told == ["It ends early.", "Rows are missing."]


def test_a_chain_of_merges_ends_at_the_last_survivor(ann, agent, nine_oclock):
    one, two, three = (make_ticket(ann, at=nine_oclock, body=f"Text {n}") for n in (1, 2, 3))

    with acting_as(agent):
        actions.merge_tickets(survivor=two, merged=one, by=agent, at=nine_oclock + HOUR)
        actions.merge_tickets(survivor=three, merged=two, by=agent, at=nine_oclock + HOUR)
        assert len(messages_of(agent, three)) == 3

    assert fresh(one).merged_into_id == three.pk


def test_merges_that_make_no_sense_are_refused(ann, agent, boss, palisade, nine_oclock):
    one, two = make_ticket(ann, at=nine_oclock), make_ticket(ann, at=nine_oclock)
    theirs = make_ticket(agent, at=nine_oclock, client=palisade, source="phone")
    with acting_as(agent):
        for survivor, refusal, words in ((one, TicketRefused, "itself"), (theirs, TicketRefused, "different clients")):
            with pytest.raises(refusal, match=words):
                actions.merge_tickets(survivor=survivor, merged=one, by=agent, at=nine_oclock)
        with pytest.raises(TicketChanged):
            actions.merge_tickets(survivor=two, merged=one, by=agent, at=nine_oclock, version=9)
        actions.resolve_ticket(ticket=two, body="Done.", by=agent, at=nine_oclock)
        with pytest.raises(TicketIsOver, match="Only open"):
            actions.merge_tickets(survivor=two, merged=one, by=agent, at=nine_oclock)


def test_a_split_ticket_counts_from_the_receipt_of_its_message(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="minor")
    with acting_as(ann):
        asked = actions.write_as_client(ticket=ticket, body="And the printer burns.", by=ann, at=nine_oclock + HOUR)
    with acting_as(agent):
        kind = TicketType.objects.get(tenant=agent.tenant, code="incident")
        said = {"title": "Printer on fire", "severity": "critical", "type": kind, "by": agent, "at": nine_oclock + 3 * HOUR}
        new = actions.split_ticket(message=asked, **said)
        first = Message.objects.filter(ticket=ticket).order_by("at").first()
        with pytest.raises(TicketRefused, match="Choose a later one"):
            actions.split_ticket(message=first, **said)
        note = actions.write_note(ticket=ticket, body="Hm.", by=agent, at=nine_oclock + 4 * HOUR)
        with pytest.raises(TicketRefused, match="what the client wrote"):
            actions.split_ticket(message=note, **said)

    assert (new.received_at, new.requester_id, new.split_from_id) == (nine_oclock + HOUR, ann.pk, ticket.pk)
    assert clock(new).due_at == nine_oclock + 5 * HOUR
    with acting_as(ann):
        assert Ticket.objects.visible_to(ann).get(pk=new.pk).messages.get().body == "And the printer burns."
        assert Event.objects.filter(ticket=ticket, kind="split_off", facts__number=new.number).exists()


def test_a_breach_is_voided_once_and_stays_a_breach(ann, boss, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(boss), pytest.raises(TicketRefused, match="not missed"):
        actions.void_breach(clock=clock(ticket), reason="x", by=boss, at=nine_oclock)
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + 5 * HOUR)

    with acting_as(boss):
        actions.void_breach(clock=clock(ticket), reason="Their VPN was down", by=boss, at=nine_oclock + 6 * HOUR)
        with pytest.raises(TicketRefused, match="voided already"):
            actions.void_breach(clock=clock(ticket), reason="x", by=boss, at=nine_oclock + 6 * HOUR)
    with acting_as(agent):
        actions.reply(ticket=ticket, body="Here.", by=agent, at=nine_oclock + 7 * HOUR)

    shown = clock(ticket)
    assert (shown.state, shown.breached_at, shown.voided_at) == (
        "breached_stopped",
        nine_oclock + 4 * HOUR,
        nine_oclock + 6 * HOUR,
    )
    with acting_as(ann):
        assert "VPN" not in str(list(Event.objects.filter(ticket=ticket).values_list("facts", flat=True)))


def test_an_agreed_date_stands_beside_the_computed_one(ann, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    before = clock(ticket, "resolution").due_at
    with acting_as(boss):
        actions.agree_date(ticket=ticket, on=date(2026, 7, 1), by=boss, at=nine_oclock)
        with pytest.raises(TicketRefused, match="is over"):
            actions.agree_date(ticket=ticket, on=date(2026, 6, 1), by=boss, at=nine_oclock)

    assert fresh(ticket).agreed_on == date(2026, 7, 1)
    assert (clock(ticket, "resolution").due_at, fresh(ticket).next_due_at) == (before, ticket.next_due_at)
    with acting_as(boss):
        actions.agree_date(ticket=ticket, on=None, by=boss, at=nine_oclock)
    assert fresh(ticket).agreed_on is None


def test_another_contract_brings_its_promises_and_keeps_the_time_used(boss, kestrel, ann, agent, palisade, nine_oclock):
    scan = make_product(boss, "Depot Scan", kestrel)
    premium = make_contract(boss, kestrel, "Premium", products=[scan])
    theirs = make_contract(boss, palisade, "Standard")
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    with acting_as(boss):
        with pytest.raises(TicketRefused, match="another client"):
            actions.move_to_contract(ticket=ticket, contract=theirs, by=boss, at=nine_oclock + HOUR)
        actions.move_to_contract(ticket=ticket, contract=premium, by=boss, at=nine_oclock + 2 * HOUR)
        with pytest.raises(TicketRefused, match="already"):
            actions.move_to_contract(ticket=fresh(ticket), contract=premium, by=boss, at=nine_oclock + 2 * HOUR)

    assert fresh(ticket).contract_id == premium.pk
    assert clock(ticket, "resolution").due_at == nine_oclock + 6 * HOUR  # six hours around the clock, two of them used
    assert clock(ticket, "resolution").elapsed_seconds in (0, 7200)
