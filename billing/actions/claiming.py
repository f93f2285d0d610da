"""A client claims the service credit of a month, where its agreement asks for that, and is told what became of it (C-72)."""

from django.db import IntegrityError, transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.permissions import may
from billing.claims import refusal_of
from billing.errors import CreditRefused
from billing.models import CreditClaim
from common import money
from contracts.recipients import people_of
from notifications.actions import notify


@transaction.atomic
def claim_credit(*, contract, month, note="", by, at):
    """A manager or an approver of the client claims the credit of a month that is over; the account manager is told.

    What it comes to is worked out from the clocks and decided at the desk. Refuses agreements under which nothing has to be
    claimed, months outside the contract or the time in which they can be claimed, and a month that was claimed already.
    """
    if by.client_id != contract.client_id or not may(by, "credit.claim"):
        raise CreditRefused(_("Only managers and approvers of the client claim service credits."))
    first = month.replace(day=1)
    if refusal := refusal_of(contract, first, at):
        raise CreditRefused(refusal, field="month")
    said = {"contract": contract, "month": first, "note": note.strip()[:500], "claimed_at": at, "claimed_by": by}
    try:
        with transaction.atomic():
            claim = CreditClaim.objects.create(tenant_id=contract.tenant_id, client_id=contract.client_id, **said)
    except IntegrityError as known:
        words = _("The credit of %(month)s was claimed already.") % {"month": dateformat.format(first, "F Y")}
        raise CreditRefused(words, field="month") from known
    _log("credit.claimed", claim, by, at)
    facts = _facts(claim) | {"who": by.name, "note": claim.note}
    link = f"/{contract.client.tenant.slug}/manage/credits/"
    notify(people_of(contract)[False], key=f"claim:{claim.pk}", template="credit_claimed", facts=facts, link=link, at=at)
    return claim


def answer_claim(*, proposal, by, at):
    """Tell whoever claimed the month what was decided about it, in the transaction of the decision; nothing without a claim."""
    rows = CreditClaim.objects.filter(tenant_id=proposal.tenant_id, contract_id=proposal.contract_id, month=proposal.month).open()
    claim = rows.select_for_update(of=("self",), no_key=True).select_related("contract", "client__tenant", "claimed_by").first()
    if claim is None:
        return None
    is_approved = proposal.state == "approved"
    claim.answered_at, claim.amount = at, proposal.amount if is_approved else money.ZERO
    claim.reason = proposal.reason
    claim.save(update_fields=["answered_at", "amount", "reason"])
    _log("credit.claim_answered", claim, by, at)
    facts = _facts(claim) | {
        "is_credited": is_approved and claim.amount > 0,
        "amount_words": money.in_words(claim.amount, proposal.currency),
        "reason": claim.reason,
    }
    people = [claim.claimed_by] if claim.claimed_by.ended_at is None else people_of(claim.contract)[True]
    link = f"/{claim.client.tenant.slug}/portal/credits/"
    notify(people, key=f"claim:{claim.pk}:answered", template="credit_claim_answered", facts=facts, link=link, at=at)
    return claim


def _facts(claim):
    return {"client": claim.contract.client.name, "contract": claim.contract.name, "month_on": claim.month.isoformat()}


def _log(kind, claim, by, at):
    record(
        tenant_id=claim.tenant_id,
        kind=kind,
        subject=claim,
        client_id=claim.client_id,
        visibility="public",
        at=at,
        by=by,
        month=claim.month.isoformat(),
        contract=str(claim.contract_id),
    )
