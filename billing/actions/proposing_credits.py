"""What months earn by themselves: proposed once they are over, for an account manager to decide (C-72)."""

from django.db import transaction

from billing.actions.claiming import answer_claim
from billing.actions.month_credits import log_proposed, reckon_credit
from billing.claims import promises_credits, runs_in
from billing.models import CreditClaim, CreditProposal
from common import money
from contracts.models import Contract
from contracts.queries import version_on
from contracts.recipients import people_of
from contracts.spans import add_months, day_of
from notifications.actions import notify

MONTHS_BACK = 3  # that a sweep looks at, so that it catches up after days of silence, and on breaches recorded late


@transaction.atomic
def propose_month_credits(*, contract, at) -> int:
    """Propose a credit for each of the last months of a contract that is over in its zone and was not reckoned yet, oldest first.

    A month in which nothing was missed leaves no row, save where an availability has still to be typed. What somebody has
    proposed or decided is left alone, so that it is safe to repeat and to race. Where credits are claimed only the months that
    were claimed are reckoned, whatever they come to. Returns how many were proposed.
    """
    held = Contract.objects.select_for_update(no_key=True).get(tenant_id=contract.tenant_id, pk=contract.pk)
    held.client = contract.client
    this_month = day_of(at, held.time_zone).replace(day=1)
    months = [add_months(this_month, -back) for back in range(MONTHS_BACK, 0, -1)]
    rows = CreditProposal.objects.filter(tenant_id=held.tenant_id, contract=held, month__in=months)
    known, proposed = set(rows.values_list("month", flat=True)), 0
    for month in months:
        if month not in known and runs_in(held, month):
            terms = version_on(held, month).agreed.credits
            if terms.is_automatic and promises_credits(terms):
                proposed += _propose(held, month, terms, at)
    return proposed + _reckon_claims(held, at)


def _reckon_claims(contract, at) -> int:
    """Reckon what was claimed and is on no proposal; a month that was decided before its claim is answered by that."""
    claims = CreditClaim.objects.filter(tenant_id=contract.tenant_id, contract=contract).open().order_by("month")
    proposed = 0
    for month in claims.values_list("month", flat=True):
        known = CreditProposal.objects.filter(tenant_id=contract.tenant_id, contract=contract, month=month).first()
        if known is not None and known.decided_at is not None:
            answer_claim(proposal=known, by=known.decided_by, at=at)
        elif known is None:
            proposal = reckon_credit(contract=contract, month=month, at=at)
            proposal.save()
            log_proposed(proposal, by=None, at=at)
            proposed += 1
    return proposed


def _propose(contract, month, terms, at) -> int:
    proposal = reckon_credit(contract=contract, month=month, at=at)
    if not proposal.amount and not terms.availability:
        return 0
    proposal.save()
    log_proposed(proposal, by=None, at=at)
    facts = {
        "client": contract.client.name,
        "contract": contract.name,
        "month_on": month.isoformat(),
        "amount_words": money.in_words(proposal.amount, proposal.currency),
        "needs_availability": bool(terms.availability),
    }
    link = f"/{contract.client.tenant.slug}/manage/credits/"
    notify(people_of(contract)[False], key=f"credit:{proposal.pk}", template="credit_proposed", facts=facts, link=link, at=at)
    return 1
