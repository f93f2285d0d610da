"""P-4 between levels: what is stored is what replaying the whole history gives, whoever acted and whenever the sweep came."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from accounts.models import Level
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from common.errors import DomainError
from tests.factories import founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.tickets.stints import MINUTE, SECOND, swept
from tickets import actions
from tickets.actions.stints import COLUMNS, replayed_stints
from tickets.models import Event, StintBook, StintClock
from tickets.tasks import sweep_stints

RECEIVED = datetime(2026, 6, 11, 13, 20, tzinfo=UTC)  # a Thursday afternoon: closed hours and a weekend are near
WEEK = timedelta(days=7)

gaps = st.one_of(st.sampled_from([0, 1, 9, 61, 240]), st.integers(0, 2400))  # minutes between two deeds
plain_deeds = ("take", "give back", "ask", "client", "resume", "resolve", "reopen", "confirm", "note", "sweep", "cancel")
deeds = st.one_of(
    st.tuples(st.just("move"), st.integers(1, 4)),
    st.tuples(st.just("severity"), st.sampled_from(["critical", "major", "minor", "question"])),
    st.tuples(st.sampled_from(plain_deeds), st.none()),
)
histories = st.tuples(
    st.sampled_from(["critical", "major", "minor", "question"]),
    st.lists(st.tuples(gaps, deeds), min_size=1, max_size=9),
)


def do(deed, ticket, ann, agent, levels, at):
    """One deed, each before its own audience, if the ticket allows it; what is refused leaves nothing."""
    verb, argument = deed
    wrote = {"ticket": ticket, "body": "x", "at": at}
    staff = {
        "move": lambda: actions.move_level(ticket=ticket, level=levels[argument], by=agent, at=at),
        "severity": lambda: actions.change_severity(ticket=ticket, severity=argument, by=agent, at=at),
        "take": lambda: actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=at),
        "give back": lambda: actions.assign_ticket(ticket=ticket, assignee=None, by=agent, at=at),
        "ask": lambda: actions.wait_for_client(**wrote, by=agent),
        "resume": lambda: actions.resume(ticket=ticket, by=agent, at=at),
        "resolve": lambda: actions.resolve_ticket(**wrote, by=agent),
        "note": lambda: actions.write_note(**wrote, by=agent),
        "cancel": lambda: actions.cancel_ticket(ticket=ticket, reason="x", by=agent, at=at),
    }
    clients = {
        "client": lambda: actions.write_as_client(**wrote, by=ann),
        "reopen": lambda: actions.reopen_ticket(**wrote, by=ann),
        "confirm": lambda: actions.confirm_resolved(ticket=ticket, by=ann, at=at),
    }
    if verb == "sweep":
        swept(ann, at)
        return
    with acting_as(agent if verb in staff else ann):
        try:
            (staff | clients)[verb]()
        except DomainError:
            event(f"{verb} refused")


def plain(clocks):
    return {(clock.metric, clock.cycle): [getattr(clock, column) for column in COLUMNS] + [list(clock.flags)] for clock in clocks}


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # each life has a ticket of its own
)
@given(histories, st.integers(0, 6000))
def test_p4_stored_stints_equal_their_replay_and_a_second_sweep_adds_nothing(ann, agent, history, later):
    severity, lived = history
    with acting_as(agent):
        levels = {level.number: level for level in Level.objects.filter(tenant=agent.tenant)}
    ticket = make_ticket(ann, at=RECEIVED, severity=severity)
    at = RECEIVED
    for gap, deed in lived:
        at += gap * MINUTE
        do(deed, ticket, ann, agent, levels, at)

    end = at + later * MINUTE
    swept(ann, end)

    with acting_in(ticket.tenant_id, SYSTEM):
        rows = plain(StintClock.objects.filter(ticket=ticket))
        assert rows == plain(replayed_stints(ticket, as_of=end).clocks)
        missed = Event.objects.filter(ticket=ticket, kind="ola_breached").count()
        withdrawn = Event.objects.filter(ticket=ticket, kind="ola_breach_withdrawn").count()
        assert missed - withdrawn == sum(row[COLUMNS.index("breached_at")] is not None for row in rows.values())
    assert swept(ann, end) == (0, 0)


def test_what_a_contact_does_costs_no_more_for_it_and_staff_few_statements(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    def statements(member, deed):
        with acting_as(member), CaptureQueriesContext(connection) as captured:
            deed()
        return [query["sql"] for query in captured if "stint" in query["sql"] and "SAVEPOINT" not in query["sql"]]

    def write():
        actions.write_as_client(ticket=ticket, body="x", by=ann, at=nine_oclock + 3 * MINUTE)

    def wait():
        actions.wait_for_client(ticket=ticket, body="x", by=agent, at=nine_oclock + 2 * MINUTE)

    swept(ann, nine_oclock + SECOND)
    of_tables = [sql for sql in statements(agent, wait) if "tickets_stint" in sql]
    assert len(of_tables) == 4  # the book read and written, its clocks locked and written
    assert [sql for sql in statements(ann, write) if "tickets_stint" in sql] == []
    assert [
        sql
        for sql in statements(agent, lambda: actions.write_note(ticket=ticket, body="x", by=agent, at=nine_oclock + WEEK))
        if "tickets_stintclock" in sql
    ]  # the first deed of staff heeds what the client did before


@pytest.fixture
def overdue(transactional_db):
    """Eight critical tickets that nobody has accepted in a week, and who could have."""
    boss = founded("acme")
    client = make_client(boss, "Racing")
    make_contract(boss, client, "Enterprise")
    contact = make_contact(boss, client, "rita@racing.example")
    agent = make_staff(boss, "agent@acme.example", level=1)
    at = wallclock.now() - WEEK
    return [make_ticket(contact, at=at, severity="critical") for _ in range(8)], contact, agent


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_four_sweeps_and_engineers_at_once_record_each_miss_once(overdue):
    tickets, contact, agent = overdue
    start, troubles = threading.Barrier(6), []

    def run(work):
        try:
            start.wait(5)
            work()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    def take(ticket):
        with acting_as(agent):
            actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=wallclock.now())

    works = [sweep_stints] * 4 + [lambda ticket=ticket: take(ticket) for ticket in tickets[:2]]
    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    sweep_stints()  # what those who met each other left to the next beat

    with acting_in(contact.tenant_id, SYSTEM):
        missed = Event.objects.filter(kind="ola_breached", facts__metric="ola_accept").values_list("ticket_id", flat=True)
        assert sorted(missed) == sorted(ticket.pk for ticket in tickets)
        assert StintBook.objects.count() == 8
        assert set(StintClock.objects.filter(metric="ola_accept").values_list("next_at", flat=True)) == {None}


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_worker_that_dies_before_its_commit_leaves_them_behind_and_due(overdue):
    tickets, contact, agent = overdue

    class Died(Exception):
        pass

    with pytest.raises(Died), acting_in(contact.tenant_id, SYSTEM):
        assert actions.catch_up_stints(ticket_id=tickets[0].pk, tenant_id=contact.tenant_id, at=wallclock.now())
        raise Died
    sweep_stints()

    with acting_in(contact.tenant_id, SYSTEM):
        assert Event.objects.filter(kind="level_entered").count() == 8
        assert Event.objects.filter(kind="ola_breached").count() == 8
