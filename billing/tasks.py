"""What falls due by itself: invoices whose day has passed."""

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
