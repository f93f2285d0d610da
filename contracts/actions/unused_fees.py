"""Fees follow the contract's last day: days that are its no more are credited, and charged again when they are (C-51, C-57)."""

from datetime import date

from contracts.actions.advance_fees import credit_days, in_force, of_contract
from contracts.models import FEE, REFUND, Charge
from contracts.proration import prorated
from contracts.queries import today_of
from contracts.spans import DAY, Span, renewal_date

OF_FEE = "charge"  # what a refund of days names as its source


def follow_end(contract, *, at):
    """After the last day was moved: fees of periods that never begin are credited at once, whatever was said of the refund of
    unused days, and what was credited of days that are the contract's again is charged again. Safe to repeat."""
    _charge_again(contract, at)
    if contract.ends_on is not None:
        credit_unused(contract, at=at, is_of_begun=False)


def credit_unused(contract, *, at, is_of_begun=True):
    """Credit the prepaid days after the contract's last day, each fee by its own days (C-57, EX-C31); those of a period that had
    begun only where it is said. What is credited already is not again."""
    first_unused = renewal_date(contract.ends_on)
    rows = contract.charges.filter(tenant_id=contract.tenant_id, kind=FEE, until_on__gte=first_unused)
    rows = rows if is_of_begun else rows.filter(from_on__gte=first_unused)
    gone = _credited_from(contract)
    return [
        credit
        for row in rows.select_related("line", "contract")
        if (span := _between(max(first_unused, row.from_on), gone.get(row.pk, row.until_on + DAY) - DAY))
        for credit in credit_days(row, span, at)
    ]


def _charge_again(contract, at):
    gone = _credited_from(contract)
    last = contract.ends_on or date.max
    for fee in contract.charges.filter(tenant_id=contract.tenant_id, pk__in=gone).select_related("line", "contract"):
        if span := _between(gone[fee.pk], min(last, fee.until_on)):
            Charge.objects.bulk_create(_again(fee, span, at))


def _again(fee, span, at):
    """Charges for credited days that count after all: the difference to what stays credited, so that the parts make the fee."""
    for part, whole_fee in in_force(fee, Span(span.starts_on, fee.until_on)):
        last = min(part.ends_on, span.ends_on)
        if part.starts_on > last or not whole_fee:
            continue
        days, of_days = (last - part.starts_on).days + 1, fee.facts["of_days"]
        stays = prorated(whole_fee, part.days - days, of_days, fee.currency)
        yield Charge(
            **of_contract(fee.contract, at),
            line=fee.line,
            kind=REFUND,
            amount=prorated(whole_fee, part.days, of_days, fee.currency) - stays,
            from_on=part.starts_on,
            until_on=last,
            due_on=today_of(fee.contract, at),
            source_kind=OF_FEE,
            source_id=fee.pk,
            facts={"fee": str(whole_fee), "days": days, "of_days": of_days},
        )


def _credited_from(contract) -> dict:
    """Fee -> the first of its days that is credited; what follows it is, too."""
    found: dict = {}
    rows = contract.charges.filter(tenant_id=contract.tenant_id, kind=REFUND, source_kind=OF_FEE)
    for row in rows.order_by("created_at", "id"):
        first = min(found.get(row.source_id, row.from_on), row.from_on)
        found[row.source_id] = first if row.amount < 0 else row.until_on + DAY
    return found


def _between(first, last):
    return Span(first, last) if first <= last else None
