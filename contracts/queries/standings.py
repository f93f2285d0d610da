"""In which state contracts are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from contracts.models import Contract, ContractVersion, Ending, Suspension
from contracts.spans import day_of
from contracts.standing import Course, State, state_at


def state_of(contract: Contract, at: datetime) -> State:
    """The contract's state at an instant, past ones too (C-07)."""
    return states_of_each(contract.tenant_id, [contract], at)[contract.pk]


def states_of_each(tenant_id: UUID, contracts: Iterable[Contract], at: datetime) -> dict[UUID, State]:
    """Contract id -> state at an instant, in three queries however many there are."""
    listed = list(contracts)
    ids = [contract.pk for contract in listed]
    suspensions, notices = defaultdict(list), defaultdict(list)
    for row in Suspension.objects.filter(tenant_id=tenant_id, contract__in=ids):
        suspensions[row.contract_id].append((row.from_at, row.until_at))
    for row in Ending.objects.filter(tenant_id=tenant_id, contract__in=ids):
        notices[row.contract_id].append((row.recorded_at, row.withdrawn_at))
    run_off = _run_off_days(tenant_id, [contract for contract in listed if contract.ends_on])
    return {
        contract.pk: state_at(
            Course(
                stage=contract.stage,
                time_zone=contract.time_zone,
                starts_on=contract.starts_on,
                ends_on=contract.ends_on,
                suspensions=tuple(suspensions[contract.pk]),
                notices=tuple(notices[contract.pk]),
                run_off_days=run_off.get(contract.pk, 0),
            ),
            at,
        )
        for contract in listed
    }


def suspension_at(contract: Contract, at: datetime) -> Suspension | None:
    """The suspension in which the contract is at an instant; no query when none is open or coming and `at` is the present."""
    if contract.suspended_from is None or at < contract.suspended_from:
        return None
    rows = Suspension.objects.filter(tenant_id=contract.tenant_id, contract=contract, from_at__lte=at)
    return rows.exclude(until_at__lte=at).first()


def standing_notice(contract: Contract) -> Ending | None:
    """The notice that stands, or None."""
    return Ending.objects.filter(tenant_id=contract.tenant_id, contract=contract, withdrawn_at=None).first()


def today_of(contract: Contract, at: datetime) -> date:
    """The local day of an instant (C-05)."""
    return day_of(at, contract.time_zone)


def _run_off_days(tenant_id, contracts):
    """Contract id -> days, by the version in effect on its last day."""
    last = {contract.pk: contract.ends_on for contract in contracts}
    rows = ContractVersion.objects.filter(tenant_id=tenant_id, contract__in=last).order_by("contract", "number")
    found: dict = {}
    for version in rows:
        if version.contract_id not in found or version.effective_on <= last[version.contract_id]:
            found[version.contract_id] = version.agreed.run_off_days
    return found
