"""Fees become charges: each period of each line once, whatever day the job comes round (C-28, C-51)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import takewhile

from contracts.allowances import cycle_of
from contracts.fees import fee_of
from contracts.models import BUCKET, FEE, REFUND, Charge
from contracts.proration import further_part, prorated
from contracts.queries.agreements import in_effect
from contracts.queries.standings import today_of
from contracts.spans import DAY, Span
from contracts.terms import Bucket


def charge_fees(contract, *, day, at):
    """Charge the advance fees of all periods that begin by a local day, or as many days ahead as agreed, and buckets bought."""
    versions = list(contract.versions.filter(tenant_id=contract.tenant_id).order_by("number"))
    limit = day + timedelta(days=in_effect(versions, day).agreed.invoice_ahead_days)
    earlier: dict = defaultdict(list)
    for row in contract.charges.filter(tenant_id=contract.tenant_id, kind__in=(FEE, BUCKET), line__isnull=False).order_by(
        "from_on"
    ):
        earlier[row.line_id].append(row)
    charges = []
    for line in contract.lines.filter(tenant_id=contract.tenant_id).order_by("position"):
        charges += _of_line(contract, line, versions, earlier[line.pk], limit, at)
    return Charge.objects.bulk_create(charges, ignore_conflicts=True)


def _of_line(contract, line, versions, charged, limit, at):
    charged, last = list(charged), charged[-1] if charged else None
    ends_on = min(filter(None, (line.ends_on, contract.ends_on)), default=None)
    next_on = last.until_on + DAY if last and last.kind == FEE else line.starts_on
    while next_on <= limit and (ends_on is None or next_on <= ends_on):
        version = in_effect(versions, next_on)
        terms = version.agreed.lines.get(str(line.pk))
        if isinstance(terms, Bucket):
            if last is None:
                yield _bucket(contract, line, terms, version, at)
            return
        fee = fee_of(terms, contract.currency) if terms else None
        cycle = cycle_of(terms, line.starts_on, ends_on) if terms and fee is not None else None
        part = cycle.on(next_on) if cycle else None
        if part is None:
            return
        span = Span(next_on, part.span.ends_on)
        charge = _fee(contract, line, fee, span, part.whole, charged, version, at)
        if charge.amount:
            yield charge
        charged.append(charge)
        next_on = span.ends_on + DAY


def _fee(contract, line, fee, span, whole, charged, version, at):
    parts = list(takewhile(lambda row: row.from_on >= whole.starts_on and row.facts.get("fee") == str(fee), reversed(charged)))
    days, paid = sum(row.facts["days"] for row in parts), sum((row.amount for row in parts), Decimal(0))
    amount = further_part(fee, days, paid, span.days, whole.days, contract.currency)
    ahead = version.agreed.invoice_ahead_days
    return Charge(
        **of_contract(contract, at),
        line=line,
        kind=FEE,
        amount=amount,
        from_on=span.starts_on,
        until_on=span.ends_on,
        due_on=span.starts_on - timedelta(days=ahead),
        facts={"fee": str(fee), "days": span.days, "of_days": whole.days, "version": version.number},
    )


def _bucket(contract, line, terms, version, at):
    return Charge(
        **of_contract(contract, at),
        line=line,
        kind=BUCKET,
        amount=terms.price,
        from_on=line.starts_on,
        until_on=terms.expires_on,
        due_on=line.starts_on,
        facts={"minutes": terms.minutes, "version": version.number},
    )


def credit_days(fee, span, at, kind=REFUND):
    """Negative charges for some days of a fee that was charged: one for each fee in force on them (C-52), since of a change
    within the period the same days were credited and charged already."""
    parts = in_force(fee, span)
    return [_credit(fee, part, whole_fee, at, kind) for part, whole_fee in parts if whole_fee]


def in_force(fee, span):
    """The days cut where other terms begin, each with what its whole period costs; nothing where the line had ended."""
    versions = list(fee.contract.versions.filter(tenant_id=fee.tenant_id).order_by("number"))
    starts = [version.effective_on for version in versions if version.effective_on in span]
    cuts = sorted({span.starts_on, *starts})
    for first, following in zip(cuts, [*cuts[1:], span.ends_on + DAY], strict=True):
        version = in_effect(versions, first)
        said = version.agreed.lines.get(str(fee.line_id))
        if version.number == fee.facts.get("version", version.number):
            yield Span(first, following - DAY), Decimal(fee.facts["fee"])
        else:
            yield Span(first, following - DAY), (fee_of(said, fee.currency) if said else None) or Decimal(0)


def _credit(fee, span, whole_fee, at, kind):
    return Charge.objects.create(
        **of_contract(fee.contract, at),
        line=fee.line,
        kind=kind,
        amount=-prorated(whole_fee, span.days, fee.facts["of_days"], fee.currency),
        from_on=span.starts_on,
        until_on=span.ends_on,
        due_on=_credited_on(fee, at) if kind == REFUND else span.ends_on + DAY,
        source_kind="charge",
        source_id=fee.pk,
        facts={"fee": str(whole_fee), "days": span.days, "of_days": fee.facts["of_days"]},
    )


def _credited_on(fee, at):
    """The day after the last one, but at once where the period never begins, before anybody pays for it."""
    last = fee.contract.ends_on
    return today_of(fee.contract, at) if fee.from_on > last else last + DAY


def of_contract(contract, at):
    """What every charge copies of its contract (C-04)."""
    return {
        "tenant_id": contract.tenant_id,
        "contract": contract,
        "client_id": contract.client_id,
        "currency": contract.currency,
        "created_at": at,
    }
