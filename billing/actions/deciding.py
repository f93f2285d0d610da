"""The client's answer to a quote: accepted, declined, or passed on to somebody who may spend more (C-21, C-22)."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.spending import approves_for, may_spend, refuse_above_limit
from billing.actions.quote_telling import tell_higher_approvers, tell_of_decision
from billing.actions.quoting import log_quote
from billing.errors import NoApprover, QuoteIsOver, QuoteRefused
from billing.models import QuoteVersion
from billing.models.quotes import ACCEPTED, DECLINED, DRAFT, EXPIRED, ON_COMPLETION, SENT, SUPERSEDED
from common import money
from contracts import actions as contracts
from contracts.models import SpendingCap
from tickets import actions as tickets
from tickets.transitions import WAITING_APPROVAL


@transaction.atomic
def accept_quote(*, version, by, at, sha256="", order_reference=""):
    """An approver of the client accepts what was sent, within a spending limit (C-21, C-22).

    Records the person, the instant, the version and the hash of what they read (`sha256`, where the page sent it along). Work on
    completion may begin at once under a `SpendingCap`; of a change order the cap is what it adds (C-24). What needs the staff's
    rights (invoices, time held before) follows by `work_on_quotes`. Refuses whoever may not, and an offer that is over.
    """
    version = _held_offer(version, by, at)
    if sha256 and sha256 != version.content_sha256:
        raise QuoteIsOver(_("The quote was exchanged while you read it. Read it again before you decide."))
    next_step = _("Pass the quote on to somebody who may approve it.")
    refuse_above_limit(by, version.committed, version.quote.currency, next_step)
    version.order_reference, version.accepted_sha256 = order_reference[:60], version.content_sha256
    _decide(version, ACCEPTED, by, at, work_at=at)
    if version.billing == ON_COMPLETION or version.quote.started_at is not None:
        open_quote_cap(version, at)
    return version


@transaction.atomic
def decline_quote(*, version, reason, by, at):
    """An approver of the client says no, and why; the spending limit plays no part in that."""
    if not reason.strip():
        raise QuoteRefused(_("Say why, so that we can offer something better."), field="reason")
    version = _held_offer(version, by, at)
    version.reason = reason.strip()[:500]
    return _decide(version, DECLINED, by, at)


@transaction.atomic
def pass_quote_on(*, version, by, at):
    """An approver whose limit is too low asks those who may spend more; the quote goes on waiting (C-22)."""
    version = _held_offer(version, by, at)
    if may_spend(by, version.committed, version.quote.currency):
        raise QuoteRefused(_("You may approve this yourself."))
    if not tell_higher_approvers(version, by, at=at):
        raise QuoteRefused(_("Nobody at your company may approve that much. Ask us to change a spending limit."))
    version.passed_on_at, version.passed_on_by = at, by
    version.save(update_fields=["passed_on_at", "passed_on_by"])
    log_quote("quote.passed_on", version, by, at, is_public=True)
    return version


def open_quote_cap(version, at):
    """What may be spent under an accepted quote: its ceiling less what earlier versions opened (C-24); none on no ticket."""
    quote = version.quote
    opened = caps_of(quote).aggregate(sum=Sum("amount"))["sum"] or money.ZERO
    if version.ceiling > opened and quote.ticket_id is not None:
        contracts.open_cap(
            client=quote.client,
            contract=quote.contract,
            ticket_id=quote.ticket_id,
            source_kind="quote",
            source_id=quote.pk,
            amount=version.ceiling - opened,
            currency=quote.currency,
            at=at,
        )


def caps_of(quote):
    """The caps that a quote has opened, its change orders' as well."""
    return SpendingCap.objects.filter(tenant_id=quote.tenant_id, source_kind="quote", source_id=quote.pk)


def charged_so_far(quote):
    """What work has cost under the quote until now, without tax."""
    return caps_of(quote).aggregate(sum=Sum("used"))["sum"] or money.ZERO


def _decide(version, state, by, at, **more):
    version.state, version.decided_by, version.decided_at = state, by, at
    for name, value in more.items():
        setattr(version, name, value)
    version.save()
    ticket = version.quote.ticket
    if ticket is not None and ticket.status == WAITING_APPROVAL:
        tickets.resume(ticket=ticket, by=by, at=at)
    log_quote("quote." + state, version, by, at, is_public=True)
    tell_of_decision(version, at=at)
    return version


def _held_offer(version, by, at) -> QuoteVersion:
    """The version held, so that of two approvers one decides; refuses whoever may not, and an offer that is over."""
    rows = QuoteVersion.objects.filter(tenant_id=version.tenant_id, pk=version.pk)
    held = rows.filter(state=SENT).select_for_update(of=("self",), no_key=True).first()
    if not approves_for(by, version.client_id):  # asked behind the lock, which may have been waited for
        raise NoApprover(_("Only somebody who approves for %(client)s can decide on a quote.") % {"client": version.quote.client})
    found = held or rows.get()
    found.quote = version.quote
    _refuse_over(found, at)
    return found


def _refuse_over(version, at):
    said = {
        DRAFT: _("This quote was not sent yet."),
        ACCEPTED: _("This quote was accepted already, by %(who)s."),
        DECLINED: _("This quote was declined already, by %(who)s."),
        SUPERSEDED: _("A newer version of this quote was sent; decide on that one."),
        EXPIRED: _("This quote could be accepted up to and including %(day)s. Ask us for a new one."),
    }
    state = version.state_at(at)
    if state != SENT:
        names = {"who": version.decided_by.name if version.decided_by else "", "day": version.valid_until}
        raise QuoteIsOver(said[state] % names)
