"""One contract whose days cannot be worked off holds up neither its own ledger nor another contract."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts import actions, tasks
from contracts.errors import ContractRefused
from contracts.models import Contract
from contracts.terms import Renewal
from tests.contracts.calendars import london
from tests.contracts.courses import charged, day, make_course, noon, retainer, tick_to
from tests.contracts.desk import retained
from tests.factories import founded, make_client


def test_no_contract_ends_before_a_version_that_is_agreed_already(boss):
    monthly = Renewal(kind="automatic", term="monthly", months=1, notice=0)
    said = {"starts_on": day("2026-01-01"), "ends_on": day("2026-12-31"), "renewal": monthly}
    contract = make_course(boss, retainer(), **said)
    with acting_as(boss):
        agreed = contract.versions.get().agreed
        actions.agree(contract=contract, terms=agreed, effective_on=day("2026-07-01"), by=boss, at=noon(day("2026-01-02")))

    def end(on):
        with acting_as(boss):
            return actions.change_contract_end(contract=contract, ends_on=day(on), by=boss, at=noon(day("2026-01-03")))

    with pytest.raises(ContractRefused, match="Version 2 is agreed from 1 July 2026 on"):
        end("2026-05-31")
    end("2026-06-30")
    tick_to(contract, day("2026-07-02"))

    assert contract.ends_on == day("2026-07-31")


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
@pytest.mark.parametrize("task", ["sweep_contract_days", "keep_due_ledgers"])
def test_a_contract_whose_days_fail_holds_up_neither_others_nor_its_ledger(monkeypatch, task):
    boss, works = founded("acme"), tasks.tick
    bad, good = (retained(boss, make_client(boss, name)) for name in ("Bad", "Good"))
    with acting_in(boss.tenant, SYSTEM):
        Contract.objects.filter(pk=bad.pk).update(tick_at=london("2026-01-01T00:00"))
        Contract.objects.filter(pk=good.pk).update(tick_at=london("2026-01-02T00:00"))

    def tick(*, contract, at):
        if contract.pk == bad.pk:
            raise KeyError("line")
        return works(contract=contract, at=at)

    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(tasks, "tick", tick)
    monkeypatch.setattr(wallclock, "now", lambda: london("2026-01-03T09:00"))
    getattr(tasks, task)()

    with acting_in(boss.tenant, SYSTEM):
        ticked = Contract.objects.filter(tick_at__gt=london("2026-01-03T09:00"))
        assert [contract.pk for contract in ticked] == [good.pk]
        opened = bad.lines.get().periods.values_list("starts_on", flat=True)
        assert list(opened) == ([date(2026, 1, 1)] if task == "keep_due_ledgers" else [])


def test_p8_a_month_that_is_charged_in_four_parts_costs_its_fee(boss):
    """Each time the end is put off the days that come to it are charged, and the cents never drift."""
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), ends_on=day("2026-01-03"))

    tick_to(contract, day("2026-01-03"))
    for before, last in (("2026-01-03", "2026-01-06"), ("2026-01-06", "2026-01-09"), ("2026-01-09", "2026-01-31")):
        with acting_as(boss):
            actions.change_contract_end(contract=contract, ends_on=day(last), by=boss, at=noon(day(before)))
        contract.ends_on = day(last)
        tick_to(contract, day(last))

    parts = charged(contract)
    assert [until.day for _kind, _amount, _from, until in parts] == [3, 6, 9, 31]
    assert sum(amount for _kind, amount, _from, _until in parts) == Decimal("1600.00")
