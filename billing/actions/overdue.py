"""Invoices whose day has passed."""

import logging

from django.db import transaction

from billing.actions.effects import state_of
from billing.actions.locking import hold, log
from billing.actions.telling import tell_of_overdue
from billing.models import Invoice
from billing.models.invoice import INVOICE, ISSUED, OVERDUE, PART_PAID
from billing.queries import local_day

BATCH = 200
logger = logging.getLogger(__name__)


def mark_overdue(*, tenant_id, at) -> int:
    """Mark the open invoices whose due date is over at their entity's seat, and remind their clients once. Safe to repeat.

    One that cannot be marked is passed over, and takes no other's place. Returns how many were marked, at most BATCH.
    """
    rows = Invoice.objects.filter(tenant_id=tenant_id, kind=INVOICE, state__in=[ISSUED, PART_PAID], due_on__lte=at.date())
    found = rows.select_related("entity").order_by("due_on", "id")
    due = [row for row in found if row.due_on and row.due_on < local_day(row.entity, at)]
    marked = 0
    for row in due:
        try:
            marked += _mark(row, at)
        except Exception:  # one bad invoice must not hide the others
            logger.exception("Invoice %s was not marked as overdue", row.pk)
        if marked == BATCH:
            break
    return marked


@transaction.atomic
def _mark(invoice, at) -> bool:
    held = hold(invoice)
    if held.state == OVERDUE or state_of(held, local_day(held.entity, at)) != OVERDUE:
        return False
    held.state = OVERDUE
    held.save(update_fields=["state"])
    log("invoice.overdue", held, None, at, number=held.number, open=held.open_amount)
    tell_of_overdue(held, at=at)
    return True
