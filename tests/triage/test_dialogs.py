"""The menu of a ticket's page: links that open a dialog on it, with script or without, and what they send."""

from datetime import timedelta

import pytest

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from tests.doors import signed_in
from tests.factories import make_staff
from tickets import actions
from tickets.models import Message, Ticket


@pytest.fixture
def page(desk, at, ticket):
    """The page's text, with what `?do=` asks for."""
    return lambda do="": " ".join(desk.get(at("ticket", ticket.pk), {"do": do}).content.decode().split())


def fresh(ticket, agent):
    with acting_as(agent):
        return Ticket.objects.get(pk=ticket.pk)


def test_the_menu_offers_what_the_status_allows_and_opens_one_dialog(page, ticket):
    plain = page()
    assert "?do=wait" in plain and "?do=cancel" in plain and "?do=reopen" not in plain and 'id="wait"' not in plain

    assert 'id="wait" aria-labelledby="dialog-title" open data-open' in page("wait")
    assert 'id="reopen"' not in page("reopen") and 'id="nonsense"' not in page("nonsense")


def test_who_may_not_wait_is_not_offered_it(boss, at, ticket):
    manager = signed_in(make_staff(boss, "manager@acme.example", roles=[ACCOUNT_MANAGER]))

    assert "?do=wait" not in manager.get(at("ticket", ticket.pk)).content.decode()
    assert manager.post(at("ticket-wait", ticket.pk), {"wait": "waiting_approval"}).status_code == 403


@pytest.mark.parametrize(
    ("wait", "status"),
    [
        ("waiting_approval", "waiting_approval"),
        ("waiting_third_party:client", "waiting_third_party"),
        ("waiting_third_party:provider", "waiting_third_party"),
    ],
)
def test_a_ticket_waits_for_others_without_a_word(deed, ticket, agent, wait, status):
    assert deed("wait", wait=wait, version=1).status_code == 302

    assert fresh(ticket, agent).status == status
    with acting_as(agent):
        assert not Message.objects.filter(ticket=ticket, side="staff").exists()


def test_a_time_agreed_with_the_client_needs_time_and_words(deed, ticket, agent, desk, at, ann, nine_oclock):
    missing = deed("wait", wait="scheduled")
    assert missing.status_code == 422
    assert "Say when the work goes on." in missing.content.decode()
    assert "Tell the client what was agreed." in missing.content.decode()

    past = deed("wait", wait="scheduled", until="2026-06-08T09:00", body="This morning.")
    assert past.status_code == 422 and "That is in the past." in past.content.decode()
    assert "This morning." in past.content.decode()

    assert deed("wait", wait="scheduled", until="2026-06-09T09:00", body="Tomorrow at nine.").status_code == 302
    assert fresh(ticket, agent).scheduled_until == nine_oclock + timedelta(days=1)
    assert "agreed with the client to go on Tue 9 Jun 2026, 09:00" in desk.get(at("ticket", ticket.pk)).content.decode()

    told = signed_in(ann).get(f"/acme/portal/tickets/{ticket.pk}/").content.decode()
    assert "Scheduled for Tue 9 Jun 2026, 09:00. Our clocks stand still until then." in told


def test_what_changed_meanwhile_is_refused_with_the_dialog_open(deed, ticket, ann, nine_oclock):
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="News.", by=ann, at=nine_oclock)

    answer = deed("wait", wait="waiting_approval", body="May we?", version=1)

    assert answer.status_code == 422
    assert "Somebody else changed this ticket" in answer.content.decode() and "May we?" in answer.content.decode()


def test_clients_are_told_of_their_vendor_and_not_of_our_suppliers(deed, ticket, ann, agent, nine_oclock):
    portal = signed_in(ann)
    address = f"/acme/portal/tickets/{ticket.pk}/"

    deed("wait", wait="waiting_third_party:provider")
    assert "clocks stand still" not in portal.get(address).content.decode()
    deed("resumption")
    assert "Our clocks run again" not in portal.get(address).content.decode()

    deed("wait", wait="waiting_third_party:client")
    assert "Waiting for a vendor of yours." in portal.get(address).content.decode()
    deed("resumption")
    assert "Our clocks run again" in portal.get(address).content.decode()
