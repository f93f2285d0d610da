"""The heartbeat of clocks: find the tenants with due ones, record tenant by tenant."""

import logging

from celery import shared_task

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from tickets import actions
from tickets.actions.breaches import BATCH

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def sweep_due_clocks():
    """Every two seconds: record each promise whose hour has passed, tenant by tenant."""
    at = wallclock.now()
    for tenant_id in tenants_with("tickets_clock", "next_at < %s", [at]):
        try:
            claimed = BATCH
            while claimed == BATCH:
                with acting_in(tenant_id, SYSTEM):
                    claimed = actions.record_due_clocks(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Due clocks of tenant %s were not recorded", tenant_id)
