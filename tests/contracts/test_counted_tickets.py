"""Tickets counted on a per-ticket line, and reserved capacity, through the actions (C-45 to C-47)."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.fees import fee_of
from contracts.models import TicketUnit
from contracts.queries import ticket_charges, uninvoiced_tickets
from contracts.terms import Fte, Hours, LevelPrice, PackageLine, PerTicket
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, agreed

pytestmark = pytest.mark.django_db
AT = london("2026-01-12T09:00")


def per_ticket(first=(100, "14", "16.80"), second=(40, "38", "45.60")):
    return PerTicket(
        levels={
            level: LevelPrice(included=count, price=Decimal(price), extra_price=Decimal(extra))
            for level, (count, price, extra) in {1: first, 2: second}.items()
        }
    )


@pytest.fixture
def desk(boss, palisade):
    return Desk(boss, agreed(boss, palisade, ("per_ticket", per_ticket())))


def count(desk, ticket, level=1, at=AT, **then):
    with acting_as(desk.boss):
        return actions.reserve_unit(contract=desk.contract, ticket_id=ticket, level=level, by=desk.boss, at=at)


def resolve(desk, ticket, at=AT):
    with acting_as(desk.boss):
        return actions.commit_unit(contract=desk.contract, ticket_id=ticket, by=desk.boss, at=at)


def charges(desk, number=0):
    period = desk.period(number)
    with acting_as(desk.boss):
        return ticket_charges(period)


def test_ex_c23_tickets_agreed_and_tickets_extra(desk):
    for level, tickets in {1: 107, 2: 43}.items():
        for _ in range(tickets):
            ticket = uuid4()
            count(desk, ticket, level)
            resolve(desk, ticket)

    agreed_fee, extra = fee_of(per_ticket(), "GBP"), charges(desk)

    assert agreed_fee == Decimal("2920.00")
    assert extra == {1: (7, Decimal("117.60")), 2: (3, Decimal("136.80"))}
    assert agreed_fee + sum(amount for _, amount in extra.values()) == Decimal("3174.40")
    desk.keep("2026-02-01T00:00")
    with acting_as(desk.boss):
        bill = uninvoiced_tickets(desk.contract, AT.date().replace(month=2))
    assert [(c.level, c.count, c.price, c.amount) for c in bill] == [
        (1, 7, Decimal("16.80"), Decimal("117.60")),
        (2, 3, Decimal("45.60"), Decimal("136.80")),
    ]
    assert desk.sum(period=desk.period(0)) == 0 and len(desk.rows(kind="draw", quantity=-1)) == 140


def test_ex_c24_a_ticket_counts_once_at_its_highest_level_also_when_reopened(desk):
    ticket = uuid4()
    count(desk, ticket, 1)
    desk.log("2026-01-12T10:00", 15, level=1, ticket=ticket)
    desk.log("2026-01-12T11:00", 30, level=2, ticket=ticket)
    first = resolve(desk, ticket)

    again = count(desk, ticket, 1, at=london("2026-01-21T09:00"))
    desk.log("2026-01-21T10:00", 15, level=2, ticket=ticket)
    last = resolve(desk, ticket, at=london("2026-01-21T11:00"))

    assert (first.pk, first.level) == (again.pk, 2) == (last.pk, last.level)
    assert desk.sum(level=1) == 100 and desk.sum(level=2) == 39
    assert per_ticket().levels[last.level].price == Decimal(38)


def test_c46_a_ticket_reopened_after_its_days_is_another_one(desk):
    ticket = uuid4()
    count(desk, ticket)
    first = resolve(desk, ticket)

    again = count(desk, ticket, at=london("2026-01-27T09:00"))

    assert again.pk != first.pk
    assert desk.sum(level=1) == 98


def test_c45_a_ticket_that_is_not_counted_after_all_gives_its_place_to_an_extra_one(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("per_ticket", per_ticket(first=(1, "14", "16.80")))))
    spam, real = uuid4(), uuid4()
    count(desk, spam)
    count(desk, real)
    before = charges(desk)

    with acting_as(boss):
        actions.release_unit(contract=desk.contract, ticket_id=spam, reason="spam", by=boss, at=AT)
        again = actions.release_unit(contract=desk.contract, ticket_id=spam, reason="spam", by=boss, at=AT)

    assert (before, charges(desk), again) == ({1: (1, Decimal("16.80"))}, {}, None)
    assert desk.sum(level=1) == 0


def test_work_on_a_counted_ticket_draws_no_hours(desk):
    ticket = uuid4()
    count(desk, ticket)

    drawn = desk.log("2026-01-12T10:00", 50, level=1, ticket=ticket)

    assert (drawn.covered, drawn.held) == (60, 0)
    assert [(row.quantity, row.work_minutes, row.unit) for row in drawn.movements] == [(0, 60, "tickets")]


def test_a_contract_without_such_a_line_counts_nothing(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("fte", _team())))

    assert count(desk, uuid4()) is None
    assert resolve(desk, uuid4()) is None


def _team():
    capacity = {"1 FTE": Decimal(168), "0.25 FTE": Decimal(40)}
    return Fte(label="0.25 FTE", capacity=capacity, rate=Decimal(45), overage="absorb")


def test_ex_c25_capacity_is_the_row_of_the_table_and_rolls_nothing(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("fte", _team())))

    drawn = desk.log("2026-01-12T10:00", 41 * 60)
    desk.keep("2026-02-01T00:00")

    assert (drawn.covered, drawn.absorbed) == (2400, 60)
    assert desk.rows(kind__in=("grant", "roll", "forfeit")) == [("grant", 2400, 0), ("grant", 2400, 0)]


@pytest.fixture
def packaged(boss, palisade):
    """A package of ten hours with two tickets of level 1 and one of level 2 a month."""
    terms = PackageLine(fee=Decimal(900), hours=Hours(allowance_minutes=600, overage="absorb"), included_tickets={1: 2, 2: 1})
    return Desk(boss, agreed(boss, palisade, ("package", terms)))


def test_c48_tickets_that_a_package_includes_draw_no_hours_and_those_beyond_them_do(packaged):
    tickets = [uuid4() for _ in range(3)]
    counted = [count(packaged, ticket) is not None for ticket in tickets]

    drawn = [packaged.log("2026-01-12T10:00", 60, level=1, ticket=ticket) for ticket in tickets]

    assert counted == [True, True, False]
    assert [sum(row.quantity for row in each.movements) for each in drawn] == [0, 0, -60]
    assert count(packaged, tickets[2]) is None  # asked again it stays so
    with acting_as(packaged.boss):
        assert list(TicketUnit.objects.filter(reason="not_included").values_list("ticket_id", flat=True)) == [tickets[2]]


def test_c48_a_level_that_the_package_does_not_include_is_not_assumed(packaged):
    assert count(packaged, uuid4(), level=3) is None


def test_c48_what_is_not_used_is_forfeited_and_each_period_brings_its_own(packaged):
    count(packaged, uuid4())

    packaged.keep("2026-02-01T00:00")

    assert packaged.rows(unit="tickets", kind="forfeit") == [("forfeit", -1, 0), ("forfeit", -1, 0)]
    assert packaged.rows(unit="tickets", kind="grant", period=packaged.period(1)) == [("grant", 2, 0), ("grant", 1, 0)]
    assert count(packaged, uuid4(), at=london("2026-02-02T09:00")) is not None
    with acting_as(packaged.boss):
        assert uninvoiced_tickets(packaged.contract, AT.date().replace(month=3)) == []


def test_c46_an_included_ticket_counts_at_its_highest_level_while_one_is_left(packaged):
    first, second = uuid4(), uuid4()
    for ticket in (first, second):
        count(packaged, ticket)
        packaged.log("2026-01-12T10:00", 30, level=2, ticket=ticket)

    levels = [resolve(packaged, ticket).level for ticket in (first, second)]

    assert levels == [2, 1]


def test_c46_work_of_a_higher_level_that_is_logged_after_the_resolution_counts(desk):
    ticket = uuid4()
    count(desk, ticket, 1)
    desk.log("2026-01-12T10:00", 15, level=1, ticket=ticket)
    before = resolve(desk, ticket).level
    drawn = desk.log("2026-01-12T12:00", 30, level=2, ticket=ticket, worked_at="2026-01-12T08:00")
    with acting_as(desk.boss):
        after = TicketUnit.objects.get().level

    desk.change(drawn.movements[0].group, -30, at=london("2026-01-12T13:00"))
    with acting_as(desk.boss):
        assert (before, after, TicketUnit.objects.get().level) == (1, 2, 1)
    assert desk.sum(level=1) == 99 and desk.sum(level=2) == 40


def test_work_of_a_level_that_the_line_does_not_name_is_priced_as_the_nearest_below(desk):
    ticket = uuid4()
    count(desk, ticket, 1)
    desk.log("2026-01-12T10:00", 15, level=4, ticket=ticket)

    assert resolve(desk, ticket).level == 2


def test_c46_work_that_was_held_until_its_ticket_was_counted_and_resolved_counts_too(desk):
    ticket = uuid4()
    desk.log("2026-01-12T10:00", 30, ticket=ticket, level=2)
    count(desk, ticket)
    resolve(desk, ticket)

    with acting_as(desk.boss):
        actions.release_held(client=desk.contract.client, contract=desk.contract, ticket_id=ticket, by=desk.boss, at=AT)

        assert TicketUnit.objects.get(ticket_id=ticket).level == 2
