"""Warnings and missed promises: once, dated when they fell due, whoever comes upon them."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from notifications.models import Notice
from slas.models import TicketType
from tests.factories import founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.tickets.promises import FOUR_HOURS, SECOND, events, first_response, sweep
from tickets import actions
from tickets.models import Clock, Event, Ticket
from tickets.tasks import sweep_due_clocks


def test_a_warning_is_dated_at_its_percent_and_leaves_the_rest_of_the_plan(ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    assert sweep(ann, nine_oclock + timedelta(hours=3, minutes=20)) == 1
    assert sweep(ann, nine_oclock + timedelta(hours=3, minutes=21)) == 0

    with acting_in(ann.tenant_id, SYSTEM):
        clock = first_response(ticket)
        assert (clock.state, clock.fired, clock.plan_what) == ("running", ["w50", "w75"], ["w90", "due"])
        assert clock.plan_at == [clock.next_at, nine_oclock + FOUR_HOURS]
        assert clock.next_at == nine_oclock + FOUR_HOURS * 0.9
        assert events(ticket, "warned", "breached") == [
            ("warned", nine_oclock + timedelta(hours=2)),
            ("warned", nine_oclock + timedelta(hours=3)),
        ]


def test_a_missed_promise_says_nothing_more_once_it_is_told(ann, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    for minutes in (1, 2, 3):
        sweep(ann, nine_oclock + FOUR_HOURS + timedelta(minutes=minutes))

    with acting_in(ann.tenant_id, SYSTEM):
        assert first_response(ticket).next_at is None
        assert events(ticket, "breached") == [("breached", nine_oclock + FOUR_HOURS)]
        notice = Notice.objects.get(recipient=boss, tone__in=("warn", "danger"))
        assert notice.key == f"clock_breached:{first_response(ticket).pk}"
    assert (notice.tone, notice.facts["due_at"]) == ("danger", (nine_oclock + FOUR_HOURS).isoformat())


def test_a_warning_is_not_repeated_after_a_pause_or_a_longer_target(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    sweep(ann, nine_oclock + timedelta(hours=3, seconds=1))

    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="major", by=agent, at=nine_oclock + timedelta(hours=3, minutes=5))
        clock = first_response(ticket)
    sweep(ann, clock.due_at - SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert clock.next_at == clock.due_at - FOUR_HOURS * 2 * 0.1
        facts = Event.objects.filter(kind="warned", clock=clock).order_by("at").values_list("facts__percent", flat=True)
        assert list(facts) == [50, 75, 90]


def test_a_shorter_target_warns_at_once_and_not_in_the_past(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="major")  # eight hours
    changed_at = nine_oclock + timedelta(hours=3, minutes=30)

    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=changed_at)
    sweep(ann, changed_at + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert events(ticket, "warned") == [("warned", changed_at)] * 2
        told = Notice.objects.filter(template="promise_due_soon", facts__metric="first_response").distinct("key")
        assert told.get().facts["percent"] == 75
        assert first_response(ticket).next_at == nine_oclock + FOUR_HOURS * 0.9


def test_a_waiting_ticket_is_neither_warned_of_nor_missed(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="major")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + timedelta(minutes=5))

    assert sweep(ann, nine_oclock + timedelta(days=9)) == 0
    with acting_in(ann.tenant_id, SYSTEM):
        assert Clock.objects.get(ticket=ticket, metric="resolution").next_at is None


def test_a_verb_that_comes_first_records_the_same_breach(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    late = nine_oclock + FOUR_HOURS + SECOND

    with acting_as(agent):
        actions.reply(ticket=ticket, body="Sorry.", by=agent, at=late)
    sweep(ann, late + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        assert (clock := first_response(ticket)).state == "breached_stopped"
        assert events(ticket, "breached") == [("breached", nine_oclock + FOUR_HOURS)]
        assert Notice.objects.filter(key=f"clock_breached:{clock.pk}", recipient=boss).count() == 1


def test_a_deed_that_waited_for_the_sweep_does_not_take_its_breach_back(ann, agent, nine_oclock):
    """The deed read its time before the due instant, and got the lock after a sweep had recorded the breach."""
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.change_type(ticket=ticket, type=_type("request"), by=agent, at=nine_oclock)
    sweep(ann, nine_oclock + FOUR_HOURS + SECOND)

    with acting_as(agent):
        actions.change_type(ticket=ticket, type=_type("incident"), by=agent, at=nine_oclock + FOUR_HOURS - SECOND)

        assert first_response(ticket).breached_at == nine_oclock + FOUR_HOURS
        assert events(ticket, "breached", "breach_withdrawn") == [("breached", nine_oclock + FOUR_HOURS)]


def test_an_answer_in_time_that_waited_for_the_sweep_withdraws_its_breach(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    sweep(ann, nine_oclock + FOUR_HOURS + SECOND)

    with acting_as(agent):
        actions.reply(ticket=ticket, body="In time.", by=agent, at=nine_oclock + FOUR_HOURS - SECOND)

        assert (clock := first_response(ticket)).state == "met" and clock.breached_at is None
        assert [kind for kind, _at in events(ticket, "breached", "breach_withdrawn")].count("breach_withdrawn") == 1


def test_five_hundred_due_clocks_cost_a_handful_of_queries(ann, boss, nine_oclock):
    """T10: at most a tenth of a query per due clock."""
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_in(ann.tenant_id, SYSTEM):
        copies = Ticket.objects.bulk_create(Ticket(**_columns(ticket) | {"number": number}) for number in range(2, 501))
        columns = _columns(first_response(ticket))
        Clock.objects.bulk_create(Clock(**columns | {"ticket_id": copy.pk}) for copy in copies)

        with CaptureQueriesContext(connection) as queries:
            claimed = actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + FOUR_HOURS + SECOND)

        assert claimed == 500
        assert Event.objects.filter(kind="breached").count() == 500
        assert Notice.objects.filter(template="promise_missed", recipient=boss).count() == 500
    assert len(queries) <= 12


def _columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}


def _type(code):
    return TicketType.objects.get(code=code)


def at_once(*works):
    """Run each in a thread of its own, with a connection of its own, all from the same moment."""
    start, troubles = threading.Barrier(len(works)), []

    def run(work):
        try:
            start.wait(5)
            work()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []


@pytest.fixture
def overdue(transactional_db):
    """Twelve critical tickets of one contact, all due an instant ago; the engineer who may answer them."""
    boss = founded("acme")
    client = make_client(boss, "Racing")
    make_contract(boss, client, "Enterprise")  # around the clock, fifteen minutes
    contact = make_contact(boss, client, "rita@racing.example")
    agent = make_staff(boss, "agent@acme.example", level=1)
    at = wallclock.now() - timedelta(minutes=15, seconds=1)
    return [make_ticket(contact, at=at, severity="critical") for _ in range(12)], contact, agent


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_four_workers_and_two_engineers_at_once_record_each_breach_once(overdue):
    tickets, contact, agent = overdue
    now = wallclock.now()

    def answer(ticket):
        with acting_as(agent):
            actions.reply(ticket=ticket, body="Sorry.", by=agent, at=now)

    at_once(*[sweep_due_clocks] * 4, *[lambda ticket=ticket: answer(ticket) for ticket in tickets[:2]])

    with acting_in(contact.tenant_id, SYSTEM):
        recorded = Counter(Event.objects.filter(kind="breached").values_list("ticket_id", flat=True))
        notices = Counter(Notice.objects.filter(template="promise_missed", recipient=agent).values_list("key", flat=True))
        clocks = Clock.objects.filter(metric="first_response")
        assert recorded == {ticket.pk: 1 for ticket in tickets}
        assert set(notices.values()) == {1} and len(notices) == 12
        assert all(clock.breached_at == clock.due_at and clock.next_at is None for clock in clocks)
        assert Ticket.objects.filter(clocks__state="breached_stopped").count() == 2


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_worker_that_dies_before_its_commit_leaves_the_clocks_due(overdue):
    tickets, contact, agent = overdue

    class Died(Exception):
        pass

    with pytest.raises(Died), acting_in(contact.tenant_id, SYSTEM):
        assert actions.record_due_clocks(tenant_id=contact.tenant_id, at=wallclock.now()) == 12
        raise Died
    sweep_due_clocks()

    with acting_in(contact.tenant_id, SYSTEM):
        assert Event.objects.filter(kind="breached").count() == 12


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_the_sweep_that_records_a_breach_sends_its_mail(overdue, mailoutbox):
    sweep_due_clocks()

    assert sum(mail.to == ["agent@acme.example"] and "missed" in mail.subject for mail in mailoutbox) == 12
