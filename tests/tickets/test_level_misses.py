"""What a level misses: recorded once, told to its lead, and in time after all where a deed was stored late (S-35)."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.permissions import LEAD
from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from slas import actions as slas
from tests.factories import make_client, make_contact, make_contract, make_staff, make_ticket
from tests.tickets.stints import HOUR, MINUTE, SECOND, clocks, events, level, swept
from tickets import actions
from tickets.errors import TicketIsOver, TicketRefused
from tickets.models import Clock
from tickets.queries import stints_of


@pytest.fixture
def lead(boss):
    return make_staff(boss, "lead@acme.example", roles=[LEAD], level=1)


def test_a_miss_is_recorded_once_dated_when_due_and_told_to_the_levels_lead(ann, lead, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    swept(ann, nine_oclock + SECOND)

    assert swept(ann, nine_oclock + 10 * MINUTE) == (0, 0)  # at the due instant itself it is still in time
    assert swept(ann, nine_oclock + 10 * MINUTE + SECOND) == (0, 1)
    assert swept(ann, nine_oclock + 11 * MINUTE) == (0, 0)

    with acting_in(ann.tenant_id, SYSTEM):
        (missed,) = events(ticket, "ola_breached")
        assert (missed.at, missed.visibility) == (nine_oclock + 10 * MINUTE, "internal")
        assert missed.facts == {"metric": "ola_accept", "stint": 1, "level": 1}
        told = Notice.objects.filter(template="level_missed").values_list("recipient__name", flat=True)
        assert list(told) == [lead.name]
    assert (clocks(ticket)["ola_accept", 1].state, clocks(ticket)["ola_accept", 1].next_at) == ("breached_running", None)


def test_a_deed_that_comes_first_records_the_same_miss(ann, agent, lead, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock + 12 * MINUTE)

    assert swept(ann, nine_oclock + 13 * MINUTE) == (0, 0)
    with acting_as(agent):
        assert [event.at for event in events(ticket, "ola_breached")] == [nine_oclock + 10 * MINUTE]
    assert clocks(ticket)["ola_accept", 1].state == "breached_stopped"


def test_what_the_client_ended_in_time_is_no_miss_although_the_sweep_was_sooner(ann, agent, nine_oclock):
    """The claim and the catching up are two transactions; whichever is first, the rows say the same in the end."""
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    swept(ann, nine_oclock + SECOND)
    with acting_as(ann):
        actions.confirm_resolved(ticket=ticket, by=ann, at=nine_oclock + 9 * MINUTE)
    with acting_in(ann.tenant_id, SYSTEM):
        assert actions.record_due_stints(tenant_id=ann.tenant_id, at=nine_oclock + 11 * MINUTE) == 1

    swept(ann, nine_oclock + 11 * MINUTE)

    assert (clocks(ticket)["ola_accept", 1].state, clocks(ticket)["ola_accept", 1].breached_at) == ("met", None)
    with acting_as(agent):
        assert len(events(ticket, "ola_breach_withdrawn")) == 1


def test_a_level_cannot_be_given_what_it_has_nor_what_is_over(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        with pytest.raises(TicketRefused, match="at L1 .* already"):
            actions.move_level(ticket=ticket, level=level(1), by=agent, at=nine_oclock)
        with pytest.raises(TicketRefused, match="cannot be given tickets"):
            actions.move_level(ticket=ticket, level=level(2), by=agent, at=nine_oclock, assignee=ann)
        for number in (2, 3, 4):
            actions.move_level(ticket=ticket, level=level(number), by=None, at=nine_oclock, note="Late.")
        assert [stint.level for stint in stints_of(agent, ticket)] == [1, 2, 3, 4]
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=nine_oclock)
        with pytest.raises(TicketIsOver):
            actions.move_level(ticket=ticket, level=level(1), by=agent, at=nine_oclock)


def test_what_is_owed_is_pinned_when_the_stint_begins(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    swept(ann, nine_oclock)
    with acting_as(boss):
        slas.set_level_targets(level=level(1), minutes={"critical": (5, 30)}, calendar=None, by=boss, at=nine_oclock + MINUTE)

    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="major", by=agent, at=nine_oclock + 2 * MINUTE)
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=nine_oclock + 3 * MINUTE)
    later = make_ticket(ann, at=nine_oclock + HOUR, severity="critical")
    swept(ann, nine_oclock + HOUR)

    assert clocks(ticket)["ola_accept", 1].due_at == nine_oclock + 10 * MINUTE
    assert clocks(later)["ola_accept", 1].due_at == nine_oclock + HOUR + 5 * MINUTE


@pytest.fixture
def london_and_india(boss):
    """EX-S24: L2 works 12/5 in London, L3 Monday to Friday 09:30 to 18:30 in India; work 2 h and 4 h."""
    early = datetime(2026, 1, 1, tzinfo=UTC)
    shift = (((9 * 60 + 30, 18 * 60 + 30),),) * 5 + ((), ())
    with acting_as(boss):
        twelve = slas.create_preset_calendar(name="London shift", kind="12/5", zone="Europe/London", by=boss, at=early)
        india = slas.create_weekly_calendar(name="India shift", weekly=shift, zone="Asia/Kolkata", by=boss, at=early)
        for number, calendar, hours in ((2, twelve, 2), (3, india, 4)):
            slas.set_level_targets(
                level=level(number), minutes={"critical": (30, hours * 60)}, calendar=calendar, by=boss, at=early
            )
        hours = dict.fromkeys(("critical", "major", "minor", "question"), "24/7")
        target = {"metric": "resolution", "severity": "critical", "amount": 8, "unit": "hours"}
        slas.create_tier(name="Eight hours", hours=hours, targets=[target], by=boss, at=early)
    client = make_client(boss, "Around the clock")
    make_contract(boss, client, "Eight hours")
    return make_contact(boss, client, "ida@clock.example")


def test_ex_s24_both_levels_are_in_time_while_the_promise_fails_by_two_days(london_and_india, boss, agent):
    ida = london_and_india
    friday = datetime(2026, 6, 12, 17, 0, tzinfo=UTC)  # 18:00 in London
    with acting_as(boss):
        ticket = make_ticket(boss, at=friday, severity="critical", client=ida.client, requester=ida, level=level(2))
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=friday + 25 * MINUTE)
        assert clocks(ticket)["ola_work", 1].due_at == datetime(2026, 6, 15, 7, 25, tzinfo=UTC)

        taken = friday + HOUR + 50 * MINUTE  # 19:50 in London
        actions.move_level(ticket=ticket, level=level(3), by=agent, at=taken, assignee=boss)
        assert clocks(ticket)["ola_work", 2].due_at == datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

        monday = datetime(2026, 6, 15, 7, 59, tzinfo=UTC)
        actions.resolve_ticket(ticket=ticket, body="Fixed.", by=boss, at=monday)
        promise = Clock.objects.get(ticket=ticket, metric="resolution")

    assert {clock.state for clock in clocks(ticket).values()} == {"met"} and len(clocks(ticket)) == 4
    assert (promise.state, promise.breached_at) == ("breached_stopped", datetime(2026, 6, 13, 1, 0, tzinfo=UTC))
    assert monday - promise.breached_at > timedelta(days=2)
