"""What the desk does with a ticket besides writing, through HTTP; two engineers who take get two tickets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from accounts.permissions import ENGINEER
from accounts.tenancy import acting_as
from slas.models import TicketType
from tests.doors import signed_in
from tests.factories import make_staff, make_ticket
from tickets import actions
from tickets.models import Clock, Ticket


def fresh(ticket, agent):
    with acting_as(agent):
        return Ticket.objects.select_related("assignee", "type").get(pk=ticket.pk)


def test_a_ticket_is_given_to_somebody_and_back_to_the_queue(deed, ticket, agent, boss):
    assert deed("assignment", assignee=boss.pk, version=1).status_code == 302
    assert fresh(ticket, agent).assignee == boss

    assert deed("assignment", assignee="").status_code == 302
    assert fresh(ticket, agent).assignee is None


def test_a_contact_cannot_be_given_tickets(deed, ticket, agent, ann):
    assert deed("assignment", assignee=ann.pk).status_code == 422
    assert fresh(ticket, agent).assignee is None


def test_a_change_of_severity_moves_the_deadline(deed, ticket, agent, nine_oclock):
    assert deed("severity", severity="critical").status_code == 302

    assert fresh(ticket, agent).severity == "critical"
    assert fresh(ticket, agent).next_due_at == nine_oclock + timedelta(hours=4)


def test_an_unknown_severity_changes_nothing(deed, ticket, agent):
    assert deed("severity", severity="catastrophic").status_code == 422
    assert fresh(ticket, agent).severity == "minor"


def test_a_change_of_type_is_told_by_its_name(desk, deed, at, ticket, agent):
    with acting_as(agent):
        request = TicketType.objects.get(code="request")

    assert deed("type", type=request.pk).status_code == 302

    assert fresh(ticket, agent).type == request
    page = desk.get(at("ticket", ticket.pk)).content.decode()
    assert "Agent changed the type from Incident to Service request" in page


def test_a_wait_can_be_ended_without_an_answer(deed, ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock)

    assert deed("resumption").status_code == 302

    assert fresh(ticket, agent).status == "open"
    with acting_as(agent):
        assert Clock.objects.get(ticket=ticket, metric="resolution").state == "running"


def test_a_resolved_ticket_is_reopened_with_words_or_closed(deed, ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)

    empty = deed("reopening", body=" ")
    assert empty.status_code == 422 and 'id="reopen" aria-labelledby="dialog-title" open data-open' in " ".join(
        empty.content.decode().split()
    )
    assert deed("reopening", body="It came back.").status_code == 302
    assert fresh(ticket, agent).status == "open"

    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock + timedelta(minutes=31))
    assert deed("closure").status_code == 302
    assert fresh(ticket, agent).status == "closed"


def test_cancelling_asks_for_a_reason_and_stops_every_clock(deed, ticket, agent):
    assert deed("cancellation", reason="").status_code == 422
    assert deed("cancellation", reason="A duplicate of 12").status_code == 302

    assert fresh(ticket, agent).status == "cancelled"
    with acting_as(agent):
        assert set(Clock.objects.filter(ticket=ticket).values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize(
    ("name", "form"),
    [("assignment", {"assignee": ""}), ("severity", {"severity": "major"}), ("cancellation", {"reason": "A duplicate"})],
)
def test_what_was_changed_meanwhile_is_refused_in_words(deed, ticket, agent, ann, nine_oclock, name, form):
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="News.", by=ann, at=nine_oclock)

    answer = deed(name, **form, version=1)

    assert answer.status_code == 422 and "Somebody else changed this ticket" in answer.content.decode()
    assert (fresh(ticket, agent).severity, fresh(ticket, agent).status) == ("minor", "new")


def test_a_move_that_the_status_does_not_allow_is_refused_in_words(deed, ticket, agent):
    answer = deed("closure")

    assert answer.status_code == 422 and "This ticket is new, so it cannot become closed." in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["assignment", "severity", "type", "resumption", "reopening", "closure", "cancellation", "messages"]
)
def test_reading_a_verb_is_not_doing_it(desk, at, ticket, name):
    assert desk.get(at(f"ticket-{name}", ticket.pk)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_engineers_who_take_at_the_same_moment_get_a_ticket_each(boss, at, ann, nine_oclock):
    engineers = [make_staff(boss, f"engineer{n}@acme.example", roles=[ENGINEER], level=1) for n in range(4)]
    tickets = [make_ticket(ann, at=nine_oclock) for _each in engineers]
    browsers, together = [signed_in(engineer) for engineer in engineers], Barrier(len(engineers))

    def take(browser):
        together.wait(timeout=10)
        try:
            return browser.post(at("take-next")).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        taken = list(pool.map(take, browsers))

    assert sorted(taken) == sorted(at("ticket", ticket.pk) for ticket in tickets)
    with acting_as(boss):
        assert set(Ticket.objects.values_list("assignee_id", flat=True)) == {engineer.pk for engineer in engineers}
