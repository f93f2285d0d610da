"""The heartbeat of contracts: what their days bring, tenant by tenant; each sweep may be repeated."""

import logging
from datetime import timedelta

from celery import shared_task

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from contracts.actions import tick
from contracts.actions.end_of_life import warn_of_end_of_life
from contracts.actions.keeping import keep_ledger
from contracts.models import Contract
from contracts.queries import contracts_with_due_ledger
from contracts.spans import day_of
from products.lifecycle import STEPS

logger = logging.getLogger(__name__)
BATCH = 200


@shared_task(ignore_result=True)
def warn_of_versions_that_end():
    """Every hour: warn of versions that end in 180 days or less, each step once (C-60)."""
    at = wallclock.now()
    first, last = (at - timedelta(days=1)).date(), (at + timedelta(days=STEPS[0] + 1)).date()
    for tenant_id in tenants_with("products_productversion", "ends_on BETWEEN %s AND %s", [first, last]):
        try:
            with acting_in(tenant_id, SYSTEM):
                warn_of_end_of_life(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("The end of versions was not told in tenant %s", tenant_id)


@shared_task(ignore_result=True)
def keep_due_ledgers():
    """Every two seconds: open, close and expire what is due, a contract and a transaction each, the longest due first."""
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_contractline", "ledger_due_at <= %s", [at]):
        with acting_in(tenant_id, SYSTEM):
            due = contracts_with_due_ledger(tenant_id, at=at)
        for contract in due:
            # first: a renewal lets a period follow, into which hours roll
            if _ticked(contract, at) or _goes_on(contract, at):
                _kept(contract, at)


@shared_task(ignore_result=True)
def sweep_contract_days():
    """Every two seconds: work off the local days that have begun for contracts, a transaction each (C-05, C-28, C-55)."""
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_contract", "tick_at <= %s", [at]):
        with acting_in(tenant_id, SYSTEM):
            due = list(Contract.objects.filter(tenant_id=tenant_id, tick_at__lte=at).order_by("tick_at", "pk"))
        left = BATCH
        for contract in due:
            left -= _ticked(contract, at)  # a bad one takes no other's place
            if not left:
                break


def _ticked(contract, at):
    """Whether the contract's days were worked off; one bad contract must not hide the others."""
    try:
        with acting_in(contract.tenant_id, SYSTEM):
            tick(contract=contract, at=at)
    except Exception:
        logger.exception("The days of contract %s were not worked off", contract.pk)
        return False
    return True


def _goes_on(contract, at):
    """Whether no renewal can matter to the ledger yet, so that it is kept though the days were not worked off."""
    return contract.ends_on is None or day_of(at, contract.time_zone) <= contract.ends_on


def _kept(contract, at):
    try:
        with acting_in(contract.tenant_id, SYSTEM):
            contract.refresh_from_db(fields=["ends_on"])
            keep_ledger(contract=contract, at=at)
    except Exception:  # one bad contract must not hide the others
        logger.exception("The ledger of contract %s was not kept", contract.pk)
