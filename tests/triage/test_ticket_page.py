"""The page of a ticket: what it shows, to whom, and what it costs."""

from datetime import timedelta

import pytest

from accounts.permissions import ACCOUNT_MANAGER, FINANCE, LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common.panels import Panel, _panels, register
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_person, make_staff, make_ticket
from tests.triage.reading import queries
from tickets import actions


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_client_agent_and_note_are_told_apart_and_markdown_is_rendered(desk, at, ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, body="It **stops**.")
    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock)
        actions.write_note(ticket=ticket, body="<b>Cursor</b>", by=agent, at=nine_oclock)

    page = text(desk.get(at("ticket", ticket.pk)))

    kinds = [page.index(f'data-kind="{kind}"') for kind in ("client", "agent", "note")]
    assert kinds == sorted(kinds)
    assert "<strong>stops</strong>" in page
    assert "Internal note, never shown to the client" in page and "&lt;b&gt;Cursor&lt;/b&gt;" in page


def test_the_clocks_say_when_they_are_due_where_it_counts_and_where_the_reader_is(boss, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    clocked(nine_oclock + timedelta(hours=1))
    reader = make_staff(boss, "jo@acme.example", person=make_person("jo@acme.example", zone="America/New_York"))

    page = text(signed_in(reader).get(at("ticket", ticket.pk)))

    assert "Mon 8 Jun 2026, 13:00 London" in page and "Mon 8 Jun 2026, 08:00 New York" in page
    assert "25 % · 1h of 4 hours used" in page


def test_a_missed_promise_says_when_and_by_how_much_of_its_time(desk, at, ann, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    late = clocked(nine_oclock + timedelta(hours=5))
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)

    page = text(desk.get(at("ticket", ticket.pk)))

    assert "125 % · 5h of 4 hours used" in page and "Missed" in page and "First response missed" in page


def test_a_paused_clock_has_no_due_time(desk, at, ann, agent, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + timedelta(hours=1))

    page = text(desk.get(at("ticket", ticket.pk)))

    assert "Waiting on client: no due time until it goes on" in page and "15h left" in page


def test_activity_tells_what_happened_in_words(desk, at, ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=nine_oclock)
        actions.assign_ticket(ticket=ticket, assignee=boss, by=agent, at=nine_oclock)
        actions.assign_ticket(ticket=ticket, assignee=None, by=agent, at=nine_oclock)
        actions.reply(ticket=ticket, body="Yes", by=agent, at=nine_oclock + timedelta(hours=2), said_at=nine_oclock)

    page = text(desk.get(at("ticket", ticket.pk)))

    for sentence in (
        "Ann filed it · Portal",
        "Agent took it",
        "Agent changed the severity from Minor to Critical",
        f"Agent gave it to {boss.name}, before with Agent",
        "Agent returned it to the queue",
        "Agent answered",
        "recorded",
    ):
        assert sentence in page, sentence


def test_the_page_costs_no_more_queries_with_forty_messages_than_with_one(desk, at, ann, agent, nine_oclock):
    short, long = (make_ticket(ann, at=nine_oclock) for _each in range(2))
    with acting_as(agent):
        for _each in range(20):
            actions.reply(ticket=long, body="On it.", by=agent, at=nine_oclock)
            actions.write_note(ticket=long, body="Cursor.", by=agent, at=nine_oclock)

    few, many = queries(desk, at("ticket", short.pk)), queries(desk, at("ticket", long.pk))

    assert len(many) == len(few)
    assert len(many) <= 16


@pytest.mark.parametrize(("role", "status"), [(FINANCE, 403), (LEAD, 200), (ACCOUNT_MANAGER, 200)])
def test_finance_reads_no_tickets(boss, at, ann, nine_oclock, role, status):
    ticket = make_ticket(ann, at=nine_oclock)

    browser = signed_in(make_staff(boss, "somebody@acme.example", roles=[role]))

    assert browser.get(at("ticket", ticket.pk)).status_code == status


def test_an_account_manager_may_note_and_not_reply(boss, at, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    browser = signed_in(make_staff(boss, "manager@acme.example", roles=[ACCOUNT_MANAGER]))

    page = text(browser.get(at("ticket", ticket.pk)))
    refused = browser.post(at("ticket-messages", ticket.pk), {"kind": "reply", "then": "send", "body": "Hello"})
    noted = browser.post(at("ticket-messages", ticket.pk), {"kind": "note", "body": "They renew in June."})

    assert 'id="tab-reply"' not in page and 'id="tab-note"' in page and "Take it" not in page
    assert (refused.status_code, noted.status_code) == (403, 302)
    with acting_as(boss):
        assert list(ticket.messages.values_list("body", "visibility"))[1:] == [("They renew in June.", "internal")]


def test_the_ticket_of_another_tenant_is_not_there(desk, at, other_boss, nine_oclock):
    client = make_client(other_boss, "Far away")
    ticket = make_ticket(make_contact(other_boss, client, "far@away.example"), at=nine_oclock)

    assert desk.get(at("ticket", ticket.pk)).status_code == 404
    assert desk.post(at("ticket-messages", ticket.pk), {"kind": "note", "body": "x"}).status_code == 404


def test_higher_apps_add_panels_to_the_side_for_those_who_may(desk, at, ann, nine_oclock, monkeypatch):
    ticket = make_ticket(ann, at=nine_oclock)
    monkeypatch.setattr("common.panels._panels", list(_panels))
    empty = "components/_empty_state.html"
    register(Panel("ticket.side", "Hours", "ticket.view", lambda request, ticket: {"title": "unused"}, empty))
    register(Panel("ticket.side", "Payroll", "staff.manage", lambda request, ticket: {}, empty))

    page = text(desk.get(at("ticket", ticket.pk)))

    assert "<summary>Hours</summary>" in page and "Payroll" not in page
