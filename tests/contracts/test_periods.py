"""Periods that open and close by themselves, top-ups and run-off, through the actions (C-28 to C-31, C-38 to C-44)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from common.errors import DomainError
from contracts import actions, pending
from contracts.models import Charge
from contracts.queries import balance_of, pots_left
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, agreed, booked, retained, twenty_hours

pytestmark = pytest.mark.django_db


def test_ex_c17_ex_c18_the_first_and_the_last_month_are_parts(boss, palisade):
    line = replace(twenty_hours(), is_calendar_aligned=True)
    desk = Desk(boss, agreed(boss, palisade, ("retainer", line), starts_on="2026-01-12", ends_on="2026-02-10"))

    desk.keep("2026-02-03T09:00")

    assert [row.quantity for row in booked(desk, kind="grant")] == [774, 429]


def test_periods_open_and_close_in_order_after_three_days_of_downtime(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, rollover="capped"))

    desk.keep("2026-03-04T11:00")
    before = desk.rows()
    desk.keep("2026-03-04T11:00")
    desk.keep("2026-03-20T11:00")

    assert desk.rows() == before
    assert [row.booked_at for row in booked(desk, kind="grant")] == [
        london("2026-01-01T00:00"), london("2026-02-01T00:00"), london("2026-03-01T00:00"),
    ]  # fmt: skip
    assert [desk.period(n).closed_at is None for n in range(3)] == [False, False, True]
    assert desk.sum() == 1200 + 600
    with acting_as(boss):
        assert desk.line().ledger_due_at == london("2026-04-01T00:00")


def test_ex_c26_an_upgrade_within_a_period_adds_its_share_of_hours(boss, palisade):
    contract = retained(boss, palisade, starts_on="2026-06-01", allowance_minutes=600)
    desk = Desk(boss, contract)
    desk.log("2026-06-02T10:00", 300)

    with acting_as(boss):
        version = contract.versions.get()
        lines = {key: twenty_hours() for key in version.agreed.lines}
        actions.agree(
            contract=contract,
            terms=replace(version.agreed, lines=lines),
            effective_on=date(2026, 6, 16),
            by=boss,
            at=london("2026-06-10T09:00"),
        )
    desk.keep("2026-06-15T23:00")
    before = desk.sum()
    desk.keep("2026-06-16T00:00")

    assert (before, desk.sum()) == (300, 600)
    assert desk.rows(kind="grant") == [("grant", 600, 0), ("grant", 300, 0)]


def test_the_balance_of_any_past_instant_can_be_asked(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    desk.log("2026-01-12T10:00", 60)
    desk.log("2026-01-20T10:00", 30)
    line = desk.line()

    with acting_as(boss):
        told = [
            balance_of(line, london(at))
            for at in ("2025-12-31T23:59", "2026-01-12T09:59", "2026-01-12T10:00", "2026-01-21T00:00")
        ]

    assert told == [0, 1200, 1140, 1110]


def test_ex_c15_one_draw_over_three_thresholds_tells_once(boss, palisade, mailbox):
    desk = Desk(boss, retained(boss, palisade))
    desk.log("2026-01-12T10:00", 580)

    desk.log("2026-01-13T10:00", 520)

    with acting_as(boss):
        assert [c.percent for c in desk.period(0).crossings.all()] == [50, 75, 90]
    assert [facts["percent"] for facts in mailbox()] == [90]


@pytest.fixture
def mailbox(boss):
    from notifications.models import Notice

    def read():
        with acting_as(boss):
            return [n.facts for n in Notice.objects.filter(recipient=boss, template="hours_running_out").order_by("at")]

    return read


def test_c42_a_top_up_is_charged_and_arms_thresholds_again(boss, palisade, mailbox):
    desk = Desk(boss, retained(boss, palisade, overage="block"))
    desk.log("2026-01-12T10:00", 1230)

    with acting_as(boss):
        made = actions.top_up(line=desk.line(), minutes=1200, price=Decimal(900), by=boss, at=london("2026-01-14T09:00"))
        actions.release_held(client=palisade, contract=desk.contract, by=boss, at=london("2026-01-14T09:05"))
        pot = pots_left(desk.contract, london("2026-01-14T10:00"))[0]
        charge = Charge.objects.get(contract=desk.contract, kind="top_up")
    desk.log("2026-01-15T10:00", 600)

    assert (made.expires_on, pot.left, pot.pace.available) == (date(2026, 1, 31), 1170, 2400)
    assert (charge.amount, charge.due_on) == (Decimal("900.00"), date(2026, 1, 14))
    assert [facts["percent"] for facts in mailbox()] == [100, 75]  # 50 % had not been left


def test_c40_a_close_waits_for_time_that_is_not_approved_but_not_for_ever(boss, palisade, monkeypatch):
    monkeypatch.setattr(pending, "_questions", [lambda contract, first, last: 30 if first.month == 1 else 0])
    desk = Desk(boss, retained(boss, palisade))

    desk.keep("2026-02-03T09:00")
    waiting = desk.period(0).closed_at
    desk.keep("2026-02-06T09:00")

    assert waiting is None
    assert desk.period(0).closed_at == london("2026-02-06T09:00")
    assert desk.rows(kind="forfeit") == [("forfeit", -1200, 0)]


def test_c31_a_correction_of_a_closed_period_returns_to_the_running_one(boss, palisade):
    desk, ticket = Desk(boss, retained(boss, palisade)), uuid4()
    desk.log("2026-01-12T10:00", 60, ticket=ticket)
    desk.keep("2026-02-02T09:00")

    back = desk.log("2026-02-03T09:00", -30, ticket=ticket, worked_at="2026-01-12T10:00")
    after = desk.log("2026-02-04T09:00", 1230)

    (row,) = back.movements
    assert (row.kind, row.quantity, row.is_late, row.expires_on) == ("reverse", 30, True, date(2026, 2, 28))
    assert (after.covered, desk.sum()) == (1230, 0)


def test_c58_what_is_left_at_the_end_can_be_used_in_the_run_off(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, ends_on="2026-01-31"))

    used = desk.log("2026-02-20T10:00", 60)
    desk.keep("2026-03-02T23:59")
    still = desk.sum()
    desk.keep("2026-03-03T00:00")

    assert used.covered == 60
    assert (still, desk.sum()) == (1140, 0)
    with acting_as(boss):
        assert desk.line().ledger_due_at is None


def test_c58_when_nothing_is_left_in_the_run_off_work_is_ad_hoc(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, ends_on="2026-01-31"))

    drawn = desk.log("2026-02-20T10:00", 1230)

    assert (drawn.covered, drawn.overage, drawn.held) == (1200, 0, 30)  # nobody has accepted a price for it


def test_ex_c18_a_contract_that_is_ended_within_a_period_keeps_that_part_of_its_hours(boss, palisade):
    line = replace(twenty_hours(), is_calendar_aligned=True)
    desk = Desk(boss, agreed(boss, palisade, ("retainer", line)))
    desk.keep("2026-02-01T09:00")
    desk.keep("2026-03-01T00:00")

    with acting_as(boss):
        actions.change_contract_end(contract=desk.contract, ends_on=date(2026, 2, 10), by=boss, at=london("2026-03-01T09:00"))
        desk.contract.refresh_from_db()
    desk.keep("2026-03-01T09:00")

    assert desk.rows(period=desk.period(1)) == [("grant", 1200, 0), ("forfeit", -1200, 0)]
    assert desk.period(2).closed_at == london("2026-03-01T09:00")
    assert desk.sum() == 0


def test_an_end_within_the_running_period_takes_its_share_of_the_hours_back(boss, palisade):
    line = replace(twenty_hours(), is_calendar_aligned=True)
    desk = Desk(boss, agreed(boss, palisade, ("retainer", line), starts_on="2026-02-01"))
    desk.log("2026-02-02T10:00", 60)

    with acting_as(boss):
        actions.change_contract_end(contract=desk.contract, ends_on=date(2026, 2, 10), by=boss, at=london("2026-02-05T09:00"))
        desk.contract.refresh_from_db()
    desk.keep("2026-02-05T09:00")

    assert (desk.period(0).allowance, desk.period(0).ends_on) == (429, date(2026, 2, 10))
    assert desk.sum() == 429 - 60


def test_c43_an_allowance_that_waits_for_payment_is_not_drawn_before(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, usable_on="payment"))

    before = desk.log("2026-01-12T10:00", 60)
    with acting_as(boss):
        actions.note_payment(period=desk.period(0), at=london("2026-01-12T11:00"))
    after = desk.log("2026-01-12T12:00", 60)

    assert (before.covered, before.overage, after.covered) == (0, 60, 60)


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"minutes": 0}, "at least one minute"), ({"expires_on": date(2026, 1, 9)}, "is over")],
)
def test_a_top_up_that_cannot_be_is_refused(boss, palisade, facts, words):
    desk = Desk(boss, retained(boss, palisade))

    with acting_as(boss), pytest.raises(DomainError, match=words):
        actions.top_up(line=desk.line(), price=Decimal(1), by=boss, at=london("2026-01-10T09:00"), **{"minutes": 60, **facts})
