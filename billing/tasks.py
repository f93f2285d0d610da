"""What falls due by itself: invoices whose day has passed, and what follows from quotes that were accepted."""

import logging
from datetime import timedelta

from celery import shared_task

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from billing import actions
from billing.actions.overdue import BATCH
from common import wallclock

logger = logging.getLogger(__name__)
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
