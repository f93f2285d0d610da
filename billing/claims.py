"""Which months of a contract a client can claim a service credit for, and why it cannot for others (C-72)."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import dateformat
from django.utils.translation import gettext as _

from billing.models import CreditClaim, CreditProposal
from contracts.models import ACCEPTED, Contract
from contracts.queries.agreements import in_effect
from contracts.spans import add_months, day_of
from contracts.terms import Credits

DAY = timedelta(days=1)
WORDS = "j F Y"
MOST_MONTHS = 24  # that are looked at for what can still be claimed


class Claimable(NamedTuple):
    """A month of a contract that can be claimed, up to and including a local day."""

    contract: Contract
    month: date
    until: date


def refusal_of(contract, first: date, at) -> str:
    """Why the credit of a month (its first day) cannot be claimed at an instant; nothing where it can."""
    today = day_of(at, contract.time_zone)
    if first >= today.replace(day=1):
        return _("That month is not over yet.")
    if contract.stage != ACCEPTED or not runs_in(contract, first):
        return _("The contract did not hold in that month.")
    terms = credit_terms(contract, first)
    if not promises_credits(terms):
        return _("This agreement promises no service credits.")
    if terms.is_automatic:
        return _("Credits under this agreement come by themselves; nothing has to be claimed.")
    last = last_claim_day(first, terms)
    if today > last:
        return _("The credit of that month could be claimed until %(day)s.") % {"day": dateformat.format(last, WORDS)}
    return ""


def claimable(member, at, among=None) -> list[Claimable]:
    """What can be claimed and was not, of contracts that the member may see, or of those `among` them; the month first whose time
    is over first."""
    seen = Contract.objects.visible_to(member) if among is None else among
    contracts = list(seen.filter(stage=ACCEPTED).select_related("client").prefetch_related("versions"))
    of = {"contract__in": contracts}
    known = set(CreditClaim.objects.visible_to(member).filter(**of).values_list("contract", "month"))
    known |= set(CreditProposal.objects.visible_to(member).filter(**of).values_list("contract", "month"))
    found = [
        each
        for contract in contracts
        if any(not version.agreed.credits.is_automatic for version in contract.versions.all())
        for each in months_of(contract, at)
        if (contract.pk, each.month) not in known
    ]
    return sorted(found, key=lambda each: (each.until, each.month, each.contract.name))


def claims_not_credited(member) -> list[CreditClaim]:
    """The company's claims that wait for an answer, or that nothing was credited for, the newest month first."""
    rows = CreditClaim.objects.visible_to(member).filter(Q(answered_at=None) | Q(amount=0))
    return list(rows.select_related("contract", "claimed_by")[:MOST_MONTHS])


def claims_to_work_out(member) -> list[CreditClaim]:
    """Claims that are on no proposal yet, the oldest first."""
    reckoned = CreditProposal.objects.visible_to(member).filter(contract=OuterRef("contract"), month=OuterRef("month"))
    rows = CreditClaim.objects.visible_to(member).open().filter(~Exists(reckoned))
    return list(rows.select_related("contract", "client", "claimed_by").order_by("claimed_at"))


def with_claims(member, proposals):
    """The proposals, each with its `claim`, or none where nobody claimed it."""
    rows = CreditClaim.objects.visible_to(member).filter(contract__in=[each.contract_id for each in proposals])
    known = {(claim.contract_id, claim.month): claim for claim in rows.select_related("claimed_by")}
    for each in proposals:
        each.claim = known.get((each.contract_id, each.month))
    return proposals


def months_of(contract, at) -> list[Claimable]:
    """The months of a contract that can be claimed at an instant, the oldest first."""
    this_month = day_of(at, contract.time_zone).replace(day=1)
    months = [add_months(this_month, -back) for back in range(MOST_MONTHS, 0, -1)]
    return [
        Claimable(contract, month, last_claim_day(month, credit_terms(contract, month)))
        for month in months
        if runs_in(contract, month) and not refusal_of(contract, month, at)
    ]


def credit_terms(contract, first: date) -> Credits:
    """What the agreement says of credits for a month."""
    return in_effect(contract.versions.all(), first).agreed.credits


def last_claim_day(first: date, terms: Credits) -> date:
    """The last local day on which a month can be claimed."""
    return add_months(first, 1) + timedelta(days=terms.claim_days) - DAY


def promises_credits(terms: Credits) -> bool:
    """Whether the terms of credits have a tier of anything."""
    return bool(terms.availability or terms.response or terms.resolution)


def runs_in(contract, month: date) -> bool:
    """Whether the contract holds on a day of the month."""
    return contract.starts_on < add_months(month, 1) and (contract.ends_on is None or contract.ends_on >= month)
