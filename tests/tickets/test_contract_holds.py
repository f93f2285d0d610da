"""Suspended and ended agreements hold their clients' open tickets, dated as the agreement says (C-58, C-61, C-62)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions as contracts
from contracts.models import Contract
from slas.clockstate import State
from slas.metrics import Metric
from tests.factories import make_contract, make_product, make_ticket
from tickets import actions


@pytest.fixture
def contract(boss, kestrel):
    with acting_as(boss):
        return Contract.objects.get(client=kestrel)


def london(month, day, hour=0, minute=0):
    """An instant by the clock of London in summer."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def work_off(boss, at):
    """What the sweep does with the tenant's changes of cover."""
    with acting_in(boss.tenant_id, SYSTEM):
        while actions.work_off_cover_change(tenant_id=boss.tenant_id, at=at):
            pass


def clock(boss, ticket, metric=Metric.FIRST_RESPONSE):
    with acting_as(boss):
        return ticket.clocks.get(metric=metric)


def suspend(boss, contract, on, at, **more):
    with acting_as(boss):
        return contracts.suspend_contract(contract=contract, from_on=on, reason="Unpaid", by=boss, at=at, **more)


def reinstate(boss, contract, at):
    with acting_as(boss):
        contract.refresh_from_db()
        contracts.reinstate_contract(contract=contract, by=boss, at=at)


def test_ex_s23_clocks_stand_still_from_the_instant_of_the_suspension(boss, ann, contract):
    ticket = make_ticket(ann, at=london(6, 10, 10), severity="major")  # first response within 8 h of 8/5
    suspend(boss, contract, date(2026, 6, 11), london(6, 4, 9))

    work_off(boss, london(6, 11, 3))  # three hours late, and again
    work_off(boss, london(6, 11, 4))

    with acting_as(boss):
        (held,) = ticket.events.filter(kind="hold_opened")
    assert held.at == london(6, 11) and clock(boss, ticket).state == State.PAUSED

    reinstate(boss, contract, london(6, 15, 12))
    work_off(boss, london(6, 15, 12, 30))

    assert clock(boss, ticket).due_at == datetime(2026, 6, 15, 12, tzinfo=UTC)


def test_a_ticket_received_while_suspended_starts_its_clocks_with_the_reinstatement(boss, ann, contract):
    suspend(boss, contract, date(2026, 6, 11), london(6, 4, 9))

    ticket = make_ticket(ann, at=london(6, 12, 10), severity="critical")
    assert clock(boss, ticket).state == State.NOT_STARTED

    reinstate(boss, contract, london(6, 15, 12))
    work_off(boss, london(6, 15, 12))

    assert clock(boss, ticket).due_at == london(6, 15, 16)  # four hours from then


def test_critical_tickets_may_be_let_through(boss, ann, contract):
    suspend(boss, contract, date(2026, 6, 11), london(6, 4, 9))
    work_off(boss, london(6, 11))
    waiting = make_ticket(ann, at=london(6, 12, 10), severity="critical")
    minor = make_ticket(ann, at=london(6, 12, 10), severity="minor")

    with acting_as(boss):
        contract.refresh_from_db()
        contracts.let_critical_through(contract=contract, by=boss, at=london(6, 12, 11))
    work_off(boss, london(6, 12, 11, 1))
    later = make_ticket(ann, at=london(6, 12, 12), severity="critical")

    assert clock(boss, waiting).due_at == london(6, 12, 15)
    assert clock(boss, later).due_at == london(6, 12, 16)
    assert clock(boss, minor).state == State.NOT_STARTED


def test_what_was_missed_before_stays_missed(boss, ann, contract):
    ticket = make_ticket(ann, at=london(6, 8, 9), severity="critical")
    with acting_in(boss.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=boss.tenant_id, at=london(6, 9, 9))
    suspend(boss, contract, date(2026, 6, 16), london(6, 9, 9))

    work_off(boss, london(6, 16))

    assert clock(boss, ticket).breached_at == london(6, 8, 13)


def test_ex_c38_open_tickets_pause_when_the_run_off_is_over(boss, ann, contract):
    with acting_as(boss):
        contracts.change_contract_end(contract=contract, ends_on=date(2026, 6, 30), by=boss, at=london(6, 1))
        Contract.objects.filter(pk=contract.pk).update(tick_at=london(6, 1))
    ticket = make_ticket(ann, at=london(6, 30, 16), severity="minor")
    after = make_ticket(ann, at=london(7, 1, 10), severity="minor")

    with acting_in(boss.tenant_id, SYSTEM):
        contracts.tick(contract=contract, at=london(7, 30, 23, 59))
        work_off(boss, london(7, 30, 23, 59))
        assert not ticket.events.filter(kind="hold_opened").exists()
        contracts.tick(contract=contract, at=london(8, 2, 9))  # the job did not run for days
    work_off(boss, london(8, 2, 9))

    with acting_as(boss):
        (held,) = ticket.events.filter(kind="hold_opened")
        assert (held.at, held.facts["hold"]) == (datetime(2026, 7, 30, 23, tzinfo=UTC), "no_cover")
        assert not after.events.filter(kind="hold_opened").exists()  # it never was under the contract


def test_a_contract_that_goes_on_after_all_releases_its_tickets(boss, ann, contract):
    with acting_as(boss):
        contracts.change_contract_end(contract=contract, ends_on=date(2026, 6, 30), by=boss, at=london(6, 1))
        Contract.objects.filter(pk=contract.pk).update(tick_at=london(6, 1))
    ticket = make_ticket(ann, at=london(6, 30, 16), severity="minor")
    with acting_in(boss.tenant_id, SYSTEM):
        contracts.tick(contract=contract, at=london(8, 2, 9))
    work_off(boss, london(8, 2, 9))

    with acting_as(boss):
        contracts.change_contract_end(contract=contract, ends_on=date(2026, 12, 31), by=boss, at=london(8, 3, 9))
    work_off(boss, london(8, 3, 9))

    with acting_as(boss):
        assert ticket.events.get(kind="hold_closed").at == london(8, 3, 9)


def test_a_ticket_moved_to_another_contract_is_held_as_that_one_is(boss, ann, kestrel, contract):
    suspend(boss, contract, date(2026, 6, 11), london(6, 4, 9))
    work_off(boss, london(6, 11))
    ticket = make_ticket(ann, at=london(6, 12, 10))
    with acting_as(boss):
        contracts.change_contract_end(contract=contract, ends_on=date(2026, 12, 31), by=boss, at=london(6, 12, 10))
    other = make_contract(boss, kestrel, "Premium", starts_on=date(2026, 1, 1), stage="draft")
    with acting_as(boss):
        Contract.objects.filter(pk=other.pk).update(stage="accepted")
        other.refresh_from_db()

        actions.move_to_contract(ticket=ticket, contract=other, by=boss, at=london(6, 12, 11))

        assert ticket.events.get(kind="hold_closed").at == london(6, 12, 11)


def test_a_ticket_that_turns_out_to_be_about_a_product_of_a_suspended_contract_is_held(boss, ann, kestrel, contract):
    scan = make_product(boss, "Depot Scan", kestrel)
    suspended = make_contract(boss, kestrel, "Premium", products=[scan])
    suspend(boss, suspended, date(2026, 6, 11), london(6, 4, 9))
    work_off(boss, london(6, 11))
    ticket = make_ticket(ann, at=london(6, 12, 10))

    with acting_as(boss):
        actions.change_subject(ticket=ticket, product=scan, by=boss, at=london(6, 12, 11))
        ticket.refresh_from_db()

        assert ticket.contract == suspended
        assert ticket.events.get(kind="hold_opened").at == london(6, 12, 11)
    assert clock(boss, ticket).state in (State.PAUSED, State.NOT_STARTED)
