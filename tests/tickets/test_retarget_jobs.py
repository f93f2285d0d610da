"""A job is done in whole batches, by whichever worker, once a ticket; what people do meanwhile is not lost (P-4, S-30, S-34)."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections, transaction

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas.models import Calendar
from slas.queries import timeline
from tests.factories import founded, make_client, make_contact, make_contract, make_ticket
from tests.tickets.test_clocks_are_replayed import plain, stored
from tests.tickets.test_retargets import due, fresh, published, started, worked_off
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.errors import RetargetRefused
from tickets.models import Clock, Event, Retarget, Ticket
from tickets.tasks import sweep_retargets

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(ann, nine_oclock):
    return [make_ticket(ann, at=nine_oclock, severity="critical") for _ in range(5)]


@pytest.fixture
def job(boss, tickets, nine_oclock):
    at = nine_oclock + timedelta(hours=1)
    return started(boss, published(boss, at, resolution_critical=(10, "hours")), at)


def moved(job):
    return Event.objects.filter(kind="retargeted", facts__retarget=str(job.pk)).count()


def agree(tickets, as_of):
    """P-4 for all of them."""
    for ticket in tickets:
        assert stored(ticket) == plain(replayed(fresh(ticket), as_of=as_of).clocks)


def test_a_killed_worker_leaves_whole_batches_and_another_goes_on(boss, tickets, job):
    at = job.at
    with acting_in(boss.tenant_id, SYSTEM):
        _job, ids = actions.begin_retarget(tenant_id=boss.tenant_id, at=at)
        assert actions.retarget_batch(retarget=job, after=None, ids=ids[:2], at=at)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            assert actions.retarget_batch(retarget=job, after=ids[1], ids=ids[2:4], at=at)
            raise KeyboardInterrupt  # before the commit
        now = Retarget.objects.get()
        assert (now.done, str(now.cursor), moved(job)) == (2, ids[1], 2)

    done = worked_off(boss.tenant_id, at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.state, done.done, done.total, moved(job)) == ("done", 5, 5, 5)
        agree(tickets, at)


def test_two_workers_move_each_ticket_once(boss, tickets, job):
    at = job.at
    with acting_in(boss.tenant_id, SYSTEM):
        _job, one = actions.begin_retarget(tenant_id=boss.tenant_id, at=at)
        _job, other = actions.begin_retarget(tenant_id=boss.tenant_id, at=at)

        assert actions.retarget_batch(retarget=job, after=None, ids=one[:3], at=at)
        assert not actions.retarget_batch(retarget=job, after=None, ids=other[:3], at=at)

        assert (moved(job), Retarget.objects.get().done) == (3, 3)


def test_a_job_that_is_done_and_told_again_changes_nothing(boss, tickets, job):
    worked_off(boss.tenant_id, job.at)
    with acting_as(boss):
        again = actions.start_retarget(kind="tier", tier_version=job.tier_version, by=boss, at=job.at + timedelta(minutes=1))

    done = worked_off(boss.tenant_id, again.at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.done, done.total) == (0, 0)
        assert Event.objects.filter(kind="retargeted").count() == 5


def test_it_stops_between_batches_and_goes_on(boss, tickets, job):
    with acting_in(boss.tenant_id, SYSTEM):
        _job, ids = actions.begin_retarget(tenant_id=boss.tenant_id, at=job.at)
        actions.retarget_batch(retarget=job, after=None, ids=ids[:2], at=job.at)
    with acting_as(boss):
        actions.stop_retarget(retarget=job, by=boss, at=job.at)
    with acting_in(boss.tenant_id, SYSTEM):
        assert not actions.retarget_batch(retarget=job, after=ids[1], ids=ids[2:], at=job.at)
        assert moved(job) == 2
    assert worked_off(boss.tenant_id, job.at) is None

    with acting_as(boss):
        actions.resume_retarget(retarget=job, by=boss, at=job.at + timedelta(hours=1))
    done = worked_off(boss.tenant_id, job.at + timedelta(hours=1))

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.done, moved(job)) == (5, 5)
        assert set(Event.objects.filter(kind="retargeted").values_list("at", flat=True)) == {job.at}
        agree(tickets, job.at + timedelta(hours=1))


def test_a_later_change_takes_the_place_of_one_that_is_not_done(boss, tickets, job):
    later = job.at + timedelta(hours=1)
    with acting_as(boss):
        actions.stop_retarget(retarget=job, by=boss, at=job.at)
    newer = started(boss, published(boss, later, resolution_critical=(12, "hours")), later)

    with acting_as(boss), pytest.raises(RetargetRefused):
        actions.resume_retarget(retarget=job, by=boss, at=later)
    worked_off(boss.tenant_id, later)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (moved(job), moved(newer)) == (0, 5)


def test_it_waits_for_its_hour(boss, tickets, job):
    with acting_as(boss):
        actions.stop_retarget(retarget=job, by=boss, at=job.at)
        later = job.at + timedelta(hours=3)
        actions.start_retarget(kind="tier", tier_version=job.tier_version, by=boss, at=job.at, starts_at=later)

    assert worked_off(boss.tenant_id, later - timedelta(seconds=1)) is None
    assert worked_off(boss.tenant_id, later).done == 5

    with acting_as(boss), pytest.raises(RetargetRefused):
        actions.start_retarget(kind="tier", tier_version=job.tier_version, by=boss, at=later, starts_at=job.at)


def test_what_people_did_between_publishing_and_the_batch_comes_after_it(boss, ann, agent, tickets, job):
    answered, waits, raised, resolved, _untouched = tickets
    at = job.at + timedelta(minutes=30)
    with acting_as(agent):
        actions.reply(ticket=answered, body="On it.", by=agent, at=at)
        actions.wait_for_client(ticket=waits, body="Which?", by=agent, at=at)
        actions.change_severity(ticket=raised, severity="major", by=agent, at=at)
        actions.resolve_ticket(ticket=resolved, body="Done.", by=agent, at=at)
    later = at + timedelta(hours=1)

    done = worked_off(boss.tenant_id, later)

    with acting_in(boss.tenant_id, SYSTEM):
        assert (done.done, moved(job)) == (4, 4)
        agree(tickets, later)
        assert due(answered) == due(tickets[4])
        assert Clock.objects.get(ticket=waits, metric="resolution").target["seconds"] == 36_000
        assert fresh(raised).tier_version_id == job.tier_version_id


def test_hours_change_for_time_to_come_and_what_was_counted_stays(boss, ann):
    received = datetime(2026, 6, 12, 14, 0, tzinfo=UTC)  # Friday 15:00 in London, eight hours: due Monday 15:00 (EX-S22)
    make_contract(boss, client := make_client(boss, "Standard Ltd"), "Standard")
    ticket = make_ticket(make_contact(boss, client, "sue@standard.example"), at=received, severity="critical")
    at = received + timedelta(hours=1)
    with acting_as(boss):
        calendar = Calendar.objects.filter(tenant=boss.tenant, kind="8/5").first()
        newest = timeline(list(calendar.versions.order_by("number"))).newest
        hours = newest.calendar
        closed = tuple(sorted({*hours.exceptions, (date(2026, 6, 15), ())}))
        before = due(ticket)
        actions.publish_support_hours(
            calendar=calendar,
            hours=type(hours)(hours.zone, hours.weekly, closed),
            names={},
            nominal_day_minutes=480,
            based_on=newest.number,
            by=boss,
            at=at,
        )

    done = worked_off(boss.tenant_id, at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert done.kind == "calendar" and done.done == 1
        assert due(ticket) - before == timedelta(days=1)
        assert Clock.objects.get(ticket=ticket, metric="resolution").elapsed_seconds == 3600
        agree([ticket], at)


def test_a_tier_on_other_hours_counts_each_stretch_on_its_own(boss, ann):
    received = datetime(2026, 6, 12, 15, 0, tzinfo=UTC)  # Friday 16:00 in London: two open hours until Monday 10:00 (EX-S18b)
    ticket = make_ticket(ann, at=received, severity="critical")
    at = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
    round_the_clock = dict.fromkeys(("critical", "major", "minor", "question"), "24/7")

    version = published(boss, at, hours=round_the_clock, resolution_critical=(4, "hours"))
    started(boss, version, at)
    worked_off(boss.tenant_id, at)

    with acting_in(boss.tenant_id, SYSTEM):
        assert due(ticket) == datetime(2026, 6, 15, 11, 0, tzinfo=UTC)
        agree([ticket], at)


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_ticket_that_somebody_holds_keeps_nobody_waiting_and_comes_last():
    boss = founded("acme")
    client = make_client(boss, "Held Ltd")
    make_contract(boss, client, "Standard")
    contact = make_contact(boss, client, "hal@held.example")
    at = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
    tickets = [make_ticket(contact, at=at, severity="critical") for _ in range(3)]
    job = started(boss, published(boss, at, resolution_critical=(10, "hours")), at)
    held, done_with_it = threading.Event(), threading.Event()

    def hold():
        with acting_in(boss.tenant_id, SYSTEM):
            list(Ticket.objects.select_for_update(no_key=True).filter(pk=tickets[1].pk))
            held.set()
            done_with_it.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with acting_in(boss.tenant_id, SYSTEM):
        _job, ids = actions.begin_retarget(tenant_id=boss.tenant_id, at=at)
    with acting_in(boss.tenant_id, SYSTEM):
        assert actions.retarget_batch(retarget=job, after=None, ids=ids, at=at)
        now = Retarget.objects.get()
        assert (now.done, now.behind) == (2, [tickets[1].pk])
    done_with_it.set()
    holder.join(10)

    sweep_retargets()

    with acting_in(boss.tenant_id, SYSTEM):
        assert (Retarget.objects.get().state, Retarget.objects.get().done, moved(job)) == ("done", 3, 3)
