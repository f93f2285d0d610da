"""A calendar changes under open tickets: time already counted stays, a correction counts it again (S-34, EX-S22)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import LogEntry
from accounts.tenancy import acting_as
from slas.errors import CalendarOvertaken, CalendarRefused
from slas.models import Calendar
from slas.openhours import OpenHours
from slas.queries import timeline
from tests.factories import make_ticket
from tests.slas.calendars import bst, utc
from tests.tickets.test_retargets import fresh, worked_off
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Clock

pytestmark = pytest.mark.django_db


def london(boss):
    return Calendar.objects.get(tenant=boss.tenant, name="8/5 London")


def said(calendar, *closed, **more):
    newest = calendar.versions.order_by("-number").first()
    hours = OpenHours.from_json(newest.hours)
    exceptions = {**dict(hours.exceptions), **{on: () for on in closed}}
    usual = {
        "calendar": calendar,
        "hours": replace(hours, exceptions=tuple(exceptions.items())),
        "names": {on: "Extra bank holiday" for on in closed},
        "nominal_day_minutes": 480,
        "based_on": newest.number,
    }
    return usual | more


def publish(boss, at, *closed, **more):
    with acting_as(boss):
        version, _job = actions.publish_support_hours(by=boss, at=at, **said(london(boss), *closed, **more))
    worked_off(boss.tenant_id, at + timedelta(seconds=1))
    return version


def shown(boss, ticket, metric="first_response"):
    with acting_as(boss):
        return Clock.objects.get(ticket=ticket, metric=metric)


@pytest.fixture
def friday_ticket(ann):
    """First response within 8 h from Friday 15:00: Monday 15:00."""
    return make_ticket(ann, at=bst("12 15:00"), severity="major")


MONDAY = date(2026, 6, 15)


def test_ex_s22_a_holiday_declared_in_time_moves_the_deadline(boss, friday_ticket):
    assert shown(boss, friday_ticket).due_at == bst("15 15:00")
    publish(boss, bst("12 16:00"), MONDAY)

    clock = shown(boss, friday_ticket)
    assert clock.due_at == utc("2026-06-16T14:00")
    assert clock.elapsed_seconds == 3600
    with acting_as(boss):
        ticket = fresh(friday_ticket)
        assert replayed(ticket, as_of=bst("12 16:00")).as_json() == ticket.replay_state


def test_ex_s22_declared_too_late_it_changes_nothing(boss, friday_ticket):
    publish(boss, bst("16 10:00"), MONDAY)

    assert shown(boss, friday_ticket).due_at == bst("15 15:00")


def test_s34_a_correction_counts_open_tickets_again_and_says_why(boss, friday_ticket):
    at = bst("16 10:00")
    with acting_as(boss):
        facts = said(london(boss), MONDAY, corrects_from=bst("15 00:00"))
        with pytest.raises(CalendarRefused, match="Say why"):
            actions.correct_support_hours(by=boss, at=at, note=" ", **facts)
        with pytest.raises(CalendarRefused, match="begins in the past"):
            actions.correct_support_hours(by=boss, at=at, note="Forgotten", **{**facts, "corrects_from": at})
        version, job = actions.correct_support_hours(by=boss, at=at, note="The bank holiday was forgotten", **facts)
    worked_off(boss.tenant_id, at + timedelta(seconds=1))

    assert (version.number, version.corrects_from, job.kind) == (2, bst("15 00:00"), "recompute")
    with acting_as(boss):
        entry = LogEntry.objects.get(kind="calendar.corrected")
        hours = timeline(list(london(boss).versions.all()))
        assert entry.facts["note"] == "The bank holiday was forgotten"
        assert hours.elapsed(bst("12 15:00"), at) == 3 * 3600
        assert fresh(friday_ticket).replay_state["terms"].count("@2~2") == 1
    missed, resolution = shown(boss, friday_ticket), shown(boss, friday_ticket, "resolution")
    assert (missed.breached_at, missed.elapsed_seconds) == (bst("15 15:00"), 3 * 3600)  # a breach is history (S-32)
    assert (resolution.elapsed_seconds, resolution.due_at) == (3 * 3600, bst("22 15:00"))


def test_tickets_that_come_later_count_on_the_newest_version(boss, ann):
    publish(boss, bst("12 10:00"), MONDAY)

    assert shown(boss, make_ticket(ann, at=bst("12 15:00"), severity="major")).due_at == bst("16 15:00")


def test_a_version_over_one_published_meanwhile_is_refused(boss):
    with acting_as(boss):
        mine = said(london(boss), date(2026, 6, 18))
    publish(boss, bst("12 10:00"), MONDAY)

    with acting_as(boss), pytest.raises(CalendarOvertaken, match="published version 2 meanwhile"):
        actions.publish_support_hours(by=boss, at=bst("12 11:00"), **mine)


def test_hours_that_cannot_be_published_are_refused_in_words(boss):
    at = bst("12 10:00")
    with acting_as(boss):
        usual = said(london(boss), MONDAY)
        refused = [
            ({"effective_at": at - timedelta(seconds=1)}, "cannot begin in the past"),
            ({"hours": OpenHours("Europe/London")}, "no open minute"),
            ({"hours": OpenHours.from_json(london(boss).versions.get().hours), "names": {}}, None),
            ({"nominal_day_minutes": 0}, "from 1 to 1440"),
        ]
        for changed, words in refused:
            if words:
                with pytest.raises(CalendarRefused, match=words):
                    actions.publish_support_hours(by=boss, at=at, **{**usual, **changed})
        assert london(boss).versions.count() == 1


def test_s34_a_ticket_that_opens_again_takes_up_the_hours_published_meanwhile(boss, agent, ann, friday_ticket):
    with acting_as(agent):
        actions.resolve_ticket(ticket=friday_ticket, body="Done.", by=agent, at=bst("12 15:30"))
        before = {clock.metric: clock.due_at for clock in Clock.objects.filter(ticket=friday_ticket)}
    publish(boss, bst("12 16:00"), MONDAY)
    with acting_as(agent):
        assert {clock.metric: clock.due_at for clock in Clock.objects.filter(ticket=friday_ticket)} == before
    with acting_as(ann):
        actions.reopen_ticket(ticket=friday_ticket, body="Not yet.", by=ann, at=bst("12 16:30"))

    clock = shown(boss, friday_ticket, "resolution")
    assert clock.elapsed_seconds == 1800
    hours = 39 * 3600 + 1800  # of 40: half an hour on Friday, and no Monday
    assert clock.target["seconds"] == 40 * 3600
    with acting_as(boss):
        ticket = fresh(friday_ticket)
        timeline_ = timeline(list(london(boss).versions.all()))
        assert clock.due_at == timeline_.add(bst("12 16:30"), hours) == bst("22 16:00")
        assert shown(boss, friday_ticket).due_at == before["first_response"]
        assert replayed(ticket, as_of=bst("12 16:30")).as_json() == ticket.replay_state


def test_nothing_different_is_no_version(boss):
    publish(boss, bst("12 10:00"), MONDAY)

    with acting_as(boss), pytest.raises(CalendarRefused, match="Nothing is different from version 2"):
        newest = said(london(boss))
        newest["names"] = {MONDAY: "Extra bank holiday"} | {
            date.fromisoformat(on): name for on, name in london(boss).versions.get(number=2).names.items()
        }
        actions.publish_support_hours(by=boss, at=datetime(2026, 6, 12, 12, tzinfo=UTC), **newest)
