"""How many promises of a contract's tickets were kept among those that fell due between two instants (K-01)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from slas.metrics import Metric
from tickets.models import Clock
from tickets.models.clock import SUPERSEDED

EXCUSED = "by_reclassification"


def kept_promises(contract: Any, since: datetime, until: datetime) -> dict[str, tuple[int, int]]:
    """First response and resolution: (met, met and missed) of clocks that were met, or fell due unmet, from `since` to before
    `until`; excused breaches and those of a reclassification are counted nowhere (K-01, S-32). In one query."""
    met = Q(state="met", stopped_at__gte=since, stopped_at__lt=until)
    missed = Q(breached_at__gte=since, breached_at__lt=until, voided_at=None) & ~Q(flags__contains=[EXCUSED])
    rows = Clock.objects.filter(tenant_id=contract.tenant_id, ticket__contract=contract).exclude(flags__contains=[SUPERSEDED])
    rows = rows.filter(metric__in=[Metric.FIRST_RESPONSE, Metric.RESOLUTION]).values("metric").order_by()
    found = {
        row["metric"]: (row["met"], row["met"] + row["missed"])
        for row in rows.annotate(met=Count("pk", filter=met), missed=Count("pk", filter=missed))
    }
    return {str(metric): found.get(metric, (0, 0)) for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)}
