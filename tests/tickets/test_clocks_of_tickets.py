"""What filing, answering and missing do to the stored clock rows; Mon 8 June 2026, Standard on 8/5 in London."""

from datetime import UTC, datetime, timedelta

from accounts.tenancy import SYSTEM, acting_as, acting_in
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock, Event


def utc(day, hour, minute=0):
    """An instant of June 2026 by the London clock (BST)."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def test_a_filed_ticket_gets_both_deadlines_of_its_tier(ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    with acting_as(ann):
        clocks = {clock.metric: clock for clock in ticket.clocks.all()}
    assert clocks["first_response"].due_at == utc(8, 13)  # Standard: 4 h
    assert clocks["resolution"].due_at == utc(9, 17)  # 16 h of 8-hour days
    assert ticket.next_due_at == utc(8, 13)


def test_a_public_reply_meets_the_first_response(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock + timedelta(minutes=30))
        clock = Clock.objects.get(ticket=ticket, metric="first_response")
    assert (clock.state, clock.elapsed_seconds, clock.next_at) == ("met", 1800, None)


def test_an_internal_note_answers_nobody(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    with acting_as(agent):
        actions.write_note(ticket=ticket, body="Looks like the cursor.", by=agent, at=nine_oclock + timedelta(minutes=5))
        assert Clock.objects.get(ticket=ticket, metric="first_response").state == "running"


def test_a_missed_first_response_is_recorded_once_and_dated_at_its_due_instant(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    late = utc(8, 13, 1)

    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)

        clock = Clock.objects.get(ticket=ticket, metric="first_response")
        assert (clock.state, clock.breached_at) == ("breached_running", utc(8, 13))
        assert Event.objects.filter(ticket=ticket, kind="breached").count() == 1


def test_at_the_due_instant_itself_nothing_is_missed_yet(ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=utc(8, 13))
        assert not Event.objects.filter(ticket=ticket, kind="breached").exists()


def test_a_machine_whose_clock_is_behind_dates_nothing_before_the_receipt(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="Good.", by=ann, at=nine_oclock - timedelta(milliseconds=300))

        assert ticket.events.get(kind="client_wrote").at == nine_oclock
