"""What the levels owe each other: a stint for each stay at a level, whoever brings the clocks up to date, and whenever (S-35)."""

from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from tests.factories import make_staff, make_ticket
from tests.tickets.stints import HOUR, MINUTE, SECOND, clocks, events, level, swept
from tickets import actions
from tickets.models import Clock, Ticket
from tickets.queries import bounces_of, stints_of


def test_the_first_stint_begins_with_the_receipt_whenever_the_sweep_comes(ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    assert swept(ann, nine_oclock + 3 * SECOND) == (1, 0)
    assert swept(ann, nine_oclock + 5 * SECOND) == (0, 0)

    accept = clocks(ticket)["ola_accept", 1]
    assert (accept.started_at, accept.due_at, accept.next_at) == (nine_oclock, nine_oclock + 10 * MINUTE, accept.due_at)
    assert (accept.level.number, accept.state) == (1, "running")
    with acting_in(ann.tenant_id, SYSTEM):
        (entered,) = events(ticket, "level_entered")
        fresh = Ticket.objects.get(pk=ticket.pk)
    assert (entered.at, entered.visibility, entered.by) == (nine_oclock, "internal", None)
    assert (fresh.version, fresh.updated_at, fresh.stints_behind_since) == (ticket.version, nine_oclock, None)


def test_taking_a_ticket_accepts_it_once(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    with acting_as(agent):
        actions.take_next(by=boss, at=nine_oclock + 9 * MINUTE)
        actions.assign_ticket(ticket=ticket, assignee=agent, by=boss, at=nine_oclock + 20 * MINUTE)

    found = clocks(ticket)
    assert (found["ola_accept", 1].state, found["ola_accept", 1].elapsed_seconds) == ("met", 9 * 60)
    assert found["ola_work", 1].due_at == nine_oclock + 69 * MINUTE
    with acting_as(agent):
        assert len(events(ticket, "accepted")) == 1


def test_taken_at_the_very_instant_of_receipt_it_is_accepted_all_the_same(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)

    assert (clocks(ticket)["ola_accept", 1].state, clocks(ticket)["ola_work", 1].state) == ("met", "running")


def test_another_level_begins_a_stint_and_no_promise_minds(ann, agent, boss, nine_oclock):
    colleague = make_staff(boss, "colleague@acme.example", level=2)
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock + MINUTE)
        before = list(Clock.objects.filter(ticket=ticket).values().order_by("pk"))

        moved = actions.move_level(
            ticket=ticket, level=level(2), by=agent, at=nine_oclock + 31 * MINUTE, note="Cause known, needs a hotfix."
        )

        assert list(Clock.objects.filter(ticket=ticket).values().order_by("pk")) == before
        assert (moved.level.number, moved.assignee, moved.status) == (2, None, "open")
        assert moved.messages.get(visibility="internal").body == "Cause known, needs a hotfix."
    found = clocks(ticket)
    assert (found["ola_work", 1].state, found["ola_work", 1].elapsed_seconds) == ("met", 30 * 60)
    assert (found["ola_accept", 2].level.number, found["ola_accept", 2].due_at) == (2, nine_oclock + 41 * MINUTE)
    with acting_in(ann.tenant_id, SYSTEM):
        told = Notice.objects.filter(template="ticket_at_level").values_list("recipient__name", flat=True)
        assert list(told) == [colleague.name]  # whoever moved it knows


def test_a_bounce_back_opens_a_new_stint_and_is_counted(ann, agent, nine_oclock):
    ticket, other = (make_ticket(ann, at=nine_oclock, severity="major") for _each in range(2))
    with acting_as(agent):
        for minutes, number in ((10, 2), (20, 3), (30, 2), (40, 1)):
            actions.move_level(ticket=ticket, level=level(number), by=agent, at=nine_oclock + minutes * MINUTE)

        stints = stints_of(agent, ticket)
        assert bounces_of(agent, [ticket, other]) == {ticket.pk: 2}
        assert stints_of(ann, ticket) == [] and bounces_of(ann, [ticket]) == {}
    assert [stint.level for stint in stints] == [1, 2, 3, 2, 1]
    assert [stint.left_at for stint in stints] == [nine_oclock + m * MINUTE for m in (10, 20, 30, 40)] + [None]
    assert [clocks(ticket)["ola_accept", number].level.number for number in range(1, 6)] == [1, 2, 3, 2, 1]
    assert clocks(ticket)["ola_accept", 4].due_at == nine_oclock + HOUR  # half an hour from its return


def test_given_to_somebody_with_the_move_it_is_accepted_at_once(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        moved = actions.move_level(ticket=ticket, level=level(2), by=boss, at=nine_oclock + MINUTE, assignee=agent)

    assert moved.assignee == agent
    accept, work = clocks(ticket)["ola_accept", 2], clocks(ticket)["ola_work", 2]
    assert (accept.state, accept.elapsed_seconds, work.due_at) == ("met", 0, nine_oclock + 61 * MINUTE)


def test_waiting_pauses_and_the_clients_message_resumes_at_its_own_instant(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock + MINUTE)
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + 11 * MINUTE)
    assert (clocks(ticket)["ola_work", 1].state, clocks(ticket)["ola_work", 1].due_at) == ("paused", None)

    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4.2", by=ann, at=nine_oclock + 2 * HOUR)
    assert clocks(ticket)["ola_work", 1].state == "paused"  # until the sweep
    assert swept(ann, nine_oclock + 2 * HOUR + 7 * MINUTE) == (1, 0)

    work = clocks(ticket)["ola_work", 1]
    assert (work.state, work.running_since, work.due_at) == (
        "running",
        nine_oclock + 2 * HOUR,
        nine_oclock + 2 * HOUR + 50 * MINUTE,
    )


def test_staff_who_come_before_the_sweep_heed_what_the_client_did(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + 2 * MINUTE)
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4.2", by=ann, at=nine_oclock + HOUR)

    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock + HOUR + 3 * MINUTE)

    assert (clocks(ticket)["ola_accept", 1].state, clocks(ticket)["ola_accept", 1].elapsed_seconds) == ("met", 5 * 60)
    assert swept(ann, nine_oclock + 2 * HOUR) == (0, 0)


def test_resolving_stops_and_reopening_resumes_with_the_time_used(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock + 40 * MINUTE)
    assert clocks(ticket)["ola_work", 1].state == "met"

    with acting_as(ann):
        actions.reopen_ticket(ticket=ticket, body="Not yet.", by=ann, at=nine_oclock + 3 * HOUR)
    swept(ann, nine_oclock + 3 * HOUR + SECOND)

    assert clocks(ticket)["ola_work", 1].due_at == nine_oclock + 3 * HOUR + 20 * MINUTE
