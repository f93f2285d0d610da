"""What turns clocks is readable by the client's contacts, so that their deeds fold the same history as anybody's."""

from datetime import timedelta

from accounts.tenancy import acting_as
from tests.factories import make_ticket
from tickets import actions
from tickets.actions.clocks import history, replayed
from tickets.actions.events import CLOCK_KINDS, add_event, locked
from tickets.models import Event


def test_a_contact_reads_every_event_that_turns_clocks(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        ticket = locked(ticket)
        for minute, kind in enumerate(sorted(CLOCK_KINDS - {"opened"}), 1):
            add_event(ticket, kind, by=agent, at=nine_oclock + timedelta(minutes=minute))
        ticket.save()
        whole = [each.kind for each in history(ticket)]

    with acting_as(ann):
        assert [each.kind for each in history(ticket)] == whole
    assert len(whole) == len(CLOCK_KINDS)


def test_a_contact_and_an_engineer_replay_the_same_clocks(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + timedelta(hours=1))
        as_staff = replayed(ticket, as_of=nine_oclock + timedelta(hours=9))

    with acting_as(ann):
        assert replayed(ticket, as_of=nine_oclock + timedelta(hours=9)) == as_staff


def test_the_reason_for_a_cancellation_is_for_staff(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.cancel_ticket(ticket=ticket, reason="They always cry wolf", by=agent, at=nine_oclock)
        assert Event.objects.filter(ticket=ticket, facts__reason="They always cry wolf").exists()

    with acting_as(ann):
        assert Event.objects.filter(ticket=ticket, kind="cancelled").exists()
        assert not any("cry wolf" in str(event.facts) for event in Event.objects.filter(ticket=ticket))
