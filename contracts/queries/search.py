"""Which contracts a list shows."""

from datetime import timedelta

from django.db.models import Q

from contracts.models import ACCEPTED, Contract
from contracts.queries.risks import is_at_risk
from contracts.spans import RENEWAL_REMINDERS


def contracts_found(member, said, at):
    """Contracts that the member may see, with client and tier: `said` holds q (name of contract or client), kind, tier, state.

    Without a state those that are not over; `over`, `all`, `renewal` (the term ends within 120 days) or `risk` (see
    `contracts/queries/risks.py`). A day's difference between zones is let pass.
    """
    rows = Contract.objects.visible_to(member).select_related("client", "tier")
    today = at.date()
    if said.get("q"):
        words = said["q"].strip()
        rows = rows.filter(Q(name__icontains=words) | Q(client__name__icontains=words) | Q(reference__icontains=words))
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    if said.get("tier"):
        rows = rows.filter(tier=said["tier"])
    if said.get("state") == "over":
        rows = rows.filter(ends_on__lt=today)
    elif said.get("state") == "renewal":
        last = today + timedelta(days=RENEWAL_REMINDERS[0])
        rows = rows.filter(stage=ACCEPTED, ends_on__gte=today, ends_on__lt=last).order_by("ends_on", "pk")
        return rows
    elif said.get("state") == "risk":
        rows = rows.filter(is_at_risk(member.tenant_id, at), stage=ACCEPTED).exclude(ends_on__lt=today)
    elif said.get("state") != "all":
        rows = rows.exclude(ends_on__lt=today)
    return rows.order_by("client__name", "-starts_on", "pk")
