"""What months earn by themselves: proposed once they are over, for an account manager to decide (C-72)."""

from datetime import date

from django.db import transaction

from billing.actions.month_credits import log_proposed, promises_credits, reckon_credit
from billing.models import CreditProposal
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
    proposed or decided is left alone, so that it is safe to repeat and to race. Agreements under which credits are claimed are
    left to their clients. Returns how many were proposed.
    """
    held = Contract.objects.select_for_update(no_key=True).get(tenant_id=contract.tenant_id, pk=contract.pk)
    held.client = contract.client
    this_month = day_of(at, held.time_zone).replace(day=1)
    months = [add_months(this_month, -back) for back in range(MONTHS_BACK, 0, -1)]
    rows = CreditProposal.objects.filter(tenant_id=held.tenant_id, contract=held, month__in=months)
    known, proposed = set(rows.values_list("month", flat=True)), 0
    for month in months:
        if month not in known and _runs_in(held, month):
            terms = version_on(held, month).agreed.credits
            if terms.is_automatic and promises_credits(terms):
                proposed += _propose(held, month, terms, at)
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


def _runs_in(contract, month: date) -> bool:
    """Whether the contract holds on a day of the month."""
    return contract.starts_on < add_months(month, 1) and (contract.ends_on is None or contract.ends_on >= month)
