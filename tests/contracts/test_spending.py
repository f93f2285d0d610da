"""Work charged under what was accepted, through the actions (C-23, C-24)."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from common.errors import DomainError
from contracts import actions
from contracts.models import SpendingCap
from contracts.pricing import Rounding, fit_in
from contracts.queries import uninvoiced_work
from contracts.terms import AdHoc
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, agreed

pytestmark = pytest.mark.django_db
AT = london("2026-01-12T09:00")


@pytest.fixture
def contract(boss, palisade):
    return agreed(boss, palisade, ("ad_hoc", AdHoc()))


def allow(boss, contract, ticket, amount, **more):
    facts = dict(source_kind="nte", currency="GBP", at=AT) | more
    with acting_as(boss):
        return actions.open_cap(client=contract.client, contract=contract, ticket_id=ticket, amount=Decimal(amount), **facts)


def used(boss, cap):
    with acting_as(boss):
        return SpendingCap.objects.get(pk=cap.pk).used


def test_ex_c7_forty_two_quarters_fit_under_a_thousand_and_the_next_is_held(boss, contract):
    desk, ticket = Desk(boss, contract, Rounding("entry")), uuid4()
    with acting_as(boss):
        actions.set_rate(level=2, amount=Decimal(95), currency="GBP", contract=contract, by=boss, at=AT)
    cap = allow(boss, contract, ticket, 1000)

    drawn = [desk.log("2026-01-12T10:00", 15, ticket=ticket) for _ in range(43)]

    assert used(boss, cap) == Decimal("997.500")
    assert [sum(each.charged for each in drawn), drawn[-1].held] == [42 * 15, 15]
    warned = {n: row.facts["warnings"] for n, each in enumerate(drawn, 1) for row in each.movements if "warnings" in row.facts}
    assert warned == {22: [50], 32: [75], 38: [90]}


def test_the_cap_is_used_by_what_the_group_comes_to_more(boss, contract):
    desk, ticket = Desk(boss, contract, Rounding(increment=1)), uuid4()
    cap = allow(boss, contract, ticket, 100)

    for minutes in (10, 10, 10):
        desk.log("2026-01-12T10:00", minutes, ticket=ticket)

    assert used(boss, cap) == Decimal("40.000")  # not three times 13.33
    with acting_as(boss):
        (charge,) = uninvoiced_work(contract, AT.date())
    assert (charge.minutes, charge.rate, charge.amount) == (30, Decimal(80), Decimal("40.00"))


def test_a_correction_gives_the_cap_back_what_the_group_comes_to_less(boss, contract):
    desk, ticket = Desk(boss, contract), uuid4()
    cap = allow(boss, contract, ticket, 100)
    desk.log("2026-01-12T10:00", 60, ticket=ticket)

    drawn = desk.log("2026-01-12T11:00", -45, ticket=ticket)

    assert (drawn.charged, used(boss, cap)) == (-45, Decimal("20.000"))
    with acting_as(boss):
        assert [charge.amount for charge in uninvoiced_work(contract, AT.date())] == [Decimal("20.00")]


def test_a_correction_of_several_entries_gives_the_cap_back_no_more_than_they_charged(boss, contract):
    desk, ticket = Desk(boss, contract), uuid4()
    with acting_as(boss):
        actions.set_rate(level=2, amount=Decimal("33.33"), currency="GBP", contract=contract, by=boss, at=AT)
    cap = allow(boss, contract, ticket, 100)
    desk.log("2026-01-12T10:00", 15, ticket=ticket)
    desk.log("2026-01-12T11:00", 15, ticket=ticket)
    both = used(boss, cap)

    desk.log("2026-01-12T12:00", -30, ticket=ticket)  # 8.33 and 8.34, not twice 8.34

    assert (both, used(boss, cap)) == (Decimal("16.670"), Decimal(0))


def test_c23_work_that_nobody_accepted_is_held_until_a_change_order(boss, contract):
    desk, ticket = Desk(boss, contract), uuid4()
    held = desk.log("2026-01-12T10:00", 90, ticket=ticket)

    allow(boss, contract, ticket, 80, source_kind="quote")
    with acting_as(boss):
        first = actions.release_held(client=contract.client, contract=contract, ticket_id=ticket, by=boss, at=AT)
        again = actions.release_held(client=contract.client, contract=contract, ticket_id=ticket, by=boss, at=AT)
    allow(boss, contract, ticket, 80, source_kind="quote")
    with acting_as(boss):
        last = actions.release_held(client=contract.client, contract=contract, ticket_id=ticket, by=boss, at=AT)

    assert (held.held, {row.band for row in held.movements}) == (90, {"business"})
    assert (first.charged, first.held) == (60, -60)
    assert again.movements == ()
    assert (last.charged, last.held) == (30, -30)


def test_work_without_a_contract_is_charged_under_the_tickets_cap(boss, contract, palisade):
    ticket = uuid4()
    with acting_as(boss):
        facts = dict(source_kind="quote", currency="GBP", at=AT)
        actions.open_cap(client=palisade, contract=None, ticket_id=ticket, amount=Decimal(100), **facts)
    facts = dict(client=palisade, contract=None, level=2, ticket_id=ticket, by=boss, at=AT)
    with acting_as(boss):
        drawn = actions.draw(
            source=actions.Source("time_entry", uuid4()), group="g", work_on=AT.date(), by_band={"business": 90}, **facts
        )

    assert (drawn.charged, drawn.held) == (75, 15)
    assert drawn.movements[0].contract is None


def test_a_closed_cap_and_a_level_without_a_rate_hold_the_work(boss, contract):
    desk, ticket = Desk(boss, contract), uuid4()
    cap = allow(boss, contract, ticket, 1000)

    unpriced = desk.log("2026-01-12T10:00", 15, ticket=ticket, level=9)
    with acting_as(boss):
        actions.close_cap(cap=cap, at=AT)
    closed = desk.log("2026-01-12T10:00", 15, ticket=ticket)

    assert (unpriced.held, unpriced.movements[0].facts["reason"]) == (15, "no_rate")
    assert (closed.held, closed.movements[0].facts["reason"]) == (15, "no_cap")


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_to_be_spent_is_above_nothing(boss, contract, amount):
    with pytest.raises(DomainError, match="above nothing"):
        allow(boss, contract, uuid4(), amount)


def test_c04_a_later_rate_changes_no_charge(boss, contract):
    desk, ticket = Desk(boss, contract), uuid4()
    allow(boss, contract, ticket, 1000)
    desk.log("2026-01-12T10:00", 60, ticket=ticket)

    with acting_as(boss):
        actions.set_rate(level=2, amount=Decimal(999), currency="GBP", by=boss, at=AT)
        (charge,) = uninvoiced_work(contract, AT.date())

    assert charge.amount == Decimal("80.00")


def test_c24_what_was_charged_in_hours_that_have_no_rate_any_more_bars_nothing():
    fit = fit_in({"business": 30}, {"business": Decimal(90)}, Decimal(100), "GBP", before={"evening": 30})

    assert (fit.fits, fit.charge) == ({"business": 30}, Decimal(45))
