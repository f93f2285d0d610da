"""The fees of suspended days, where they were waived (2.2)."""

from contracts.actions.advance_fees import credit_days
from contracts.models import FEE, PRORATION
from contracts.spans import DAY, Span, day_of, day_start


def credit_waived_days(contract, suspension, *, at):
    """Credit each fee for the whole local days on which the contract was suspended."""
    zone = contract.time_zone
    first = day_of(suspension.from_at, zone)
    if day_start(first, zone) < suspension.from_at:
        first += DAY
    last = day_of(suspension.until_at, zone) - DAY
    rows = contract.charges.filter(tenant_id=contract.tenant_id, kind=FEE, from_on__lte=last, until_on__gte=first)
    for fee in rows.select_related("line", "contract"):
        credit_days(fee, Span(max(first, fee.from_on), min(last, fee.until_on)), at, kind=PRORATION)
