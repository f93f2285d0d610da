"""Logging time through the actions: rounding groups, bands, dates, corrections and refusals."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection

from accounts.tenancy import acting_as
from tests.contracts.desk import retained
from tests.factories import make_client, make_contact, make_contract, make_ticket
from tests.tickets.work import booked, log, london
from tickets import actions
from tickets.errors import TimeRefused
from tickets.models import TimeEntry, TimeRemark

pytestmark = pytest.mark.django_db
WRONG_SPANS = [
    ("2026-06-08T16:00", "2026-06-08T15:00", "before it starts"),
    ("2026-06-08T16:00", "2026-06-08T16:00", "less than a minute"),
    ("2026-06-08T19:00", "2026-06-08T20:01", "in the future"),
    ("2026-06-07T10:00", "2026-06-08T10:01", "at most 24 hours"),
]
NOW = "2026-06-08T20:00"


@pytest.fixture
def kestrel(boss):
    """A client with twenty hours a month."""
    client = make_client(boss, "Kestrel Logistics")
    retained(boss, client)
    return client


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock)


def test_ex_c1_three_entries_of_a_ticket_day_draw_15_15_and_0(ticket, agent):
    drawn = [log(agent, f"2026-06-08T1{hour}:00", minutes, ticket=ticket).drawn for hour, minutes in ((0, 7), (1, 16), (2, 3))]

    assert drawn == [{"business": 15}, {"business": 15}, {}]


def test_ex_c3_work_over_the_edge_of_a_band_is_split_at_it(ticket, agent):
    entry = log(agent, "2026-06-12T16:20", 135, ticket=ticket)

    assert entry.minutes == 135
    assert entry.bands == entry.drawn == {"business": 40, "evening": 95}


def test_ex_c4_added_minutes_go_to_business(ticket, agent):
    entry = log(agent, "2026-06-08T16:50", 82, ticket=ticket)

    assert entry.bands == {"business": 10, "evening": 72}
    assert entry.drawn == {"business": 18, "evening": 72}


def test_ex_c5_a_sunday_call_out_lasts_an_hour_at_least(ticket, agent):
    assert log(agent, "2026-06-14T11:00", 22, ticket=ticket).drawn == {"weekend": 60}


@pytest.mark.parametrize("zone, on", [("Europe/London", date(2026, 8, 1)), ("America/New_York", date(2026, 7, 31))])
def test_ex_c6_the_work_date_is_the_contracts(boss, agent, nine_oclock, zone, on):
    client = make_client(boss, f"In {zone}", zone=zone)
    contract = make_contract(boss, client, kind="retainer")
    start = london("2026-08-01T00:30")

    entry = log(agent, start, 10, contract=contract, activity="preventive")

    assert start.isoformat() == "2026-07-31T23:30:00+00:00"
    assert entry.work_on == on


def test_the_added_minutes_move_when_a_cheaper_band_joins_the_group(ticket, agent):
    evening = log(agent, "2026-06-08T18:00", 10, ticket=ticket)
    morning = log(agent, "2026-06-08T10:00", 10, ticket=ticket, at=london(NOW))

    assert evening.drawn == {"evening": 15}
    with acting_as(agent):
        evening.refresh_from_db()
    assert (evening.drawn, morning.drawn) == ({"evening": 10}, {"business": 20})
    assert booked(agent.tenant_id, morning.group) == {"business": 20, "evening": 10}


def test_other_levels_days_tickets_and_free_time_are_groups_of_their_own(ticket, agent, ann, nine_oclock):
    other = make_ticket(ann, at=nine_oclock, title="Another")
    first = log(agent, "2026-06-08T10:00", 5, ticket=ticket)
    apart = [
        log(agent, "2026-06-08T10:10", 5, ticket=ticket, level=3),
        log(agent, "2026-06-09T10:00", 5, ticket=ticket),
        log(agent, "2026-06-08T10:20", 5, ticket=other),
        log(agent, "2026-06-08T10:30", 5, ticket=ticket, kind="triage"),
        log(agent, "2026-06-08T10:40", 5, contract=ticket.contract, activity="preventive"),
    ]

    assert len({first.group, *(entry.group for entry in apart)}) == 6
    assert [entry.drawn for entry in apart] == [{"business": 15}, {"business": 15}, {"business": 15}, {}, {"business": 15}]


def test_a_correction_keeps_what_was_written_and_moves_what_was_drawn(ticket, agent):
    first = log(agent, "2026-06-08T10:00", 40, ticket=ticket, note="Looked at the log")

    with acting_as(agent):
        second = actions.correct_time(
            entry=first, ended_at=first.ended_at + timedelta(minutes=10), why="Forgot the call", by=agent, at=london(NOW)
        )
        first.refresh_from_db()
        remarks = [(row.kind, row.body) for row in TimeRemark.objects.filter(entry=second)]

    assert (first.status, first.minutes, first.drawn) == ("corrected", 40, {})
    assert (second.status, second.minutes, second.drawn, second.corrects_id) == ("counted", 50, {"business": 60}, first.pk)
    assert remarks == [("note", "Looked at the log"), ("correction", "Forgot the call")]


def test_taking_the_first_of_a_group_back_leaves_the_total_of_the_rest(ticket, agent):
    entries = [log(agent, f"2026-06-08T1{hour}:00", minutes, ticket=ticket) for hour, minutes in ((0, 7), (1, 16), (2, 3))]
    totals = []

    for entry in entries:
        with acting_as(agent):
            actions.withdraw_time(entry=entry, by=agent, at=london(NOW))
        totals.append(booked(agent.tenant_id, entry.group))

    assert totals == [{"business": 30}, {"business": 15}, {}]


def test_time_moves_to_another_ticket_of_the_client_and_to_no_other(ticket, agent, ann, boss, nine_oclock):
    other = make_ticket(ann, at=nine_oclock, title="The right one")
    strange = make_ticket(make_contact(boss, make_client(boss, "Strange"), "s@strange.example"), at=nine_oclock)
    entry = log(agent, "2026-06-08T10:00", 20, ticket=ticket)

    with acting_as(agent):
        with pytest.raises(TimeRefused, match="another client"):
            actions.move_time(entry=entry, ticket=strange, by=agent, at=london(NOW))
        moved = actions.move_time(entry=entry, ticket=other, by=agent, at=london(NOW))

    assert (moved.ticket, moved.drawn) == (other, {"business": 30})
    assert booked(agent.tenant_id, entry.group) == {}


@pytest.mark.parametrize("begin, end, words", WRONG_SPANS)
def test_what_cannot_have_been_worked_is_refused(ticket, agent, begin, end, words):
    with acting_as(agent), pytest.raises(TimeRefused, match=words):
        actions.log_time(ticket=ticket, started_at=london(begin), ended_at=london(end), by=agent, at=london(NOW))


def test_goodwill_needs_a_reason_and_triage_ends_after_its_free_minutes(ticket, agent):
    with pytest.raises(TimeRefused, match="Say why"):
        log(agent, "2026-06-08T10:00", 10, ticket=ticket, kind="goodwill")
    log(agent, "2026-06-08T10:00", 10, ticket=ticket, kind="triage")
    with pytest.raises(TimeRefused, match="5 are left"):
        log(agent, "2026-06-08T11:00", 6, ticket=ticket, kind="triage")


def test_overlapping_time_is_let_pass_and_told(ticket, agent):
    log(agent, "2026-06-08T10:00", 30, ticket=ticket)
    entry = log(agent, "2026-06-08T10:15", 30, ticket=ticket)

    assert len(entry.warnings) == 1
    assert "overlaps" in entry.warnings[0]


def test_time_on_an_invoice_is_closed_and_later_work_of_the_day_begins_a_group(ticket, agent, boss):
    entry = log(agent, "2026-06-08T10:00", 7, ticket=ticket)
    with acting_as(boss):
        actions.close_time(entries=[entry], by=boss, at=london(NOW))

    with acting_as(agent), pytest.raises(TimeRefused, match="issued invoice"):
        actions.withdraw_time(entry=entry, by=agent, at=london(NOW))
    later = log(agent, "2026-06-08T11:00", 7, ticket=ticket)

    assert (later.group != entry.group, later.drawn) == (True, {"business": 15})


def test_a_client_sees_counted_time_without_internal_words(ticket, agent, ann):
    log(agent, "2026-06-08T10:00", 10, ticket=ticket, note="Seen by you", is_note_public=True)
    log(agent, "2026-06-08T11:00", 10, ticket=ticket, note="They broke it themselves")
    log(agent, "2026-06-08T12:00", 10, ticket=ticket, kind="non_billable", note="Tea")

    with acting_as(ann):
        seen = list(TimeEntry.objects.visible_to(ann).order_by("started_at"))
        raw = TimeEntry.objects.count()
        remarks = TimeRemark.objects.count()

    assert [(entry.minutes, entry.note) for entry in seen] == [(10, "Seen by you"), (10, "")]
    assert (raw, remarks) == (2, 0)


def test_c02_what_was_worked_cannot_be_overwritten(ticket, agent):
    entry = log(agent, "2026-06-08T10:00", 10, ticket=ticket)

    for column in ("minutes", "started_at", "member_id", "bands"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(agent), connection.cursor() as cursor:
            cursor.execute(f"UPDATE tickets_timeentry SET {column} = {column} WHERE id = %s", [entry.pk])
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(agent), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_timeentry")
