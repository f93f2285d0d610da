"""The queue: its order, its chips, its filters, who may see it, and what it costs."""

from datetime import timedelta

import pytest

from accounts.permissions import ACCOUNT_MANAGER, FINANCE, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in
from tests.doors import signed_in
from tests.factories import make_staff, make_ticket
from tests.triage.reading import numbers_in, queries, row_of
from tickets import actions


def test_the_queue_stands_in_order_of_urgency_and_severity_counts(desk, at, ann, clocked, nine_oclock):
    minor = make_ticket(ann, at=nine_oclock, severity="minor")
    question = make_ticket(ann, at=nine_oclock, severity="question")
    critical = make_ticket(ann, at=nine_oclock, severity="critical")

    shown = numbers_in(desk.get(at("queue")))

    assert shown == [critical.number, minor.number, question.number]


def test_a_running_clock_counts_down_to_its_deadline(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    clocked(nine_oclock + timedelta(hours=2))

    row = row_of(desk.get(at("queue")), ticket)

    assert 'data-state="ok"' in row and f'data-due="{ticket.next_due_at.isoformat()}"' in row
    assert "2h 00m" in row and "First response" in row


def test_a_chip_turns_amber_when_the_warning_is_due_and_not_before(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")  # 4 h: the warning is due after 3

    clocked(nine_oclock + timedelta(hours=3) - timedelta(minutes=2))
    assert 'data-state="ok"' in row_of(desk.get(at("queue")), ticket)

    clocked(nine_oclock + timedelta(hours=3))
    assert 'data-state="soon"' in row_of(desk.get(at("queue")), ticket)


def test_a_recorded_warning_stays_amber(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    warned = clocked(nine_oclock + timedelta(hours=3, minutes=1))
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=warned)

    assert 'data-state="soon"' in row_of(desk.get(at("queue")), ticket)


def test_the_last_quarter_hour_is_urgent_and_what_is_late_is_breached(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    clocked(nine_oclock + timedelta(hours=3, minutes=50))
    assert 'data-state="urgent"' in row_of(desk.get(at("queue")), ticket)

    clocked(nine_oclock + timedelta(hours=4, minutes=18))
    assert "18m over" in row_of(desk.get(at("queue")), ticket)
    assert 'data-state="breached"' in row_of(desk.get(at("queue")), ticket)


def test_a_paused_ticket_shows_what_is_left_and_no_deadline(desk, at, ann, agent, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="major")
    with acting_as(agent):
        later = nine_oclock + timedelta(hours=1)
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=later)

    row = row_of(desk.get(at("queue")), ticket)

    assert 'data-state="paused"' in row and "8h left" in row and "data-due" not in row


def test_an_answered_question_has_met_its_only_promise(desk, at, ann, agent, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="question")
    with acting_as(agent):
        actions.reply(ticket=ticket, body="Like this.", by=agent, at=nine_oclock + timedelta(minutes=20))

    row = row_of(desk.get(at("queue")), ticket)

    assert 'data-state="met"' in row and "Met in 20m" in row


def test_views_show_mine_the_unassigned_and_the_finished(desk, at, ann, agent, clocked, nine_oclock):
    mine, free, done = (make_ticket(ann, at=nine_oclock) for _each in range(3))
    with acting_as(agent):
        actions.assign_ticket(ticket=mine, assignee=agent, by=agent, at=nine_oclock)
        actions.resolve_ticket(ticket=done, body="Done.", by=agent, at=nine_oclock)

    shown = {view: numbers_in(desk.get(at("queue"), {"view": view})) for view in ("mine", "unassigned", "done", "all")}

    assert shown == {
        "mine": [mine.number],
        "unassigned": [free.number],
        "done": [done.number],
        "all": [mine.number, free.number],
    }


def test_filters_narrow_by_severity_client_level_status_and_deadline(desk, at, boss, ann, agent, palisade, clocked, nine_oclock):
    major = make_ticket(ann, at=nine_oclock, severity="major")
    critical = make_ticket(ann, at=nine_oclock, severity="critical")
    theirs = make_ticket(boss, client=palisade, at=nine_oclock, source="phone")
    with acting_as(agent):
        actions.wait_for_client(ticket=major, body="Which version?", by=agent, at=nine_oclock)
    clocked(nine_oclock + timedelta(hours=5))

    def numbers(**chosen):
        return numbers_in(desk.get(at("queue"), chosen))

    assert numbers(severity="major") == [major.number]
    assert numbers(client=palisade.pk) == [theirs.number]
    assert numbers(status="waiting_client") == [major.number]
    assert numbers(level=agent.level_id) == []
    assert numbers(due="missed") == [critical.number]
    assert set(numbers(due="none")) == {major.number, theirs.number}
    assert numbers(severity="catastrophic", client="not-an-id", level="", due="never") == numbers()


def test_text_finds_words_of_the_title_and_a_number_finds_even_what_is_finished(desk, at, ann, agent, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, title="Invoice PDF shows 100% VAT")
    make_ticket(ann, at=nine_oclock, title="Slow dashboard")
    with acting_as(agent):
        done = make_ticket(ann, at=nine_oclock, title="Old")
        actions.resolve_ticket(ticket=done, body="Done.", by=agent, at=nine_oclock)

    assert numbers_in(desk.get(at("queue"), {"q": "pdf invoice"})) == [ticket.number]
    assert numbers_in(desk.get(at("queue"), {"q": "100%"})) == [ticket.number]
    assert numbers_in(desk.get(at("queue"), {"q": f"#{done.number}"})) == [done.number]
    assert numbers_in(desk.get(at("queue"), {"q": "9" * 40})) == []


def test_pages_of_fifty_follow_each_other_and_lead_back_also_between_equal_deadlines(desk, at, ann, clocked, nine_oclock):
    filed = [make_ticket(ann, at=nine_oclock).number for _each in range(53)]  # due at the same instant

    first = desk.get(at("queue"))
    second = desk.get(at("queue") + first.context["next_url"])
    back = desk.get(at("queue") + second.context["previous_url"])

    assert len(numbers_in(first)) == 50 and numbers_in(first) + numbers_in(second) == filed
    assert numbers_in(back) == numbers_in(first)
    assert (first.context["previous_url"], second.context["next_url"]) == ("", "")


@pytest.mark.parametrize("cursor", ["nonsense", "2026-06-08_x", "2026-06-08T09:00:00_01a1fc6a-8a95-7534-ba49-3aab947b1902"])
def test_a_broken_cursor_begins_at_the_top(desk, at, ann, clocked, nine_oclock, cursor):
    ticket = make_ticket(ann, at=nine_oclock)

    assert numbers_in(desk.get(at("queue"), {"after": cursor})) == [ticket.number]


def test_the_head_counts_what_is_missed_soon_due_and_standing(desk, at, ann, agent, clocked, nine_oclock):
    make_ticket(ann, at=nine_oclock, severity="critical")
    waiting = make_ticket(ann, at=nine_oclock, severity="major")
    with acting_as(agent):
        actions.wait_for_client(ticket=waiting, body="Which version?", by=agent, at=nine_oclock)
    clocked(nine_oclock + timedelta(hours=3, minutes=30))

    totals = desk.get(at("queue")).context["totals"]

    assert totals["all"] == 2
    assert [(state, number) for _words, state, number, _url, _is_on in totals["parts"]] == [("soon", 1), ("paused", 1)]


def test_a_queue_of_forty_costs_no_more_queries_than_one_of_three(desk, at, ann, clocked, nine_oclock):
    for _each in range(3):
        make_ticket(ann, at=nine_oclock)
    few = queries(desk, at("queue"))
    for _each in range(37):
        make_ticket(ann, at=nine_oclock)

    many = queries(desk, at("queue"))

    assert len(many) == len(few)
    assert len(many) <= 12


def test_htmx_receives_the_list_alone(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    part = desk.get(at("queue"), headers={"HX-Request": "true"})

    assert numbers_in(part) == [ticket.number]
    assert "<html" not in part.content.decode() and 'id="queue"' in part.content.decode()


def test_what_a_client_writes_cannot_break_the_page(desk, at, boss, ann, clocked, nine_oclock):
    make_ticket(ann, at=nine_oclock, title='<script>alert("x")</script> {number}')

    page = desk.get(at("queue")).content.decode()

    assert "<script>alert" not in page and "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; {number}" in page


def test_an_empty_queue_says_so(desk, at, clocked):
    assert "No ticket waits here" in desk.get(at("queue")).content.decode()
    assert "Nothing fits" in desk.get(at("queue"), {"q": "word"}).content.decode()


@pytest.mark.parametrize(("role", "status"), [(FINANCE, 403), (LEAD, 200), (ACCOUNT_MANAGER, 200)])
def test_the_queue_is_for_those_who_work_on_it_or_look_after_clients(boss, at, role, status):
    member = make_staff(boss, "somebody@acme.example", roles=[role])

    browser = signed_in(member)

    assert browser.get(at("queue")).status_code == status


def test_an_account_manager_takes_no_ticket(boss, at, ann, nine_oclock):
    make_ticket(ann, at=nine_oclock)
    browser = signed_in(make_staff(boss, "manager@acme.example", roles=[ACCOUNT_MANAGER]))

    assert browser.post(at("take-next")).status_code == 403
    assert "Take the next" not in browser.get(at("queue")).content.decode()


def test_take_the_next_gives_the_most_urgent_ticket_of_the_level(desk, at, boss, agent, ann, nine_oclock):
    make_ticket(ann, at=nine_oclock, severity="critical")  # at level 1, not the engineer's
    with acting_as(boss):
        mine = make_ticket(ann, at=nine_oclock, level=agent.level)

    answer = desk.post(at("take-next"), follow=True)

    assert answer.redirect_chain[-1][0] == at("ticket", mine.pk)
    with acting_as(agent):
        mine.refresh_from_db()
    assert (mine.assignee_id, mine.status) == (agent.pk, "open")
