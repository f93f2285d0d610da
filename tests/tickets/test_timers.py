"""What tickets do by themselves: remind, resolve, wake, close; each once, dated when it was to happen, whatever stood still."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from notifications.models import Notice
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock, Event, Ticket, Timer
from tickets.tasks import sweep_due_timers

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def ticket(ann, agent, nine_oclock):
    """Filed on Monday at nine; Agent has it."""
    filed = make_ticket(ann, at=nine_oclock, severity="minor")
    with acting_as(agent):
        return actions.assign_ticket(ticket=filed, assignee=agent, by=agent, at=nine_oclock)


@pytest.fixture
def ask(ticket, agent):
    def ask(at):
        with acting_as(agent):
            return actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=at)

    return ask


def planned(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return dict(Timer.objects.filter(ticket=ticket).values_list("kind", "due_at"))


def ring(ticket, at):
    with acting_in(ticket.tenant_id, SYSTEM):
        return actions.ring_timers(ticket_id=ticket.pk, tenant_id=ticket.tenant_id, at=at)


def fresh(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Ticket.objects.get(pk=ticket.pk)


def clock(ticket, metric="resolution"):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Clock.objects.get(ticket=ticket, metric=metric)


def events(ticket, *kinds):
    with acting_in(ticket.tenant_id, SYSTEM):
        return list(Event.objects.filter(ticket=ticket, kind__in=kinds).values_list("kind", "at"))


def mails(ticket, template):
    with acting_in(ticket.tenant_id, SYSTEM):
        rows = Notice.objects.filter(template=template, facts__number=ticket.number)
        return list(rows.values_list("recipient__name", flat=True))


def test_a_question_plans_two_reminders_and_the_end_of_patience_in_business_days(ask, ticket, nine_oclock):
    ask(nine_oclock + HOUR)  # Monday, ten in London, on 8/5

    assert planned(ticket) == {
        "first_reminder": nine_oclock + HOUR + 2 * DAY,
        "second_reminder": nine_oclock + HOUR + 7 * DAY,
        "auto_resolve": nine_oclock + HOUR + 14 * DAY,
    }


def test_the_client_is_reminded_twice_then_the_ticket_resolves_and_closes(ask, ticket, nine_oclock):
    asked_at = nine_oclock + HOUR
    ask(asked_at)
    before = fresh(ticket)

    assert ring(ticket, asked_at + 2 * DAY - HOUR) == 0
    assert ring(ticket, asked_at + 2 * DAY) == 1
    assert (fresh(ticket).version, fresh(ticket).updated_at) == (before.version, before.updated_at)
    assert ring(ticket, asked_at + 7 * DAY) == 1
    assert mails(ticket, "client_reminded") == ["Ann", "Ann"]

    resolved_at = asked_at + 14 * DAY + HOUR
    assert ring(ticket, resolved_at) == 1
    assert (fresh(ticket).status, fresh(ticket).resolved_at) == ("resolved", resolved_at)
    assert clock(ticket).state == "met" and clock(ticket).elapsed_seconds == 3600
    assert (mails(ticket, "resolved_unanswered"), mails(ticket, "ticket_resolved_unanswered")) == (["Ann"], ["Agent"])

    assert ring(ticket, resolved_at + 9 * DAY) == 1
    assert (fresh(ticket).status, fresh(ticket).closed_at) == ("closed", resolved_at + 7 * DAY)
    assert events(ticket, "closed") == [("closed", resolved_at + 7 * DAY)]
    assert planned(ticket) == {}


def test_ringing_twice_does_nothing_twice(ask, ticket, nine_oclock):
    ask(nine_oclock)

    assert [ring(ticket, nine_oclock + 3 * DAY) for _each in range(3)] == [1, 0, 0]
    assert mails(ticket, "client_reminded") == ["Ann"]


def test_an_answer_outdates_the_reminders(ask, ticket, ann, nine_oclock):
    ask(nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4.2", by=ann, at=nine_oclock + DAY)

    assert ring(ticket, nine_oclock + 20 * DAY) == 3

    assert fresh(ticket).status == "open"
    assert events(ticket, "reminded", "resolved") == []


def test_a_second_question_plans_anew(ask, ticket, ann, nine_oclock):
    ask(nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4.2", by=ann, at=nine_oclock + DAY)
    ask(nine_oclock + DAY + HOUR)

    assert ring(ticket, nine_oclock + 3 * DAY) == 0
    assert planned(ticket)["first_reminder"] == nine_oclock + 3 * DAY + HOUR


def test_after_a_standstill_the_client_is_reminded_once_and_not_resolved_behind_its_back(ask, ticket, nine_oclock):
    ask(nine_oclock)

    ring(ticket, nine_oclock + 8 * DAY)
    assert mails(ticket, "client_reminded") == ["Ann"]

    back = nine_oclock + 30 * DAY
    ring(ticket, back)
    assert (fresh(ticket).status, fresh(ticket).resolved_at) == ("resolved", back)
    assert planned(ticket) == {"auto_close": back + 7 * DAY}


def test_a_ticket_reopened_in_time_does_not_close(ticket, ann, agent, nine_oclock):
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)
    with acting_as(ann):
        actions.reopen_ticket(ticket=ticket, body="No.", by=ann, at=nine_oclock + DAY)

    ring(ticket, nine_oclock + 8 * DAY)

    assert fresh(ticket).status == "open"


def test_one_resolved_again_closes_seven_days_after_the_second_time(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)
        actions.reopen_ticket(ticket=ticket, body="No.", by=agent, at=nine_oclock + DAY)
        actions.resolve_ticket(ticket=ticket, body="Now.", by=agent, at=nine_oclock + 2 * DAY)

    assert ring(ticket, nine_oclock + 8 * DAY) == 0
    assert ring(ticket, nine_oclock + 9 * DAY) == 1
    assert fresh(ticket).closed_at == nine_oclock + 9 * DAY


def test_a_scheduled_wait_ends_at_its_instant_however_late_that_is_noticed(ticket, agent, nine_oclock):
    until = nine_oclock + DAY + 2 * HOUR
    with acting_as(agent):
        actions.schedule_with_client(ticket=ticket, until=until, body="Tuesday at eleven.", by=agent, at=nine_oclock + HOUR)
    assert (clock(ticket).state, clock(ticket).due_at) == ("paused", None)

    ring(ticket, until + 3 * DAY)

    assert (fresh(ticket).status, fresh(ticket).scheduled_until) == ("open", None)
    assert events(ticket, "wait_ended") == [("wait_ended", until)]
    assert (clock(ticket).state, clock(ticket).running_since) == ("running", until)
    assert (clock(ticket).elapsed_seconds, clock(ticket).due_at) == (3600, datetime(2026, 6, 23, 9, 0, tzinfo=UTC))
    assert mails(ticket, "schedule_came") == ["Agent"]


def test_a_wait_that_ended_this_second_is_no_difference_of_clocks(ticket, agent, nine_oclock):
    until = nine_oclock + 2 * HOUR
    with acting_as(agent):
        actions.schedule_with_client(ticket=ticket, until=until, body="At eleven.", by=agent, at=nine_oclock + HOUR)

    with acting_in(ticket.tenant_id, SYSTEM):
        assert actions.prove_ticket(fresh(ticket), at=until + timedelta(seconds=1)) == []
        assert actions.prove_ticket(fresh(ticket), at=until + timedelta(minutes=2)) != []
    ring(ticket, until + timedelta(minutes=2))
    with acting_in(ticket.tenant_id, SYSTEM):
        assert actions.prove_ticket(fresh(ticket), at=until + timedelta(minutes=2)) == []


def test_a_promise_missed_during_the_standstill_is_missed_when_it_was_due(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=nine_oclock)
        actions.schedule_with_client(
            ticket=ticket, until=nine_oclock + DAY, body="Tomorrow at nine.", by=agent, at=nine_oclock + HOUR
        )

    ring(ticket, nine_oclock + 10 * DAY)

    assert (clock(ticket).state, clock(ticket).breached_at) == ("breached_running", nine_oclock + 2 * DAY + 7 * HOUR)


def test_a_time_that_was_moved_rings_once_at_the_new_one(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.schedule_with_client(ticket=ticket, until=nine_oclock + DAY, body="Tuesday.", by=agent, at=nine_oclock)
        actions.schedule_with_client(ticket=ticket, until=nine_oclock + 2 * DAY, body="Wednesday.", by=agent, at=nine_oclock)

    assert ring(ticket, nine_oclock + DAY) == 0
    assert planned(ticket) == {"wake": nine_oclock + 2 * DAY}


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_the_beat_finds_what_is_due_and_one_bad_ticket_hides_no_other(ann, agent, nine_oclock, monkeypatch, caplog):
    bad, good = (make_ticket(ann, at=nine_oclock) for _each in range(2))
    with acting_as(agent):
        for each in (bad, good):
            actions.resolve_ticket(ticket=each, body="Done.", by=agent, at=nine_oclock)
    ring_timers = actions.ring_timers

    def ring(*, ticket_id, **more):
        if ticket_id == bad.pk:
            raise RuntimeError("a bad row")
        return ring_timers(ticket_id=ticket_id, **more)

    monkeypatch.setattr("tickets.actions.ring_timers", ring)
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock + 8 * DAY)

    sweep_due_timers()

    assert (fresh(bad).status, fresh(good).status) == ("resolved", "closed")
    assert "did not ring" in caplog.text
    assert list(planned(bad)) == ["auto_close"] and planned(good) == {}
