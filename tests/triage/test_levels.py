"""Moving a ticket between levels at the desk and through the API, and what the page says of its stints."""

import re
from datetime import timedelta

import pytest

from accounts.models import Level
from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import SYSTEM, acting_as, acting_in
from tests.api.conftest import make_caller
from tests.doors import signed_in
from tests.factories import make_staff, make_ticket
from tickets import actions
from tickets.models import Ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def third(boss):
    with acting_as(boss):
        return Level.objects.get(tenant=boss.tenant, number=3)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_shows_each_level_that_the_ticket_passed(desk, at, ann, agent, boss, third, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=boss, by=boss, at=nine_oclock + 12 * MINUTE)
        actions.move_level(ticket=ticket, level=third, by=boss, at=nine_oclock + 30 * MINUTE, note="Needs a hotfix.")
    clocked(nine_oclock + 35 * MINUTE)

    page = text(desk.get(at("ticket", ticket.pk)))

    for said in ("Owed within 10m", "Owed within 1h", "stayed 30m", "for 5m", "Missed", "Met in 18m", "moved it from L1 to L3"):
        assert said in page, said
    assert page.count("It came to L1") == 1  # in the activity; between the messages it goes without saying


def test_a_dialog_moves_it_and_says_so(desk, at, ann, agent, third, clocked, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    assert "Handover note" in text(desk.get(at("ticket", ticket.pk) + "?do=escalate"))
    refused = desk.post(at("ticket-level", ticket.pk), {"note": "Kept."})
    assert refused.status_code == 422 and "Kept." in text(refused)
    done = desk.post(at("ticket-level", ticket.pk), {"level": third.pk, "note": "Yours.", "version": ticket.version}, follow=True)

    assert "The ticket is at L3" in text(done) and "Yours." in text(done)
    stale = desk.post(at("ticket-level", ticket.pk), {"level": third.pk, "version": ticket.version})
    assert stale.status_code == 422
    with acting_as(agent):
        assert Ticket.objects.get(pk=ticket.pk).level == third


def test_an_account_manager_moves_no_ticket(boss, at, ann, third, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    browser = signed_in(make_staff(boss, "manager@acme.example", roles=[ACCOUNT_MANAGER]))

    assert "Move to another level" not in text(browser.get(at("ticket", ticket.pk)))
    assert browser.post(at("ticket-level", ticket.pk), {"level": third.pk}).status_code == 403


def test_programs_of_staff_move_it_and_those_of_contacts_know_of_no_levels(boss, ann, agent, third, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    path = f"/api/v1/tickets/{ticket.pk}/level/"
    program = make_caller(boss, agent)

    done = program.post(path, {"level": 3, "note": "From a program.", "assignee": str(agent.pk)})
    again = program.post(path, {"level": 3})
    unknown = program.post(path, {"level": 9})

    assert (done.status_code, done.json()["level"]["number"], done.json()["assignee"]["id"]) == (200, 3, str(agent.pk))
    assert (again.status_code, again.json()["code"]) == (409, "ticket_refused")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (400, "/level")
    assert make_caller(boss, ann).post(path, {"level": 1}).status_code == 403


def test_no_stint_shows_in_the_portal(ann, agent, boss, third, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_in(ann.tenant_id, SYSTEM):
        actions.catch_up_stints(ticket_id=ticket.pk, tenant_id=ann.tenant_id, at=nine_oclock)
        actions.record_due_stints(tenant_id=ann.tenant_id, at=nine_oclock + 11 * MINUTE)
    with acting_as(agent):
        actions.move_level(ticket=ticket, level=third, by=boss, at=nine_oclock + 12 * MINUTE, note="Hush.")

    page = text(signed_in(ann).get(f"/acme/portal/tickets/{ticket.pk}/"))

    for hidden in ("L1", "L3", "Hush", "missed its time", boss.name):
        assert hidden not in page, hidden
