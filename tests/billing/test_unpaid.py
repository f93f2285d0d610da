"""Invoices that stay unpaid suspend their contract, with a warning; paid ones reinstate it (2.2, C-61)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from contracts.models import Contract
from contracts.queries import state_of
from contracts.standing import State
from tests.billing.conftest import item


@pytest.fixture
def contract(boss, kestrel):
    with acting_in(boss.tenant_id, SYSTEM):
        return Contract.objects.get(client=kestrel)


def weigh(boss, contract, at):
    """The hourly look at overdue invoices and their contracts; returns the contract's state then."""
    with acting_in(boss.tenant_id, SYSTEM):
        actions.mark_overdue(tenant_id=boss.tenant_id, at=at)
        actions.weigh_unpaid(tenant_id=boss.tenant_id, at=at)
        contract.refresh_from_db()
        return state_of(contract, at)


def test_an_unpaid_invoice_suspends_after_a_warning_and_its_payment_reinstates(boss, finance, contract, maker):
    invoice = maker(item("100"), contract=contract)

    def on(days):
        return datetime.combine(invoice.due_on, time(12), tzinfo=UTC) + timedelta(days=days)

    assert weigh(boss, contract, on(23)) == State.ACTIVE and contract.suspended_from is None
    assert weigh(boss, contract, on(24)) == State.ACTIVE and contract.suspended_from is not None  # the warning
    assert weigh(boss, contract, on(31)) == State.SUSPENDED
    with acting_in(boss.tenant_id, SYSTEM):
        said = {"amount": invoice.total, "received_on": on(32).date(), "method": "transfer"}
        actions.record_payment(invoice=invoice, **said, by=finance, at=on(32))
    assert weigh(boss, contract, on(32)) == State.ACTIVE
