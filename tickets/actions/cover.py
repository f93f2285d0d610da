"""Whether a ticket is covered: decided when it is filed, when it changes, when time is logged; and what becomes of it (C-11)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Level
from contracts.cover import NEEDS_REVIEW
from contracts.cover_words import as_facts
from files.models import INTERNAL
from tickets.actions.events import add_event, locked
from tickets.actions.messages import reply, save_after
from tickets.actions.moves import cancel_ticket
from tickets.actions.retargets import retarget_ticket
from tickets.errors import CoverRefused
from tickets.models import CoverDecision
from tickets.models.cover import ACCEPTED, CHANGED, DECLINED, FILED, GOODWILL, OUTCOMES, QUOTE, TIME
from tickets.queries import cover_under
from tickets.queries.cover import GRANTED, asked_of, decisions_to_settle, latest_decision


@transaction.atomic
def decide_cover(*, ticket, at, by=None, activity="", level=None, worked_at=None, contract=None):
    """Ask whether some work on a ticket is covered, before it is logged or as it is logged; returns the decision (C-09).

    `level` is an `accounts.Level` or its number, `worked_at` when the work began, `contract` what it was done under where that is
    not the ticket's. A row is stored only when the answer differs
    from the ticket's own and from what was said of time before, so that many entries of one kind leave one row.
    """
    if isinstance(level, int):
        level = Level.objects.get(tenant_id=ticket.tenant_id, number=level)
    decided = asked_of(ticket, at=at, activity=activity, level=level, worked_at=worked_at, contract=contract)
    for known in (latest_decision(ticket), latest_decision(ticket, occasions=(TIME,))):
        if known is not None and _says_the_same(known, decided):
            return known
    return _store(ticket, decided, TIME, by=by, at=at)


def first_cover(ticket, decided, *, by, at):
    """The decision on a ticket that is being filed; the caller has asked and saved the ticket (C-13: it never blocks that)."""
    return _store(ticket, decided, FILED, by=by, at=at)


def decide_again(ticket, *, by, at):
    """The ticket says something else now: ask again, store what changed, and begin the contract's promises when it is covered.

    The caller has locked the ticket and saves it. Promises that were made are never taken back.
    """
    decided = asked_of(ticket, at=ticket.received_at)
    known = latest_decision(ticket)
    if known is not None and _says_the_same(known, decided):
        return known
    decision = _store(ticket, decided, CHANGED, by=by, at=at)
    if decision.verdict in GRANTED:
        begin_promises(ticket, by=by, at=at)
    return decision


@transaction.atomic
def record_outcome(*, ticket, outcome, by, at, reason="", version=None):
    """Settle a ticket whose work is not covered: quote, declined, goodwill, or accepted as covered (C-11).

    `by` is who approves it: a lead or an account manager (checked at the edge). All but a quote need a reason; that of a
    refusal is told to the client, and the ticket is cancelled. A quote may be followed by another outcome.
    """
    if outcome not in OUTCOMES:
        raise CoverRefused(_("There is no outcome of that name."), field="outcome")
    if outcome != QUOTE and not reason.strip():
        raise CoverRefused(_("Say why."), field="reason")
    ticket = locked(ticket, version)
    decision = _to_settle(ticket, outcome)
    decision.outcome, decision.outcome_by, decision.outcome_at = outcome, by, at
    decision.save(update_fields=["outcome", "outcome_by", "outcome_at"])
    facts = {"outcome": outcome, "verdict": decision.verdict, "step": decision.step, "reason": reason}
    add_event(ticket, "cover_settled", by=by, at=at, visibility=INTERNAL, **facts)
    if outcome in (GOODWILL, ACCEPTED):
        begin_promises(ticket, by=by, at=at)
    save_after(ticket, [], at=at)
    if outcome == DECLINED:
        reply(ticket=ticket, body=reason, by=by, at=at)
        cancel_ticket(ticket=ticket, reason=reason, by=by, at=at)
    return decision


@transaction.atomic
def quote_cover(*, ticket, by, at):
    """A quote about the ticket went out: that is the outcome of what waits for one; nothing where nothing does (C-11)."""
    if ticket.is_open and any(decision.is_open for decision in decisions_to_settle(ticket)):
        record_outcome(ticket=ticket, outcome=QUOTE, by=by, at=at)


def begin_promises(ticket, *, by, at):
    """The promises of the ticket's contract, from its receipt, in place of best effort (`decisions.md` 12); the caller saves."""
    if ticket.contract is not None and ticket.is_open and ticket.tier_version.tier.is_best_effort:
        terms = cover_under(ticket.contract, ticket, ticket.received_at)
        if terms.version.pk != ticket.tier_version_id:
            retarget_ticket(ticket, terms.terms_key, by=by, at=at, from_receipt=True)


def _to_settle(ticket, outcome):
    decision = next(iter(decisions_to_settle(ticket)), None)
    if decision is None or decision.outcome == outcome:
        raise CoverRefused(_("Nothing about the cover of this ticket waits for a decision."))
    if not ticket.is_open:
        raise CoverRefused(_("This ticket is over; reopen it first."))
    if outcome == ACCEPTED and decision.verdict != NEEDS_REVIEW:
        raise CoverRefused(_("The contract does not cover this. Choose goodwill, a quote, or decline it."), field="outcome")
    return decision


def _says_the_same(known, decided):
    verdict = decided.verdict
    version = decided.version.pk if decided.version else None
    said = (known.verdict, known.step, known.reason, known.contract_version_id)
    return said == (verdict.verdict, verdict.step, verdict.reason, version)


def _store(ticket, decided, occasion, *, by, at):
    row = decision_row(ticket, decided, occasion, by=by, at=at)
    row.save(force_insert=True)
    return row


def decision_row(ticket, decided, occasion, *, by, at):
    """The decision as a row that is not stored yet."""
    verdict = decided.verdict
    return CoverDecision(
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        contract=decided.contract,
        contract_version=decided.version,
        occasion=occasion,
        verdict=verdict.verdict,
        step=verdict.step,
        reason=verdict.reason,
        facts=as_facts(verdict),
        by=by,
        decided_at=at,
    )
