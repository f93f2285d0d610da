"""Which contracts a list shows."""

from datetime import timedelta

from django.db.models import Q

from contracts.models import ACCEPTED, Contract, ContractVersion, Ending, ThresholdCrossing
from contracts.spans import RENEWAL_REMINDERS, last_notice_date

NEARLY_EMPTY = 90  # percent of a period's hours that are used
NOTICE_WINDOW = timedelta(days=30)  # before the last notice date
LONGEST_NOTICE = timedelta(days=760)


def contracts_found(member, said, at):
    """Contracts that the member may see, with client and tier: `said` holds q (name of contract or client), kind, tier, state.

    Without a state those that are not over; `over`, `all`, `renewal` (the term ends within 120 days) or `risk` (hours nearly
    used up, suspended, notice given, or the last notice date is near). A day's difference between zones is let pass.
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
        rows = rows.filter(_is_at_risk(member.tenant_id, today), stage=ACCEPTED).exclude(ends_on__lt=today)
    elif said.get("state") != "all":
        rows = rows.exclude(ends_on__lt=today)
    return rows.order_by("client__name", "-starts_on", "pk")


def _is_at_risk(tenant_id, today):
    crossed = ThresholdCrossing.objects.filter(
        tenant_id=tenant_id, percent__gte=NEARLY_EMPTY, is_armed=False, period__closed_at=None
    )
    noticed = Ending.objects.filter(tenant_id=tenant_id, withdrawn_at=None)
    return (
        Q(pk__in=crossed.values("line__contract"))
        | Q(pk__in=noticed.values("contract"))
        | Q(suspended_from__isnull=False)
        | Q(pk__in=_near_notice(tenant_id, today))
    )


def _near_notice(tenant_id, today):
    """Contracts that renew by themselves and whose last notice date is near, by their newest version."""
    rows = ContractVersion.objects.filter(
        tenant_id=tenant_id,
        contract__stage=ACCEPTED,
        contract__ends_on__gte=today,
        contract__ends_on__lte=today + LONGEST_NOTICE,
    )
    newest = {version.contract_id: version for version in rows.select_related("contract").order_by("number")}
    near = []
    for version in newest.values():
        renewal = version.agreed.renewal
        last = last_notice_date(version.contract.ends_on, renewal.notice, renewal.notice_unit)
        if renewal.kind == "automatic" and today <= last <= today + NOTICE_WINDOW:
            near.append(version.contract_id)
    return near
