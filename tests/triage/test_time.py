"""Time on the desk: panel, timer and dialog of a ticket, one's own week, an entry's page, the list of those who approve."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import ENGINEER, LEAD
from accounts.tenancy import acting_as
from tests.contracts.desk import retained
from tests.doors import signed_in
from tests.factories import make_client, make_staff, make_ticket
from tests.tickets.work import log
from tickets.lengths import Worked, read_length
from tickets.models import RunningTimer, TimeEntry

AT_L2 = {"level": "2", "activity": "corrective"}
TYPED = [
    ("1h 20m", 80),
    ("1h20", 80),
    ("80", 80),
    ("80m", 80),
    ("1:20", 80),
    ("1.5h", 90),
    ("0,25", 15),
    ("2h", 120),
    ("16:20-18:35", 135),
    ("16:20 – 18:35", 135),
    ("23:30-00:40", 70),
]


@pytest.fixture
def kestrel(boss):
    """A client with twenty hours a month."""
    client = make_client(boss, "Kestrel Logistics")
    retained(boss, client)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def lead(boss):
    return make_staff(boss, "lead@acme.example", roles=(ENGINEER, LEAD), level=3)


@pytest.fixture
def entries(agent):
    def read(**more):
        with acting_as(agent):
            return list(TimeEntry.objects.filter(**more).order_by("logged_at", "id"))

    return read


@pytest.mark.parametrize(("typed", "minutes"), TYPED)
def test_lengths_and_spans_are_read_as_they_are_typed(typed, minutes):
    assert read_length(typed).minutes == minutes


@pytest.mark.parametrize("typed", ["", "soon", "-30m", "25:00-26:00", "1h 20m 3s", "16:70-17:00"])
def test_what_is_no_length_is_not_guessed(typed):
    assert read_length(typed) in (None, Worked(0))


def test_time_is_logged_from_the_dialog_and_stands_in_the_panel(desk, at, ticket, entries):
    opened = text_of(desk.get(at("ticket", ticket.pk), {"do": "time"}))
    assert 'id="time" aria-labelledby="dialog-title" open' in opened and "What it comes to" in opened

    sent = {"worked": "08:10-08:25", "on": "2026-06-08", "kind": "billable", **AT_L2, "note": "Read logs"}
    answer = desk.post(at("ticket-time", ticket.pk), sent, follow=True)

    (entry,) = entries()
    assert (entry.minutes, entry.ticket_id, entry.kind, entry.visibility) == (15, ticket.pk, "billable", "public")
    assert "15m logged." in text_of(answer) and "Read logs" in text_of(answer)


def test_the_check_says_what_it_would_come_to_and_keeps_nothing(desk, at, ticket, entries):
    sent = {"worked": "08:10-08:17", "on": "2026-06-08", "kind": "billable", **AT_L2, "check": "1"}
    part = desk.post(at("ticket-time", ticket.pk), sent, headers={"HX-Request": "true"})
    page = desk.post(at("ticket-time", ticket.pk), sent)

    assert "7m at L2: Evening 7m" in text_of(part) and "Rounded up to 15m." in text_of(part)
    assert "15m covered by Line 1, 19h 45m left after." in text_of(part)
    assert "Rounded up to 15m." in text_of(page) and 'id="time"' in text_of(page)
    assert entries() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"worked": "soon"}, "Write a length such as 1h 20m"),
        ({"worked": "11:00-12:00"}, "cannot be logged in the future"),
        ({"kind": "goodwill"}, "Say why this time is free"),
        ({"kind": "triage", "worked": "07:00-07:20"}, "Triage is free for 15 minutes a ticket, and 15 are left"),
        ({"level": "9"}, "valid choice"),
    ],
)
def test_what_cannot_be_logged_is_answered_in_the_dialog(desk, at, ticket, entries, changes, words):
    sent = {"worked": "08:10-08:17", "on": "2026-06-08", "kind": "billable", **AT_L2} | changes
    answer = desk.post(at("ticket-time", ticket.pk), sent)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert words.partition(" ")[0] in text_of(desk.post(at("ticket-time", ticket.pk), sent | {"check": "1"}))
    assert entries() == []


def test_the_timer_outlives_the_session_and_becomes_a_draft(desk, at, ticket, agent, clocked, nine_oclock, entries):
    desk.post(at("ticket-timer", ticket.pk))
    again = signed_in(agent)
    clocked(nine_oclock + timedelta(minutes=55))
    assert "Stop the timer" in text_of(again.get(at("ticket", ticket.pk)))

    stopped = again.post(at("ticket-timer-stop", ticket.pk))
    draft = text_of(again.get(stopped["Location"]))
    assert 'value="09:30-09:55"' in draft

    sent = {"worked": "09:30-09:55", "on": "2026-06-08", "kind": "billable", **AT_L2}
    again.post(at("ticket-time", ticket.pk), sent)
    with acting_as(agent):
        assert not RunningTimer.objects.exists()
    assert [entry.minutes for entry in entries()] == [25]


def test_a_form_that_comes_twice_logs_once(desk, at, ticket, entries):
    page = desk.get(at("ticket", ticket.pk), {"do": "time"})
    submission = page.context["opened"]["form"]["submission"].value()
    sent = {"worked": "08:10-08:25", "on": "2026-06-08", "kind": "billable", **AT_L2}

    answers = [desk.post(at("ticket-time", ticket.pk), sent | {"submission": submission}).status_code for _ in range(2)]

    assert (answers, len(entries())) == ([302, 422], 1)


def test_the_week_shows_days_sums_and_gaps(desk, at, ticket, agent, clocked, nine_oclock, django_assert_max_num_queries):
    clocked(nine_oclock + timedelta(days=2))
    for day in (8, 9):
        for hour in (9, 11):
            log(agent, f"2026-06-0{day}T{hour:02}:00", 50, ticket=ticket)
    log(agent, "2026-06-05T10:00", 30, contract=ticket.contract, activity="preventive")

    with django_assert_max_num_queries(28):
        week = text_of(desk.get(at("my-time")))
    before = text_of(desk.get(at("my-time"), {"week": "2026-06-05"}))

    assert "3h 20m" in week and week.count("1h 40m") >= 4 and "Missing" not in week
    assert before.count("Missing") == 4 and "30m" in before
    assert desk.get(at("my-time"), {"week": "nonsense"}).status_code == 200


def test_time_is_logged_from_the_week_on_a_ticket_or_a_contract(desk, at, ticket, entries):
    sent = {"worked": "08:10-08:25", "on": "2026-06-08", "kind": "billable", "level": "2"}
    on_ticket = desk.post(at("log-time"), sent | {"number": f"#{ticket.number}"})
    on_contract = desk.post(at("log-time"), sent | {"contract": ticket.contract_id, "activity": "preventive"})
    neither = desk.post(at("log-time"), sent)

    assert (on_ticket.status_code, on_contract.status_code, neither.status_code) == (302, 302, 422)
    assert "Say what the work was on" in text_of(neither)
    assert [(entry.ticket_id, entry.activity) for entry in entries()] == [(ticket.pk, "corrective"), (None, "preventive")]


def test_an_entry_is_corrected_moved_and_withdrawn_on_its_page(desk, at, ticket, ann, agent, entries, nine_oclock):
    other = make_ticket(ann, at=nine_oclock, title="The right one")
    first = log(agent, "2026-06-08T08:00", 20, ticket=ticket, note="Looked")
    page = text_of(desk.get(at("time-entry", first.pk)))
    assert "20m by" in page and "Looked" in page and "Correct it" in page

    sent = {"worked": "08:00-08:40", "on": "2026-06-08", "kind": "billable", **AT_L2, "why": "Typo"}
    corrected = desk.post(at("time-correction", first.pk), sent, follow=True)
    second = entries(status="counted")[0]
    assert "40m by" in text_of(corrected) and "What it said before" in text_of(corrected)

    desk.post(at("time-move", second.pk), {"number": other.number})
    third = entries(status="counted")[0]
    assert (third.ticket_id, third.minutes) == (other.pk, 40)

    assert desk.post(at("time-withdrawal", third.pk), {"why": ""}).status_code == 422
    desk.post(at("time-withdrawal", third.pk), {"why": "Twice"})
    assert entries(status="counted") == []
    again = desk.post(at("time-withdrawal", third.pk), {"why": "Again"}, follow=True)
    assert "was changed by somebody" in text_of(again)


def test_leads_approve_what_is_ticked_reject_and_make_free(at, ticket, agent, lead, entries):
    one, two, three = (log(agent, f"2026-06-08T0{hour}:00", 20, ticket=ticket) for hour in (6, 7, 8))
    own = log(lead, "2026-06-08T08:30", 5, ticket=ticket, level=3)
    browser, manage = signed_in(lead), lambda name, *args: reverse(f"manage:{name}", args=["acme", *args])
    listed = text_of(browser.get(manage("time")))
    assert f'value="{one.pk}"' in listed and f'value="{own.pk}"' not in listed

    browser.post(manage("time-approvals"), {"entry": [one.pk]})
    browser.post(manage("time-rejection", two.pk), {"why": "Lunch"})
    browser.post(manage("time-free", three.pk), {"kind": "goodwill", "reason": "They waited"})
    browser.post(manage("time-approvals"), {"entry": [own.pk]})

    assert {entry.status for entry in entries(pk=two.pk)} == {"rejected"}
    assert [entry.kind for entry in entries(corrects=three)] == ["goodwill"]
    assert entries(pk=one.pk)[0].approved_by_id == lead.pk
    assert entries(pk=own.pk)[0].approved_at is None
    for state in ("held", "approved", "all", "nonsense"):
        assert browser.get(manage("time"), {"state": state, "kind": "goodwill"}).status_code == 200
    approved = browser.get(manage("time"), {"state": "approved"}).content.decode()
    assert "data-select-all" not in approved and "Approve what is ticked" not in approved


def test_engineers_do_not_approve(desk, ticket):
    assert desk.get(reverse("manage:time", args=["acme"])).status_code == 403
