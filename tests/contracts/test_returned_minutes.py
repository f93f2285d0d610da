"""Minutes that corrections give back too late for anybody, and contracts that are not the client's (C-03, C-38 to C-58)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from contracts import actions
from contracts.errors import ContractRefused
from contracts.models import Movement
from contracts.queries import balance_of
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, a_bucket, agreed, booked, retained
from tests.factories import founded, make_client

pytestmark = pytest.mark.django_db


def taken_back(desk, drawn, minutes, at):
    """Raw minutes of the same group taken away again."""
    return desk.change(drawn.movements[0].group, -minutes, at=london(at))


def test_c58_what_comes_back_after_the_run_off_is_forfeited_at_once(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, ends_on="2026-01-31"))
    drawn = desk.log("2026-02-20T10:00", 60)
    desk.keep("2026-03-03T00:00")
    assert desk.sum() == 0

    back = taken_back(desk, drawn, 60, "2026-03-10T09:00")

    assert back.covered == -60
    assert desk.rows()[-2:] == [("reverse", 60, -60), ("forfeit", -60, 0)]
    assert {row.booked_at for row in booked(desk)[-2:]} == {london("2026-03-10T09:00")}
    with acting_as(boss):
        assert [balance_of(desk.line(), london(on)) for on in ("2026-03-09T09:00", "2026-03-11T09:00")] == [0, 0]


def test_rolled_minutes_that_come_back_after_the_run_off_expire(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, ends_on="2026-02-28", rollover="capped"))
    desk.log("2026-01-12T10:00", 1140)
    drawn = desk.log("2026-02-10T10:00", 60)
    desk.keep("2026-04-01T09:00")

    taken_back(desk, drawn, 60, "2026-04-02T09:00")

    assert desk.rows()[-2:] == [("reverse", 60, -60), ("expire", -60, 0)]
    assert desk.sum() == 0


def test_minutes_of_a_closed_period_can_be_used_in_the_one_that_runs(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    drawn = desk.log("2026-01-12T10:00", 1200)
    desk.keep("2026-02-01T09:00")

    taken_back(desk, drawn, 60, "2026-02-02T09:00")

    assert desk.sum() == 1200 + 60
    assert desk.log("2026-02-03T10:00", 1260).covered == 1260


def test_c44_what_comes_back_to_a_bucket_after_its_last_day_breaks_at_once(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("bucket", a_bucket(10, "700", "2026-06-30"))))
    drawn = desk.log("2026-06-10T10:00", 120)
    desk.keep("2026-07-01T00:00")

    taken_back(desk, drawn, 60, "2026-07-02T09:00")

    first, second = booked(desk, kind="expire")
    assert (first.quantity, second.quantity, second.facts["value"]) == (-480, -60, "70.00")
    assert second.booked_at == london("2026-07-02T09:00")
    assert desk.sum() == 0


def test_c42_what_comes_back_to_a_top_up_after_its_last_day_expires_at_once(boss, palisade):
    desk = Desk(boss, retained(boss, palisade, allowance_minutes=60))
    with acting_as(boss):
        last = date(2026, 1, 15)
        extra = dict(minutes=120, price=Decimal(200), expires_on=last, by=boss, at=london("2026-01-10T09:00"))
        actions.top_up(line=desk.line(), **extra)
    drawn = desk.log("2026-01-12T10:00", 120)
    desk.keep("2026-01-16T09:00")

    taken_back(desk, drawn, 30, "2026-01-17T09:00")

    assert desk.rows()[-2:] == [("reverse", 30, -30), ("expire", -30, 0)]
    assert desk.sum() == 60


def test_nobody_draws_another_clients_contract(boss, palisade):
    contract = retained(boss, make_client(boss, "Lantern Ltd"))
    told = dict(source=actions.Source("time_entry", uuid4()), group="g", level=2, work_on=date(2026, 1, 12), by=boss)

    with acting_as(boss):
        with pytest.raises(ContractRefused, match="another client"):
            actions.draw(client=palisade, contract=contract, by_band={"business": 60}, at=london("2026-01-12T10:00"), **told)
        with pytest.raises(ContractRefused, match="another client"):
            actions.release_held(client=palisade, contract=contract, by=boss, at=london("2026-01-12T10:00"))
        assert not Movement.objects.filter(work_minutes__gt=0).exists()


def test_nobody_draws_another_tenants_contract(boss, palisade):
    other = founded("other")
    contract = retained(other, make_client(other, "Elsewhere"))
    told = dict(source=actions.Source("time_entry", uuid4()), group="g", level=2, work_on=date(2026, 1, 12), by=boss)

    with acting_as(boss), pytest.raises(ContractRefused, match="another client"):
        actions.draw(client=palisade, contract=contract, by_band={"business": 60}, at=london("2026-01-12T10:00"), **told)

    with acting_as(other):
        assert not Movement.objects.filter(work_minutes__gt=0).exists()


def test_a_contract_is_drawn_by_its_end_as_it_is_stored(boss, palisade):
    desk = Desk(boss, retained(boss, palisade))
    with acting_as(boss):
        changed = type(desk.contract).objects.select_related("client").get(pk=desk.contract.pk)
        actions.change_contract_end(contract=changed, ends_on=date(2026, 1, 31), by=boss, at=london("2026-01-10T09:00"))
    assert desk.contract.ends_on is None  # read before

    drawn = desk.log("2026-02-10T10:00", 1260)

    assert (drawn.covered, drawn.overage, drawn.held) == (1200, 0, 60)
