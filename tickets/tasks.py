"""The heartbeat of clocks: find the tenants with due ones, record tenant by tenant."""

import logging
from collections import deque

from celery import shared_task

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from notifications.tasks import send_pending_notices
from tickets import actions
from tickets.actions.breaches import BATCH

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def sweep_due_clocks():
    """Every two seconds: record each promise whose hour has passed, and send what there is to tell.

    Tenants take turns, a batch and a transaction each, so that one with thousands due does not keep the others waiting.
    """
    at = wallclock.now()
    waiting = deque(tenants_with("tickets_clock", "next_at < %s", [at]))
    has_recorded = False
    while waiting:
        tenant_id = waiting.popleft()
        try:
            with acting_in(tenant_id, SYSTEM):
                claimed = actions.record_due_clocks(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("Due clocks of tenant %s were not recorded", tenant_id)
            continue
        has_recorded = has_recorded or claimed > 0
        if claimed == BATCH:
            waiting.append(tenant_id)
    if has_recorded:
        send_pending_notices()  # here and now; should this process die, its beat sends what is left
