"""Time meets pots, policies and caps: the worked examples through `log_time`, read from the stored movements and caps."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.models import Movement, SpendingCap
from contracts.terms import AdHoc, Cover, Terms
from tests.contracts.desk import agreed, retained, twenty_hours
from tests.factories import make_client, make_contact, make_ticket
from tests.tickets.work import log, london
from tickets import actions
from tickets.errors import TimeRefused
from tickets.models import CoverDecision, TimeEntry

pytestmark = pytest.mark.django_db
NOW = london("2026-06-12T20:00")


@pytest.fixture
def ticket_of(boss, nine_oclock):
    """A ticket of a new client, whose contract `agree(boss, client)` makes."""

    def make(agree):
        client = make_client(boss, "Northwind")
        agree(boss, client)
        return make_ticket(make_contact(boss, client, "nora@northwind.example"), at=nine_oclock)

    return make


def moved(ticket, boss):
    with acting_as(boss):
        rows = Movement.objects.filter(ticket_id=ticket.pk).order_by("pk")
        return [(row.kind, row.quantity, row.work_minutes) for row in rows]


def accept(boss, ticket, amount, **more):
    with acting_as(boss):
        said = {"client": ticket.client, "contract": ticket.contract, "ticket_id": ticket.pk, "currency": "GBP", "at": NOW} | more
        return contracts.open_cap(source_kind="nte", amount=Decimal(amount), **said)


def test_ex_c1_stored_draws_are_15_15_and_nothing(ticket_of, agent, boss):
    ticket = ticket_of(retained)

    for hour, minutes in ((10, 7), (11, 16), (12, 3)):
        log(agent, f"2026-06-08T{hour}:00", minutes, ticket=ticket)

    assert moved(ticket, boss) == [("draw", -15, 15), ("draw", -15, 15)]


def test_ex_c7_what_a_cap_has_no_room_for_is_held_until_a_change_order(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: agreed(boss, client, ("ad_hoc", AdHoc())))
    with acting_as(boss):
        contracts.set_rate(level=2, amount=Decimal(95), currency="GBP", contract=ticket.contract, by=boss, at=NOW)
    cap = accept(boss, ticket, 1000)
    entries = []
    for day in (8, 9):
        start = london(f"2026-06-0{day}T09:00")
        entries += [log(agent, start + timedelta(minutes=15 * n), 15, ticket=ticket) for n in range(21)]
    used = SpendingCap.objects

    with acting_as(boss):
        before = used.get(pk=cap.pk).used
    last = log(agent, "2026-06-10T09:00", 15, ticket=ticket)
    with acting_as(boss):
        warned = {
            place: row.facts["warnings"]
            for place, row in enumerate(Movement.objects.filter(ticket_id=ticket.pk).order_by("pk"), 1)
            if row.facts.get("warnings")
        }
    assert before == Decimal("997.50")
    assert {entry.held_minutes for entry in entries} == {0}
    assert (last.status, last.held, last.drawn, last.visibility) == ("held", {"business": 15}, {}, "internal")
    assert warned == {22: [50], 32: [75], 38: [90]}

    accept(boss, ticket, 100)
    with acting_as(boss):
        (released,) = actions.release_held(client=ticket.client, contract=ticket.contract, ticket_id=ticket.pk, by=boss, at=NOW)
        again = actions.release_held(client=ticket.client, contract=ticket.contract, ticket_id=ticket.pk, by=boss, at=NOW)
        total = sum(used.filter(ticket_id=ticket.pk).values_list("used", flat=True))
    assert (released.pk, released.status, released.held_minutes, again) == (last.pk, "counted", 0, [])
    assert total == Decimal("1021.25")


def test_ex_c16_an_entry_is_split_at_the_minute_the_allowance_runs_dry(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: retained(boss, client, allowance_minutes=45))

    entry = log(agent, "2026-06-08T10:00", 120, ticket=ticket)

    assert moved(ticket, boss) == [("draw", -45, 45), ("overage", 0, 75)]
    assert entry.parts == {"covered": 45, "overage": 75}
    with acting_as(boss):
        rate = Movement.objects.get(ticket_id=ticket.pk, kind="overage").rate
    assert rate * 75 / 60 == Decimal("118.75")


def test_ex_c20_a_weighted_evening_of_level_three_draws_more_than_it_lasted(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: retained(boss, client, draw="weighted", level_factors={3: Decimal("1.5")}))

    log(agent, "2026-06-08T18:00", 60, ticket=ticket, level=3)

    assert moved(ticket, boss) == [("draw", -135, 60)]


def test_a_blocked_allowance_holds_the_rest_and_a_top_up_releases_it(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: retained(boss, client, allowance_minutes=45, overage="block"))
    entry = log(agent, "2026-06-08T10:00", 60, ticket=ticket)
    assert (entry.status, entry.held_minutes, entry.drawn) == ("counted", 15, {"business": 45})

    with acting_as(boss):
        line = ticket.contract.lines.get()
        contracts.top_up(line=line, minutes=60, price=Decimal(100), by=boss, at=NOW)
        (released,) = actions.release_held(client=ticket.client, contract=ticket.contract, by=boss, at=NOW)

    assert (released.pk, released.held_minutes, released.drawn) == (entry.pk, 0, {"business": 60})


def test_a_withdrawn_entry_gives_back_what_was_held_and_what_was_drawn(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: retained(boss, client, allowance_minutes=20, overage="block"))
    first = log(agent, "2026-06-08T10:00", 15, ticket=ticket)
    second = log(agent, "2026-06-08T11:00", 15, ticket=ticket)
    assert (first.held_minutes, second.held_minutes) == (0, 10)

    with acting_as(agent):
        actions.withdraw_time(entry=first, by=agent, at=NOW)
        rows = list(TimeEntry.objects.filter(group=first.group).order_by("started_at"))

    # The newest bookings of the group go back first, so what is left is what the first had drawn.
    assert sum(sum(row.drawn.values()) + row.held_minutes for row in rows) == 15


def test_work_of_a_closed_period_is_late_and_says_so(ticket_of, agent, boss):
    ticket = ticket_of(retained)

    entry = log(agent, "2026-06-29T10:00", 30, ticket=ticket, at=london("2026-07-03T10:00"))

    assert entry.is_late
    assert moved(ticket, boss) == [("draw", -30, 30)]


def test_billable_work_without_contract_needs_an_accepted_amount(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: None)
    assert ticket.contract is None
    with pytest.raises(TimeRefused, match="accepted no amount"):
        log(agent, "2026-06-08T10:00", 15, ticket=ticket)
    log(agent, "2026-06-08T10:00", 15, ticket=ticket, kind="triage")

    with acting_as(boss):
        contracts.set_rate(level=2, amount=Decimal(80), currency="GBP", by=boss, at=NOW)
    accept(boss, ticket, 100)
    entry = log(agent, "2026-06-08T11:00", 15, ticket=ticket)

    assert entry.parts == {"charged": 15}


def test_work_that_the_contract_does_not_cover_draws_no_pot_and_waits_for_an_accepted_amount(ticket_of, agent, boss):
    repairs = Terms(cover=Cover(activities=("corrective",)))
    ticket = ticket_of(lambda boss, client: agreed(boss, client, ("retainer", twenty_hours()), terms=repairs))

    covered = log(agent, "2026-06-08T10:00", 15, ticket=ticket)
    beside = log(agent, "2026-06-08T11:00", 15, ticket=ticket, activity="perfective")

    assert (covered.is_covered, covered.parts) == (True, {"covered": 15})
    assert (beside.is_covered, beside.status, beside.parts) == (False, "held", {"held": 15})
    with acting_as(boss):
        assert CoverDecision.objects.get(ticket=ticket, occasion="time").verdict == "not_covered"
        contracts.top_up(line=ticket.contract.lines.get(), minutes=60, price=Decimal(100), by=boss, at=NOW)
        assert actions.release_held(client=ticket.client, contract=ticket.contract, by=boss, at=NOW) == []
    accept(boss, ticket, 100)
    with acting_as(boss):
        (released,) = actions.release_held(client=ticket.client, contract=ticket.contract, by=boss, at=NOW)
    assert (released.pk, released.parts) == (beside.pk, {"charged": 15})


def test_c58_in_the_run_off_only_tickets_from_before_the_end_draw_what_is_left(ticket_of, agent, boss):
    ticket = ticket_of(lambda boss, client: retained(boss, client, ends_on="2026-06-30"))

    on_ticket = log(agent, "2026-07-06T10:00", 60, ticket=ticket)
    last_day = log(agent, "2026-06-30T10:00", 60, contract=ticket.contract, activity="corrective", at=london("2026-07-06T12:00"))
    beside = log(agent, "2026-07-06T14:00", 60, contract=ticket.contract, activity="corrective")

    assert (on_ticket.parts, last_day.parts) == ({"covered": 60}, {"covered": 60})
    assert (beside.is_covered, beside.status, beside.parts) == (False, "held", {"held": 60})
