"""The heartbeat of mail: send what waits, tenant by tenant, and leave a sign of life."""

import logging
from datetime import timedelta

from celery import shared_task

from accounts.due_work import tenants_with
from common import wallclock
from notifications.actions import note_beat
from notifications.delivery import PostStopped, deliver_next_letter, deliver_next_notice, post_office

logger = logging.getLogger(__name__)

RUN_FOR = timedelta(seconds=2)  # then the process is free for the sweeps, which must not wait for mail; the next beat goes on


@shared_task(ignore_result=True)
def send_pending_notices():
    """Every two seconds, and at once after a sweep that recorded something: send the mails that wait."""
    started = wallclock.now()
    with post_office() as post:
        until = wallclock.now() + RUN_FOR
        for tenant_id in tenants_with("notifications_notice", "next_try_at <= %s", [started]):
            try:
                while (at := wallclock.now()) < until and deliver_next_notice(tenant_id=tenant_id, post=post, at=at):
                    pass
            except PostStopped as reason:
                logger.info("Notices wait: %s", reason)
                return
            except Exception:  # one bad tenant must not hide the others
                logger.exception("Mails of tenant %s were not sent", tenant_id)


@shared_task(ignore_result=True)
def send_pending_letters():
    """Every two seconds: send resets of passwords and invitations."""
    try:
        with post_office() as post:
            until = wallclock.now() + RUN_FOR
            while (at := wallclock.now()) < until and deliver_next_letter(post=post, at=at):
                pass
    except PostStopped as reason:
        logger.info("Letters wait: %s", reason)


@shared_task(ignore_result=True)
def note_heartbeat():
    """Every ten seconds: the beat reaches a worker, and the worker the database."""
    note_beat(at=wallclock.now())
