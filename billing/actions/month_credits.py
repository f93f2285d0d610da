"""Service credits by the month: proposed from the clocks, decided by an account manager, put on the next invoice (C-72)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.log import record
from billing.actions.claiming import answer_claim
from billing.claims import last_claim_day, promises_credits
from billing.errors import CreditRefused
from billing.models import CreditClaim, CreditProposal
from billing.models.consent import APPROVED, PROPOSED, REJECTED
from billing.service_credits import AVAILABILITY, RESOLUTION, RESPONSE, Share, credit_for
from common import money
from contracts.models import Charge, Contract
from contracts.models.charge import FEE, SERVICE_CREDIT
from contracts.queries import version_on
from contracts.spans import MONTHS, add_months, day_of, day_start
from contracts.terms import PackageLine, Retainer
from tickets.queries.compliance import kept_promises

WORDS = "j F Y"
DIGITS = 3  # of a figure that is shown, floored (K-11)


@transaction.atomic
def propose_credit(*, contract, month, availability=None, by, at):
    """Reckon what a month of a contract earns its client, from the clocks and the availability that is typed (C-72, K-12).

    The month is the contract's, and over; done again before the decision it is reckoned anew. Refuses agreements without
    credits, a month that is not over or was decided, one that can be claimed no more where credits are claimed, and an
    availability that is no percentage.
    """
    Contract.objects.select_for_update(no_key=True).get(tenant_id=contract.tenant_id, pk=contract.pk)
    proposal = reckon_credit(contract=contract, month=month, availability=availability, at=at)
    proposal.save()
    log_proposed(proposal, by=by, at=at)
    return proposal


def reckon_credit(*, contract, month, availability=None, at):
    """The proposal for a month, not saved; refuses as `propose_credit` does."""
    first = month.replace(day=1)
    following = add_months(first, 1)
    if day_of(at, contract.time_zone) < following:
        raise CreditRefused(_("That month is not over yet."), field="month")
    if availability is not None and not 0 <= availability <= 100:
        raise CreditRefused(_("An availability is between 0 and 100 percent."), field="availability")
    terms = version_on(contract, first).agreed.credits
    if not promises_credits(terms):
        raise CreditRefused(_("This agreement promises no service credits."), field="contract")
    last = last_claim_day(first, terms)
    is_claimed = CreditClaim.objects.filter(tenant_id=contract.tenant_id, contract=contract, month=first).exists()
    if not terms.is_automatic and not is_claimed and day_of(at, contract.time_zone) > last:
        day = dateformat.format(last, WORDS)
        raise CreditRefused(_("The credit of that month could be claimed until %(day)s.") % {"day": day}, field="month")
    fee = month_fee(contract, first)
    kept = kept_promises(contract, day_start(first, contract.time_zone), day_start(following, contract.time_zone))
    response, resolution = Share(*kept["first_response"]), Share(*kept["resolution"])
    figures = {AVAILABILITY: availability, RESPONSE: response.percent, RESOLUTION: resolution.percent}
    credit = credit_for(fee, figures, terms, contract.currency)
    said = {
        "client_id": contract.client_id,
        "fee": fee,
        "currency": contract.currency,
        "availability": availability,
        "response_met": response.met,
        "response_due": response.of,
        "resolution_met": resolution.met,
        "resolution_due": resolution.of,
        "parts": [_told(part) for part in credit.parts],
        "sum": credit.sum,
        "cap": credit.cap,
        "amount": credit.amount,
        "proposed_at": at,
    }
    rows = CreditProposal.objects.select_for_update(of=("self",), no_key=True)
    known = rows.filter(tenant_id=contract.tenant_id, contract=contract, month=first).first()
    if known is not None and known.state != PROPOSED:
        raise CreditRefused(_("The credit of that month is decided already."), field="month")
    proposal = known or CreditProposal(tenant_id=contract.tenant_id, contract=contract, month=first)
    for name, value in said.items():
        setattr(proposal, name, value)
    return proposal


def log_proposed(proposal, *, by, at):
    """Write down that it was reckoned; without `by` the desk did."""
    _log("credit.proposed", proposal, by, at)


@transaction.atomic
def approve_credit(*, proposal, by, at):
    """Credit it: the amount is a charge below nothing, which the next invoice takes up (C-72)."""
    held = _held(proposal)
    if held.amount > 0:
        Charge.objects.create(
            tenant_id=held.tenant_id,
            contract=held.contract,
            client_id=held.client_id,
            kind=SERVICE_CREDIT,
            amount=-held.amount,
            currency=held.currency,
            from_on=held.month,
            until_on=date.fromordinal(add_months(held.month, 1).toordinal() - 1),
            due_on=day_of(at, held.contract.time_zone),
            created_at=at,
            source_kind="service_credit",
            source_id=held.pk,
            facts={"parts": held.parts, "fee": str(held.fee)},
        )
    return _decide(held, APPROVED, by, at)


@transaction.atomic
def reject_credit(*, proposal, reason, by, at):
    """Nothing is credited for that month, for a reason."""
    if not reason.strip():
        raise CreditRefused(_("Say why nothing is credited."), field="reason")
    held = _held(proposal)
    held.reason = reason.strip()[:500]
    return _decide(held, REJECTED, by, at)


def month_fee(contract, first) -> Decimal:
    """The fees of a contract for one month: what was charged for its days, else what the terms say (C-72)."""
    last = date.fromordinal(add_months(first, 1).toordinal() - 1)
    rows = Charge.objects.filter(
        tenant_id=contract.tenant_id, contract=contract, kind=FEE, from_on__lte=last, until_on__gte=first
    )
    charged = [_share(charge, first, last) for charge in rows]
    if not charged:
        lines = version_on(contract, first).agreed.lines.values()
        charged = [line.fee / MONTHS[line.period] for line in lines if isinstance(line, Retainer | PackageLine)]
    return money.rounded(sum(charged, money.ZERO), contract.currency)


def _share(charge, first, last):
    """The part of a period's fee that falls on the month, by days (C-51); of a period of about a month all of it."""
    days = (charge.until_on - charge.from_on).days + 1
    if days <= 31:
        return charge.amount if first <= charge.from_on <= last else money.ZERO
    common = (min(charge.until_on, last) - max(charge.from_on, first)).days + 1
    return charge.amount * common / days


def _held(proposal):
    rows = CreditProposal.objects.select_for_update(of=("self",), no_key=True).select_related("contract__client__tenant")
    held = rows.get(tenant_id=proposal.tenant_id, pk=proposal.pk)
    if held.state != PROPOSED:
        raise CreditRefused(_("The credit of that month is decided already."))
    return held


def _decide(held, state, by, at):
    held.state, held.decided_by, held.decided_at = state, by, at
    held.save()
    _log(f"credit.{state}", held, by, at)
    answer_claim(proposal=held, by=by, at=at)
    return held


def _told(part):
    """A part as JSON; the figure floored, so that a miss never reads as the target (K-11)."""
    floored = int(part.figure * 10**DIGITS)
    figure = Decimal(floored).scaleb(-DIGITS)
    return {"cause": part.cause, "figure": f"{figure:f}", "percent": f"{part.percent:f}", "amount": str(part.amount)}


def _log(kind, proposal, by, at):
    facts = {"month": proposal.month.isoformat(), "amount": str(proposal.amount), "currency": proposal.currency}
    record(tenant_id=proposal.tenant_id, kind=kind, subject=proposal, client_id=proposal.client_id, at=at, by=by, **facts)
