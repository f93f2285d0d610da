"""Tickets of a per-ticket contract are counted by the beat, whoever did what to them (C-45, C-46)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions as contracts
from contracts.models import LinePeriod, Movement, TicketUnit
from contracts.terms import Hours, LevelPrice, PackageLine, PerTicket
from tests.contracts.calendars import london
from tests.contracts.desk import agreed
from tests.factories import make_client, make_contact, make_contract, make_product, make_ticket
from tests.tickets.work import log
from tickets import actions, tasks
from tickets.actions import counting

pytestmark = pytest.mark.django_db
FILED = london("2026-06-08T09:00")
LATER = timedelta(hours=1)
ONE_LEVEL = {1: LevelPrice(included=10, price=Decimal(14), extra_price=Decimal(17))}


@pytest.fixture
def olga(boss, palisade):
    levels = {level: LevelPrice(included=10, price=Decimal(14), extra_price=Decimal(17)) for level in (1, 2)}
    agreed(boss, palisade, ("per_ticket", PerTicket(levels=levels)), starts_on="2026-06-01")
    return make_contact(boss, palisade, "maria@palisade.example")


def sweep(boss, at):
    with acting_in(boss.tenant, SYSTEM):
        return actions.count_tickets(tenant_id=boss.tenant_id, at=at)


def units(boss, ticket):
    with acting_as(boss):
        return list(TicketUnit.objects.filter(ticket_id=ticket.pk).order_by("reserved_at"))


def left(boss):
    with acting_as(boss):
        return sum(Movement.objects.filter(unit="tickets", kind__in=("draw", "reverse")).values_list("quantity", flat=True))


def resolve(boss, agent, ticket, at):
    with acting_as(boss):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=agent, at=at)


def test_a_ticket_that_a_contact_filed_is_reserved_once_and_committed_when_resolved(boss, agent, olga):
    ticket = make_ticket(olga, at=FILED)

    looked_at = [sweep(boss, FILED + LATER), sweep(boss, FILED + LATER)]
    (reserved,) = units(boss, ticket)
    resolve(boss, agent, ticket, FILED + 2 * LATER)
    sweep(boss, FILED + 3 * LATER)
    idle = sweep(boss, FILED + 3 * LATER)

    assert (looked_at, idle) == ([1, 0], 0)
    assert (reserved.reserved_at, reserved.committed_at) == (FILED, None)
    assert [unit.committed_at for unit in units(boss, ticket)] == [FILED + 2 * LATER]
    assert left(boss) == -1


@pytest.mark.parametrize(("days", "counted"), [(9, 1), (15, 2)])
def test_c46_a_ticket_reopened_in_time_is_the_same_one(boss, agent, olga, days, counted):
    ticket, again = make_ticket(olga, at=FILED), FILED + timedelta(days=days)
    resolve(boss, agent, ticket, FILED + LATER)
    sweep(boss, FILED + LATER)  # received and resolved between two beats
    sweep(boss, FILED + LATER)
    with acting_as(boss):
        actions.reopen_ticket(ticket=ticket, body="Still.", by=agent, at=again)
    sweep(boss, again)
    resolve(boss, agent, ticket, again + LATER)
    sweep(boss, again + LATER)

    assert len(units(boss, ticket)) == counted
    assert units(boss, ticket)[-1].committed_at == again + LATER
    assert left(boss) == -counted


def test_c05_a_ticket_counts_on_the_first_local_day_of_its_contract(boss):
    client = make_client(boss, "Goa Freight", zone="Asia/Kolkata")
    levels = {2: LevelPrice(included=1, price=Decimal(14), extra_price=Decimal(17))}
    agreed(boss, client, ("per_ticket", PerTicket(levels=levels)), starts_on="2026-06-08")
    midnight = london("2026-06-07T19:30")  # in Kolkata the 8th begins
    ticket = make_ticket(make_contact(boss, client, "maya@goa.example"), at=midnight)

    sweep(boss, midnight + LATER)

    assert [unit.reserved_at for unit in units(boss, ticket)] == [midnight]


def test_c45_cancelled_and_merged_tickets_count_no_longer(boss, agent, olga):
    spam, one, other = (make_ticket(olga, at=FILED, title=f"Ticket {n}") for n in range(3))
    sweep(boss, FILED)
    with acting_as(boss):
        actions.cancel_ticket(ticket=spam, reason="Spam", by=agent, at=FILED + LATER)
        actions.merge_tickets(survivor=one, merged=other, by=agent, at=FILED + LATER)
    sweep(boss, FILED + LATER)

    assert [units(boss, ticket)[0].reason for ticket in (spam, other, one)] == ["cancelled", "merged", ""]
    assert left(boss) == -1
    assert sweep(boss, FILED + 2 * LATER) == 0


def test_c45_time_logged_before_its_ticket_is_counted_is_drawn_once_it_is(boss, agent, olga):
    """The beat counts a ticket within a minute; who logs time sooner finds it held, and drawn by the ticket after that."""
    ticket = make_ticket(olga, at=FILED)
    entry = log(agent, FILED, 20, ticket=ticket, level=1)
    held = entry.held_minutes
    sweep(boss, FILED + LATER)
    with acting_in(boss.tenant, SYSTEM):
        looked_at = [actions.release_counted(tenant_id=boss.tenant_id, at=FILED + LATER) for _ in range(2)]
    with acting_as(boss):
        entry.refresh_from_db()
        drawn = Movement.objects.filter(ticket_id=ticket.pk, kind="draw", line__kind="per_ticket")
        worked = sum(drawn.values_list("work_minutes", flat=True))

    assert held > 0 and looked_at == [1, 0]
    assert (entry.held_minutes, worked) == (0, held)


def test_the_task_asks_for_tenants_whose_packages_may_include_tickets_too(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "tenants_with", lambda table, where, said: asked.append((table, said)) or [])

    tasks.count_tickets()

    assert asked == [("contracts_contractline", ["per_ticket", "package"])]


def test_tickets_of_other_contracts_are_not_looked_at(boss, ann, olga):
    make_ticket(ann, at=FILED)

    assert sweep(boss, FILED) == 0


def test_c45_a_ticket_that_moves_to_another_contract_gives_its_unit_back(boss, agent, olga, palisade):
    ticket = make_ticket(olga, at=FILED)
    sweep(boss, FILED + LATER)
    retainer = make_contract(boss, palisade, "Premium", products=[make_product(boss, "Depot Scan", palisade)])

    with acting_as(boss):
        actions.move_to_contract(ticket=ticket, contract=retainer, by=boss, at=FILED + 2 * LATER)

    (unit,) = units(boss, ticket)
    assert (unit.released_at, unit.reason, left(boss)) == (FILED + 2 * LATER, "moved", 0)


def test_tickets_that_no_period_can_count_leave_room_for_those_behind(boss, agent, olga, monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 1)
    make_ticket(olga, at=FILED)
    sweep(boss, FILED)
    with acting_as(boss):
        LinePeriod.objects.update(closed_at=FILED)
    make_ticket(olga, at=FILED + LATER)
    with acting_as(boss):
        other = make_client(boss, "Fathom")
    agreed(boss, other, ("per_ticket", PerTicket(levels=ONE_LEVEL)), starts_on="2026-06-01")
    behind = make_ticket(make_contact(boss, other, "fay@fathom.example"), at=FILED + 2 * LATER)

    sweep(boss, FILED + 2 * LATER)

    assert len(units(boss, behind)) == 1


def test_c48_tickets_that_a_package_includes_are_counted_and_the_others_asked_about_once(boss, agent, palisade):
    terms = PackageLine(fee=Decimal(900), hours=Hours(allowance_minutes=600), included_tickets={1: 1})
    contract = agreed(boss, palisade, ("package", terms), starts_on="2026-06-01")
    with acting_as(boss):
        contracts.keep_ledger(contract=contract, at=FILED)
    maria = make_contact(boss, palisade, "maria@palisade.example")
    first, second = make_ticket(maria, at=FILED), make_ticket(maria, at=FILED + timedelta(minutes=1))

    looked_at = [sweep(boss, FILED + LATER), sweep(boss, FILED + LATER)]

    assert looked_at == [2, 0]
    assert [[unit.reason for unit in units(boss, ticket)] for ticket in (first, second)] == [[""], ["not_included"]]


def test_a_package_without_tickets_counts_none(boss, palisade):
    contract = agreed(boss, palisade, ("package", PackageLine(fee=Decimal(900), hours=Hours(allowance_minutes=600))))
    with acting_as(boss):
        contracts.keep_ledger(contract=contract, at=FILED)
    make_ticket(make_contact(boss, palisade, "maria@palisade.example"), at=FILED)

    assert sweep(boss, FILED + LATER) == 0
