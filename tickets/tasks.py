"""The heartbeat of clocks and timers: find the tenants with due ones, and do what is due tenant by tenant."""

import logging
import time
from collections import deque

from celery import shared_task
from django.db import OperationalError

from accounts.due_work import tenants_with
from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from notifications.tasks import send_pending_notices
from tickets import actions
from tickets.actions.due_clocks import BATCH
from tickets.actions.retarget_batches import BATCH as TICKETS
from tickets.queries import tickets_with_due_timers, tickets_with_stints_behind

logger = logging.getLogger(__name__)
TURN_SECONDS = 20  # for how long one worker stays with the retargets of a tenant before it looks round


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


@shared_task(ignore_result=True)
def sweep_retargets():
    """Every two seconds: go on with the jobs that give open tickets new promises; tenants take turns."""
    for tenant_id in tenants_with("tickets_retarget", "run_at <= %s", [wallclock.now()]):
        try:
            _work_off(tenant_id)
        except OperationalError:  # somebody held a row for too long, or the connection broke: the next beat goes on
            logger.warning("A retarget of tenant %s waits for the next beat", tenant_id, exc_info=True)


def _work_off(tenant_id):
    """Batch by batch until the job is done, stopped, taken by another worker, or this worker's turn is over."""
    with acting_in(tenant_id, SYSTEM):
        begun = actions.begin_retarget(tenant_id=tenant_id, at=wallclock.now())
    if begun is None:
        return
    job, ids = begun
    after, until = job.cursor, time.monotonic() + TURN_SECONDS
    try:
        for first in range(0, len(ids), TICKETS):
            batch = ids[first : first + TICKETS]
            with acting_in(tenant_id, SYSTEM):
                is_mine = actions.retarget_batch(retarget=job, after=after, ids=batch, at=wallclock.now())
            after = batch[-1]
            if not is_mine or time.monotonic() > until:
                return
        with acting_in(tenant_id, SYSTEM):
            actions.end_retarget(retarget=job, after=after, at=wallclock.now())
    except OperationalError:
        raise
    except Exception as fault:  # the same batch would fail again: stop, and let a person go on
        logger.exception("Retarget %s stopped", job.pk)
        with acting_in(tenant_id, SYSTEM):
            actions.halt_retarget(retarget=job, reason=f"{type(fault).__name__}: {fault}", at=wallclock.now())


@shared_task(ignore_result=True)
def sweep_due_timers():
    """Every two seconds: let each ticket do what it was to do by itself, in the order of the hours, a transaction each."""
    at = wallclock.now()
    for tenant_id in tenants_with("tickets_timer", "due_at <= %s", [at]):
        with acting_in(tenant_id, SYSTEM):
            due = tickets_with_due_timers(tenant_id, at=at, limit=BATCH)
        for ticket_id in due:
            try:
                with acting_in(tenant_id, SYSTEM):
                    actions.ring_timers(ticket_id=ticket_id, tenant_id=tenant_id, at=at)
            except Exception:  # one bad ticket must not hide the others
                logger.exception("The timers of ticket %s did not ring", ticket_id)


@shared_task(ignore_result=True)
def prove_stored_clocks():
    """Every quarter of an hour: replay what was touched since and some of the rest; administrators hear of differences."""
    for tenant_id in tenants_with("tickets_ticketcounter", "true", []):
        try:
            with acting_in(tenant_id, SYSTEM):
                differences = actions.prove_clocks(tenant_id=tenant_id, at=wallclock.now())
        except Exception:  # one bad tenant must not hide the others
            logger.exception("The clocks of tenant %s were not proved", tenant_id)
            continue
        for each in differences:
            logger.error("Clock %s of ticket %s differs from its history", each.clock, each.ticket_id)


@shared_task(ignore_result=True)
def sweep_stints():
    """Every two seconds: let what contacts did reach the clocks between levels, then record what levels have missed."""
    at = wallclock.now()
    for tenant_id in tenants_with("tickets_ticket", "stints_behind_since IS NOT NULL", []):
        with acting_in(tenant_id, SYSTEM):
            behind = tickets_with_stints_behind(tenant_id, limit=BATCH)
        for ticket_id in behind:
            try:
                with acting_in(tenant_id, SYSTEM):
                    actions.catch_up_stints(ticket_id=ticket_id, tenant_id=tenant_id, at=at)
            except Exception:  # one bad ticket must not hide the others
                logger.exception("The stints of ticket %s are left behind", ticket_id)
    for tenant_id in tenants_with("tickets_stintclock", "next_at < %s", [at]):
        try:
            with acting_in(tenant_id, SYSTEM):
                actions.record_due_stints(tenant_id=tenant_id, at=at)
        except Exception:
            logger.exception("What the levels of tenant %s missed was not recorded", tenant_id)


@shared_task(ignore_result=True)
def count_tickets():
    """Every minute: let contracts that include tickets count what came, was resolved or cancelled, and draw the time on it."""
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_contractline", "kind IN (%s, %s)", ["per_ticket", "package"]):
        try:
            with acting_in(tenant_id, SYSTEM):
                actions.count_tickets(tenant_id=tenant_id, at=at)
            with acting_in(tenant_id, SYSTEM):
                actions.release_counted(tenant_id=tenant_id, at=at)
        except Exception:  # one bad tenant must not hide the others
            logger.exception("The tickets of tenant %s were not counted", tenant_id)


@shared_task(ignore_result=True)
def sweep_cover_changes():
    """Every two seconds: hold and release the open tickets of contracts that were suspended, ended or came back."""
    at = wallclock.now()
    for tenant_id in tenants_with("contracts_coverchange", "worked_at IS NULL AND at <= %s", [at]):
        try:
            while True:
                with acting_in(tenant_id, SYSTEM):
                    if actions.work_off_cover_change(tenant_id=tenant_id, at=at) is None:
                        break
        except Exception:  # one bad tenant must not hide the others
            logger.exception("The tickets of contracts of tenant %s were not held", tenant_id)
