"""Waits and holds through the verbs: which pause what (S-20), what they ask for (S-21), what ends them (S-22)."""

from datetime import timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from tests.factories import make_ticket
from tickets import actions
from tickets.actions.holds import open_holds
from tickets.errors import TicketChanged, TicketIsOver, TicketRefused
from tickets.models import Clock, Message, Ticket
from tickets.transitions import MoveNotAllowed

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock, severity="minor")


def states(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        shown = Clock.objects.filter(ticket=ticket, metric__in=("first_response", "resolution"))
        return dict(shown.values_list("metric", "state"))


def fresh(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(("vendor", "resolution"), [("client", "paused"), ("provider", "running")])
def test_only_the_clients_own_vendor_pauses(ticket, agent, nine_oclock, vendor, resolution):
    with acting_as(agent):
        actions.wait_for_third_party(ticket=ticket, vendor=vendor, by=agent, at=nine_oclock + HOUR)

    assert fresh(ticket).status == "waiting_third_party"
    assert states(ticket) == {"first_response": "running", "resolution": resolution}


def test_another_third_party_takes_the_place_of_the_first(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.wait_for_third_party(ticket=ticket, vendor="client", by=agent, at=nine_oclock + HOUR)
        actions.wait_for_third_party(ticket=ticket, vendor="provider", by=agent, at=nine_oclock + 2 * HOUR)
        clock = Clock.objects.get(ticket=ticket, metric="resolution")

    assert (clock.state, clock.elapsed_seconds) == ("running", 3600)


def test_a_third_party_of_nobody_is_refused(ticket, agent, nine_oclock):
    with acting_as(agent), pytest.raises(TicketRefused, match="whose third party"):
        actions.wait_for_third_party(ticket=ticket, vendor="", by=agent, at=nine_oclock)


def test_an_approval_is_awaited_with_or_without_words_and_the_clients_words_do_not_end_it(ticket, ann, agent, nine_oclock):
    with acting_as(agent):
        actions.wait_for_approval(ticket=ticket, body="Two hours of work; may we?", by=agent, at=nine_oclock + HOUR)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="I will ask.", by=ann, at=nine_oclock + 2 * HOUR)

    assert fresh(ticket).status == "waiting_approval"
    assert states(ticket)["resolution"] == "paused"
    with acting_as(agent):
        actions.resume(ticket=ticket, by=agent, at=nine_oclock + 3 * HOUR)
    assert states(ticket)["resolution"] == "running"


def test_a_schedule_is_told_in_the_same_breath_and_the_clients_words_end_it(ticket, ann, agent, nine_oclock):
    with acting_as(agent):
        until = nine_oclock + DAY
        actions.schedule_with_client(ticket=ticket, until=until, body="Tomorrow at nine.", by=agent, at=nine_oclock + HOUR)
        said = Message.objects.get(ticket=ticket, side="staff")
    assert (said.body, said.visibility, said.at) == ("Tomorrow at nine.", "public", nine_oclock + HOUR)
    assert (fresh(ticket).status, fresh(ticket).scheduled_until) == ("scheduled", nine_oclock + DAY)
    assert states(ticket) == {"first_response": "met", "resolution": "paused"}

    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Now is better.", by=ann, at=nine_oclock + 2 * HOUR)

    assert (fresh(ticket).status, fresh(ticket).scheduled_until) == ("open", None)
    assert states(ticket)["resolution"] == "running"


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_schedule_lies_ahead_and_within_a_year(ticket, agent, nine_oclock, days):
    with acting_as(agent), pytest.raises(TicketRefused, match="past|year"):
        actions.schedule_with_client(ticket=ticket, until=nine_oclock + days * DAY, body="Then.", by=agent, at=nine_oclock)


def test_waits_are_refused_on_a_stale_page_and_on_what_is_resolved(ticket, agent, nine_oclock):
    with acting_as(agent):
        with pytest.raises(TicketChanged):
            actions.wait_for_approval(ticket=ticket, by=agent, at=nine_oclock, version=7)
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)
        with pytest.raises(MoveNotAllowed):
            actions.wait_for_third_party(ticket=ticket, vendor="client", by=agent, at=nine_oclock)


@pytest.mark.parametrize(("hold", "first_response"), [("suspended", "paused"), ("no_cover", "paused"), ("consent", "running")])
def test_a_hold_stands_beside_the_status_until_it_is_closed(ticket, agent, nine_oclock, hold, first_response):
    with acting_as(agent):
        held = actions.open_hold(ticket=ticket, hold=hold, by=None, at=nine_oclock + HOUR)
        assert (held.status, open_holds(held, at=nine_oclock)) == ("new", {(hold, "")})
        assert states(ticket) == {"first_response": first_response, "resolution": "paused"}

        held = actions.close_hold(ticket=ticket, hold=hold, by=None, at=nine_oclock + 3 * HOUR)
        assert open_holds(held, at=nine_oclock) == set()
        clock = Clock.objects.get(ticket=ticket, metric="resolution")
    assert (clock.state, clock.elapsed_seconds, clock.running_since) == ("running", 3600, nine_oclock + 3 * HOUR)


def test_a_suspension_is_dated_when_it_began_though_it_is_recorded_later(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock + 2 * HOUR)
        actions.open_hold(ticket=ticket, hold="suspended", by=None, at=nine_oclock + 3 * HOUR, since=nine_oclock + HOUR)
        clock = Clock.objects.get(ticket=ticket, metric="resolution")

    assert (clock.state, clock.elapsed_seconds) == ("paused", 3600)


def test_two_consents_are_two_holds(ticket, agent, nine_oclock):
    with acting_as(agent):
        for name in ("quote 1", "quote 2"):
            actions.open_hold(ticket=ticket, hold="consent", name=name, by=None, at=nine_oclock + HOUR)
        actions.close_hold(ticket=ticket, hold="consent", name="quote 1", by=None, at=nine_oclock + 2 * HOUR)
        assert states(ticket)["resolution"] == "paused"
        actions.close_hold(ticket=ticket, hold="consent", name="quote 2", by=None, at=nine_oclock + 3 * HOUR)
        assert states(ticket)["resolution"] == "running"


def test_holds_that_make_no_sense_are_refused(ticket, agent, nine_oclock):
    hold = {"ticket": ticket, "by": None, "at": nine_oclock + HOUR}
    with acting_as(agent):
        with pytest.raises(TicketRefused, match="no hold of that kind"):
            actions.open_hold(**hold, hold="lunch")
        with pytest.raises(TicketRefused, match="is not on hold"):
            actions.close_hold(**hold, hold="consent")
        with pytest.raises(TicketRefused, match="between the receipt"):
            actions.open_hold(**hold, hold="consent", since=nine_oclock - HOUR)
        actions.open_hold(**hold, hold="consent")
        with pytest.raises(TicketRefused, match="on hold already"):
            actions.open_hold(**hold, hold="consent")
        actions.cancel_ticket(ticket=ticket, reason="Spam", by=agent, at=nine_oclock + 2 * HOUR)
        with pytest.raises(TicketIsOver):
            actions.close_hold(ticket=ticket, hold="consent", by=None, at=nine_oclock + 3 * HOUR)
