"""What invoices that stay unpaid do to their contracts: suspended after some days, reinstated when paid (2.2)."""

import logging

from django.db import transaction
from django.db.models import Min

from billing.models import Invoice
from billing.models.invoice import INVOICE, OVERDUE
from contracts.actions import reinstate_contract, suspend_overdue
from contracts.models import Contract

logger = logging.getLogger(__name__)


@transaction.atomic
def weigh_unpaid(*, tenant_id, at) -> int:
    """Suspend contracts with an invoice overdue for more days than agreed, with the warning before it, and reinstate those
    that this suspended and of which nothing is overdue any more. Returns how many were changed; safe to repeat."""
    overdue = Invoice.objects.filter(tenant_id=tenant_id, kind=INVOICE, state=OVERDUE, contract__isnull=False)
    since = dict(overdue.values_list("contract").annotate(Min("due_on")))
    rows = Contract.objects.filter(tenant_id=tenant_id)
    changed = 0
    for contract in rows.filter(pk__in=since).order_by("pk"):
        changed += _done(suspend_overdue, contract, overdue_since=since[contract.pk], at=at)
    for contract in rows.filter(suspended_from__isnull=False).exclude(pk__in=since).order_by("pk"):
        last = contract.changes.filter(kind="suspended").order_by("-at", "-id").first()
        if last is not None and last.by_id is None:  # what a person decided a person ends
            changed += _done(reinstate_contract, contract, only_for_non_payment=True, by=None, at=at)
    return changed


def _done(deed, contract, **said) -> bool:
    try:
        return bool(deed(contract=contract, **said))
    except Exception:  # one bad contract must not hide the others
        logger.exception("Contract %s was not weighed for unpaid invoices", contract.pk)
        return False
