"""Which contracts are at risk, and why: hours nearly used up, suspended, notice given or its last date near, and what apps above
know."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import ACCEPTED, Contract, ContractVersion, Ending, ThresholdCrossing
from contracts.risks import Risk, registered
from contracts.spans import last_notice_date

NEARLY_EMPTY = 90  # percent of a period's hours that are used
NOTICE_WINDOW = timedelta(days=30)  # before the last notice date
LONGEST_NOTICE = timedelta(days=760)  # the longest that can be entered, and the window before it; what ends later is not read


def _nearly_empty(tenant_id, at):
    crossed = ThresholdCrossing.objects.filter(tenant_id=tenant_id, percent__gte=NEARLY_EMPTY, is_armed=False)
    return crossed.filter(period__closed_at=None).values("line__contract")


def _suspended(tenant_id, at):
    return Contract.objects.filter(tenant_id=tenant_id, suspended_from__isnull=False).values("pk")


def _noticed(tenant_id, at):
    return Ending.objects.filter(tenant_id=tenant_id, withdrawn_at=None).values("contract")


def _near_notice(tenant_id, at):
    """Contracts that renew by themselves and whose last notice date is near, by their newest version."""
    today = at.date()
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


OWN = (
    Risk(_("Hours nearly used up"), _nearly_empty),
    Risk(_("Suspended"), _suspended),
    Risk(_("Notice given"), _noticed),
    Risk(_("Last day for notice is near"), _near_notice),
)


def is_at_risk(tenant_id, at):
    """The condition of contracts that any reason holds for."""
    found = Q(pk__in=[])
    for risk in (*OWN, *registered()):
        found |= Q(pk__in=risk.find(tenant_id, at))
    return found


def risks_of_each(tenant_id, contracts, at):
    """Contract id -> the words of its reasons, a query a reason however many contracts."""
    reasons = {contract.pk: [] for contract in contracts}
    for risk in (*OWN, *registered()):
        rows = Contract.objects.filter(Q(pk__in=risk.find(tenant_id, at)), tenant_id=tenant_id, pk__in=reasons)
        for pk in rows.values_list("pk", flat=True):
            reasons[pk].append(risk.words)
    return reasons
