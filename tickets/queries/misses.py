"""Promises that were missed lately, by contract."""

from datetime import timedelta

from tickets.models import Clock
from tickets.models.clock import SUPERSEDED
from tickets.queries.compliance import EXCUSED

LATELY = timedelta(days=30)


def contracts_with_misses(tenant_id, at):
    """Ids of contracts with a target missed in the last 30 days; breaches that were voided, came of a
    reclassification or belong to a cycle that never was do not count."""
    rows = Clock.objects.filter(tenant_id=tenant_id, breached_at__gt=at - LATELY, breached_at__lte=at, voided_at=None)
    rows = rows.exclude(flags__contains=[EXCUSED]).exclude(flags__contains=[SUPERSEDED])
    return rows.filter(ticket__contract__isnull=False).values("ticket__contract")
