"""What falls due by itself: advance invoices, month-end drafts, overdue invoices, accepted quotes, hours that run out."""

import logging
from datetime import timedelta

from celery import shared_task

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from billing.actions.consent_work import NEAR, RECENT
from billing.actions.overdue import BATCH
from billing.charges import contracts_with_fees_due, contracts_with_open_work, contracts_without_fee_ahead
from billing.queries import contracts_with_credits, default_entity
from common import wallclock
from common.errors import DomainError
from contracts.spans import day_of

logger = logging.getLogger(__name__)
ANY = "tenant_id IS NOT NULL"
DAYS_TO_DRAFT = 7  # of a month: drafts of the month before are still made after days of silence
DUE = "state IN ('issued', 'part_paid') AND due_on < %s"


@shared_task(ignore_result=True)
def sweep_overdue_invoices():
    """Mark and remind, tenant by tenant; safe to repeat, and after days of silence it catches up at once."""
    at = wallclock.now()
    latest = (at + timedelta(days=1)).date()  # east of us it is tomorrow already
    for tenant_id in tenants_with("billing_invoice", DUE, [latest]):
        try:
            with acting_in(tenant_id, SYSTEM):
                while actions.mark_overdue(tenant_id=tenant_id, at=at) == BATCH:
                    pass
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Overdue invoices of tenant %s were not marked", tenant_id)


@shared_task(ignore_result=True)
def sweep_accepted_quotes():
    """Prepayments, beginnings of work, invoices of what is done; tenant by tenant, safe to repeat (C-25, C-26)."""
    at = wallclock.now()
    for tenant_id in tenants_with("billing_quoteversion", "work_at <= %s", [at]):
        try:
            with acting_in(tenant_id, SYSTEM):
                actions.work_on_quotes(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Accepted quotes of tenant %s were not carried out", tenant_id)


@shared_task(ignore_result=True)
def sweep_advance_invoices():
    """Issue the advance invoices that are due in their contracts' zones, and draft last month's work charged ad hoc, and what
    contracts without further fees left (C-26, C-28, C-37).

    Each once, whoever repeats it; after days of silence it catches up. A tenant that has entered no legal entity is passed over.
    """
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_contract", ANY, []):
        try:
            invoice_tenant(tenant_id, at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Advance invoices of tenant %s were not made", tenant_id)


def invoice_tenant(tenant_id, at):
    """One tenant's advance invoices and month-end drafts, a transaction each."""
    with acting_in(tenant_id, SYSTEM):
        if default_entity(tenant_id) is None:
            return
        due = contracts_with_fees_due(tenant_id, at)
        worked = {each.pk: each for each in (*contracts_with_open_work(tenant_id), *contracts_without_fee_ahead(tenant_id, at))}
    for contract in due:
        _made(tenant_id, contract, actions.invoice_what_is_due, day_of(at, contract.time_zone), at)
    for contract in worked.values():
        today = day_of(at, contract.time_zone)
        if today.day <= DAYS_TO_DRAFT:
            _made(tenant_id, contract, actions.draft_invoice, today.replace(day=1) - timedelta(days=1), at)


def _made(tenant_id, contract, make, until, at):
    try:
        with acting_in(tenant_id, SYSTEM):
            make(contract=contract, until=until, by=None, at=at)
    except DomainError as refusal:  # somebody has to enter something first; what is due stays due
        logger.warning("Contract %s was not invoiced: %s", contract.pk, refusal)
    except Exception:  # one bad contract must not hide the others
        logger.exception("Contract %s was not invoiced", contract.pk)


@shared_task(ignore_result=True)
def sweep_unpaid_contracts():
    """Every hour: warn, suspend and reinstate contracts by what is overdue; safe to repeat."""
    at = wallclock.now()
    for tenant_id in tenants_with("billing_invoice", "state <> 'draft'", []):
        try:
            with acting_in(tenant_id, SYSTEM):
                actions.weigh_unpaid(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Unpaid contracts of tenant %s were not weighed", tenant_id)


@shared_task(ignore_result=True)
def sweep_consent():
    """Ask near the end of hours, and carry out what approvers answered; safe to repeat (C-35, C-41)."""
    at = wallclock.now()
    near = tenants_with("contracts_thresholdcrossing", "percent >= %s AND crossed_at > %s", [NEAR, at - RECENT])
    answered = tenants_with("billing_consentrequest", "work_at <= %s", [at])
    for tenant_id in {*near, *answered}:
        try:
            with acting_in(tenant_id, SYSTEM):
                actions.work_on_consents(tenant_id=tenant_id, at=at)
                actions.ask_at_thresholds(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Questions beyond the hours of tenant %s were not worked on", tenant_id)


@shared_task(ignore_result=True)
def sweep_month_credits():
    """Every hour: propose service credits for months that are over in their contracts' zones; safe to repeat (C-72)."""
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_contract", ANY, []):
        try:
            with acting_in(tenant_id, SYSTEM):
                promising = contracts_with_credits(tenant_id)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Service credits of tenant %s were not reckoned", tenant_id)
            continue
        for contract in promising:
            try:
                with acting_in(tenant_id, SYSTEM):
                    actions.propose_month_credits(contract=contract, at=at)
            except Exception:  # nor one bad contract
                logger.exception("Service credits of contract %s were not reckoned", contract.pk)
