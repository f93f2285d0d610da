"""What follows from an accepted quote: prepayment, the beginning of work, settlement, the invoice of what was done (C-25)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.crediting import settle_prepayment
from billing.actions.deciding import caps_of, charged_so_far, open_quote_cap
from billing.actions.locking import hold_client
from billing.actions.obstacles import attempt, overcome, put_off, stands_before
from billing.actions.quote_drafts import draft_of, fixed_price, prepaid, worked
from billing.actions.quoting import accepted_version, hold_quote, log_quote
from billing.errors import QuoteRefused
from billing.models import QuoteVersion
from billing.models.invoice import DRAFT, PAID
from billing.models.quotes import FIXED, ISSUED, UPFRONT
from common.errors import DomainError
from contracts import actions as contracts
from contracts.spans import day_of
from tickets import actions as tickets
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE
from tickets.transitions import CANCELLED, CLOSED

OVER = (CLOSED, CANCELLED)
LOOK_AGAIN = timedelta(minutes=5)


def work_on_quotes(*, tenant_id, at) -> int:
    """Carry out what is due of accepted quotes; safe to repeat, and right after days without a worker. Returns how many.

    One that cannot be carried out is put off as `attempt` says, and no other waits for it.
    """
    due = QuoteVersion.objects.filter(tenant_id=tenant_id, work_at__lte=at).order_by("work_at", "pk")
    for version in due.select_related("quote__client__tenant", "quote__contract", "sent_by"):
        attempt(lambda answer: carry_out_quote(version=answer, at=at), version, at)
    return len(due)


@transaction.atomic
def carry_out_quote(*, version, by=None, at):
    """Draft the prepayment, begin the work once it may, place time that was held, and settle what is done: the prepayment, or
    the draft of the invoice (C-25, C-26)."""
    quote = hold_quote(version.quote)
    hold_client(quote.client_id, quote.tenant_id)  # before any group of entries, as whoever issues does
    newest = accepted_version(quote)
    if newest is None or newest.pk != version.pk or quote.settled_at is not None:
        overcome(version, at, by=by)
        return _look_again(version, None)
    newest.quote = quote
    is_first = version.work_at == version.decided_at or stands_before(version)
    if quote.started_at is None:
        if newest.billing == UPFRONT and quote.prepayment_id is None and is_first:
            draft_prepayment(quote=quote, by=by, at=at)
        if _may_begin(newest):
            quote.started_at = at
            quote.save(update_fields=["started_at"])
            open_quote_cap(newest, at)
            log_quote("quote.begun", newest, by, at)
    if quote.started_at is not None:
        _release(quote, by, at)
        try:
            _charge(quote, newest, by, at)
        except DomainError as refusal:  # what was released stays so
            if by is not None:
                raise
            put_off(answer=version, at=at, reason=str(refusal))
            return version
    overcome(version, at, by=by)
    return _look_again(version, None if quote.settled_at else at + LOOK_AGAIN)


@transaction.atomic
def draft_prepayment(*, quote, by, at):
    """The draft of the invoice that is paid before work starts: the quoted lines and the contingency (C-25)."""
    quote = hold_quote(quote)
    version = accepted_version(quote)
    if version is None or version.billing != UPFRONT or quote.prepayment_id is not None:
        raise QuoteRefused(_("Nothing of this quote is to be paid upfront."))
    quote.prepayment = draft_of(quote, version, prepaid(quote, version), by, at)
    quote.save(update_fields=["prepayment"])
    _go_on(version, by, at)
    return quote.prepayment


@transaction.atomic
def settle_quote(*, quote, by, at):
    """Compare the final charge with the prepayment: a credit note for less, a draft up to the ceiling for more (C-25, EX-C8).

    Of a fixed price the final charge is that price. Refuses before the work is done and before the prepayment is issued. Returns
    the credit note, the draft, or none when both are equal.
    """
    quote = hold_quote(quote)
    version = accepted_version(quote)
    if version is None or version.billing != UPFRONT or quote.settled_at is not None:
        raise QuoteRefused(_("There is no prepayment of this quote to be settled."))
    if not _is_done(quote):
        raise QuoteRefused(_("The work is still going on; close the ticket first."))
    if quote.prepayment is None or quote.prepayment.state == DRAFT:
        raise QuoteRefused(_("The prepayment was never issued, so there is nothing to compare with."))
    actual = version.net if version.pricing == FIXED else charged_so_far(quote)
    quote.settlement = settle_prepayment(
        invoice=quote.prepayment,
        actual=actual,
        cap=version.ceiling,
        detail=str(quote),
        by=by,
        at=at,
    )
    _finish(quote, at)
    _go_on(version, by, at)
    log_quote("quote.settled", version, by, at)
    return quote.settlement


@transaction.atomic
def draft_quote_invoice(*, quote, by, at):
    """Draft what was done and approved and is on no invoice yet; a fixed price when the work is done (C-26, EX-C9).

    Once the work is done and nothing waits for approval, the quote is settled. Returns the draft, or none without anything to
    charge.
    """
    quote = hold_quote(quote)
    version = accepted_version(quote)
    if version is None or version.billing == UPFRONT or quote.settled_at is not None:
        raise QuoteRefused(_("Nothing of this quote is to be invoiced."))
    is_done, waits = _is_done(quote), False
    if version.pricing == FIXED:
        charges = fixed_price(quote, version) if is_done else []
    else:
        charges, waits = worked(quote, version)
    draft = draft_of(quote, version, charges, by, at) if charges else None
    if draft is not None:
        quote.settlement = draft
        quote.save(update_fields=["settlement"])
    _go_on(version, by, at)
    if is_done and not waits:
        _finish(quote, at)
        log_quote("quote.settled", version, by, at)
    return draft


def _may_begin(version):
    prepayment = version.quote.prepayment
    if version.billing != UPFRONT:
        return True
    if prepayment is None or prepayment.state == DRAFT:
        return False
    return version.starts_when == ISSUED or prepayment.state == PAID


def _is_to_settle(quote):
    """Whether the ticket is over, the prepayment is issued, and no time on it waits for approval."""
    if quote.ticket is None or not _is_done(quote) or quote.prepayment is None or quote.prepayment.state == DRAFT:
        return False
    waiting = TimeEntry.objects.filter(tenant_id=quote.tenant_id, ticket=quote.ticket, kind=BILLABLE)
    return not waiting.to_approve().exists()


@transaction.atomic
def _charge(quote, version, by, at):
    """Draft what was done or settle the prepayment, once it is time for that; settled, the quote says so (C-25, C-26)."""
    if version.billing != UPFRONT and (_is_done(quote) or _month_ended(quote, version, at)):
        draft_quote_invoice(quote=quote, by=by, at=at)
    elif version.billing == UPFRONT and _is_to_settle(quote):
        settle_quote(quote=quote, by=by, at=at)
    quote.refresh_from_db(fields=["settled_at"])


def _release(quote, by, at):
    """Place what was held for want of this quote (C-24)."""
    if quote.ticket_id is not None:
        tickets.release_held(client=quote.client, contract=quote.contract, ticket_id=quote.ticket_id, by=by, at=at)


def _is_done(quote):
    return quote.ticket is None or quote.ticket.status in OVER


def _month_ended(quote, version, at):
    """Whether a month of the quote's zone has ended since it was last drafted or accepted (C-26)."""
    since = quote.settlement.created_at if quote.settlement else version.decided_at
    return day_of(at, quote.time_zone).replace(day=1) > day_of(since, quote.time_zone)


def _finish(quote, at):
    quote.settled_at = at
    quote.save(update_fields=["settled_at", "settlement"])
    for cap in caps_of(quote):
        contracts.close_cap(cap=cap, at=at)


def _go_on(version, by, at):
    """Done by hand, what kept the worker from it is over, and it looks at the quote again."""
    if overcome(version, at, by=by):
        _look_again(version, at)


def _look_again(version, when):
    QuoteVersion.objects.filter(tenant_id=version.tenant_id, pk=version.pk).update(work_at=when)
    version.work_at = when
    return version
