"""Work that is payable, as an invoice finds it (C-01, C-15, C-37)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.queries import uninvoiced_work
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, retained

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)


def payable(desk, **more):
    with acting_as(desk.boss):
        return uninvoiced_work(desk.contract, END, **more)


def test_ex_c11_overage_is_payable_when_its_period_is_closed(boss, palisade):
    desk, ticket = Desk(boss, retained(boss, palisade)), uuid4()
    desk.log("2026-01-12T10:00", 1410, ticket=ticket)

    before, foreseen = payable(desk), payable(desk, with_open_periods=True)
    desk.keep("2026-02-01T00:00")
    (charge,) = payable(desk)

    assert (before, [each.id for each in foreseen]) == ([], [charge.id])
    assert (charge.minutes, charge.rate, charge.amount) == (210, Decimal(95), Decimal("332.50"))
    assert (charge.ticket_id, charge.period, charge.work_on) == (ticket, desk.period(0), date(2026, 1, 12))
    assert payable(desk, billed={charge.id}) == []


def test_the_money_is_of_the_group_and_not_the_sum_of_its_entries(boss, palisade):
    desk, ticket = Desk(boss, retained(boss, palisade, allowance_minutes=60, overage_rate=None)), uuid4()
    desk.log("2026-01-12T09:00", 60)
    for _ in range(4):
        desk.log("2026-01-12T10:00", 10, level=1, ticket=ticket)
    desk.log("2026-01-12T18:00", 20, band="evening", ticket=ticket)

    charges = payable(desk, with_open_periods=True)

    assert sorted((each.level, each.band, each.minutes, each.amount) for each in charges) == [
        (1, "business", 45, Decimal("33.75")),
        (2, "evening", 30, Decimal("60.00")),
    ]


def test_what_was_taken_back_is_not_payable(boss, palisade):
    desk, ticket = Desk(boss, retained(boss, palisade, allowance_minutes=60)), uuid4()
    desk.log("2026-01-12T09:00", 60)
    desk.log("2026-01-12T10:00", 30, ticket=ticket)
    desk.log("2026-01-12T11:00", -30, ticket=ticket)

    assert payable(desk, with_open_periods=True) == []


def test_an_all_inclusive_overage_rate_takes_no_multiplier(boss, palisade):
    terms = dict(allowance_minutes=60, is_overage_all_inclusive=True)
    desk = Desk(boss, retained(boss, palisade, **terms))
    desk.log("2026-01-12T09:00", 60)

    desk.log("2026-01-17T10:00", 60, band="weekend")

    assert [each.amount for each in payable(desk, with_open_periods=True)] == [Decimal("95.00")]


def test_c15_the_contracts_card_beats_the_clients_and_the_tenants(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, allowance_minutes=60, overage_rate=None))
    facts = dict(level=2, currency="GBP", by=boss, at=london("2026-01-01T00:00"))
    with acting_as(boss):
        actions.set_rate(amount=Decimal(70), client=palisade, **facts)
        actions.set_rate(amount=Decimal(60), contract=desk.contract, valid_from=date(2026, 2, 1), **facts)
    desk.log("2026-01-12T09:00", 60)
    desk.log("2026-01-13T09:00", 60)
    desk.log("2026-02-12T09:00", 60)
    desk.log("2026-02-13T09:00", 60)

    assert [each.amount for each in payable(desk, with_open_periods=True)] == [Decimal("70.00"), Decimal("60.00")]
