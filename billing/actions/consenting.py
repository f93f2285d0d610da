"""May work go on beyond the hours that were bought? Asked, and answered by an approver (C-35, C-41, C-42)."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.spending import approves_for, refuse_above_limit
from billing.actions.consent_telling import tell_of_answer, tell_of_question
from billing.actions.locking import hold_client
from billing.errors import ConsentRefused, NoApprover
from billing.models import ConsentRequest
from billing.models.consent import APPROVED, ASKED, DECLINED, EXPIRED, TOPPED_UP, WITHDRAWN
from billing.quoting import work_amount
from common import money
from contracts import actions as contracts
from contracts.allowances import hours_of
from contracts.queries import cards_for, overage_rates, version_on
from contracts.spans import day_of
from tickets import actions as tickets
from tickets.actions.holds import open_holds
from tickets.holds import CONSENT

USUAL_DAYS, LONGEST_DAYS = 7, 60
LARGEST_MINUTES = 60_000
USUAL_LEVEL = 2  # whose rate an estimate takes where no ticket says otherwise


@transaction.atomic
def ask_consent(*, line, minutes, ticket=None, amount=None, note="", days=USUAL_DAYS, occasion="", by=None, at):
    """Ask the client's approvers whether work may go beyond a line's hours, with an estimate in minutes and money without tax.

    Where the line blocks such work the ticket is held until the answer, and its clocks stand still (C-35); elsewhere work goes
    on. `by` none: the desk itself, near the end of the hours. Refuses lines without hours, a second question about the same, and
    an estimate that cannot be priced.
    """
    contract, tenant_id = line.contract, line.tenant_id
    terms = version_on(contract, day_of(at, contract.time_zone)).agreed
    said = terms.lines.get(str(line.pk))
    hours = hours_of(said) if said is not None else None
    if hours is None:
        raise ConsentRefused(_("“%(line)s” has no hours that could run out.") % {"line": line.name}, field="line")
    _refuse_question(line, ticket, minutes, days)
    hold_client(line.client_id, tenant_id)
    rows = ConsentRequest.objects.filter(tenant_id=tenant_id, line=line, ticket=ticket)
    if rows.open(at).exists():
        raise ConsentRefused(_("The client was asked this already and has not answered yet."))
    if amount is None:
        amount = _estimate(line, said, terms, ticket, minutes, at)
    if amount is None or amount <= 0 or not money.is_whole(amount, contract.currency):  # hours are added at its price
        raise ConsentRefused(_("Give what it would come to, above nothing, in the digits of the currency."), field="amount")
    request = ConsentRequest.objects.create(
        tenant_id=tenant_id,
        client_id=line.client_id,
        contract=contract,
        line=line,
        ticket=ticket,
        occasion=occasion,
        minutes=minutes,
        amount=amount,
        currency=contract.currency,
        note=note[:500],
        asked_at=at,
        asked_by=by,
        expires_at=at + timedelta(days=days),
        holds_work=hours.overage == "block",
    )
    if request.holds_work and ticket is not None:
        tickets.open_hold(ticket=ticket, hold=CONSENT, name=str(request.pk), by=by, at=at)
    _log("consent.asked", request, by, at)
    tell_of_question(request, at=at)
    return request


def _refuse_question(line, ticket, minutes, days):
    if ticket is not None and (ticket.client_id != line.client_id or not ticket.is_open):
        raise ConsentRefused(_("That ticket is another client’s, or over."), field="ticket")
    if not 0 < minutes <= LARGEST_MINUTES:
        most = LARGEST_MINUTES // 60
        raise ConsentRefused(_("Give an estimate above nothing, of at most %(most)s hours.") % {"most": most}, field="hours")
    if not 1 <= days <= LONGEST_DAYS:
        raise ConsentRefused(_("A question stands for 1 to %(most)s days.") % {"most": LONGEST_DAYS}, field="days")


@transaction.atomic
def approve_consent(*, request, by, at, amount=None):
    """Yes, up to an amount without tax (the estimate unless another is given); held work goes on from this instant."""
    held = _held(request, by, at)
    amount = held.amount if amount is None else amount
    if amount <= 0 or not money.is_whole(amount, held.currency):
        raise ConsentRefused(_("Give an amount above nothing, in the digits of the currency."), field="amount")
    _refuse_above_limit(by, amount, held.currency)
    held.approved_amount = amount
    if held.holds_work:
        contracts.open_cap(
            client=held.client,
            contract=held.contract,
            ticket_id=held.ticket_id,
            source_kind="nte",
            source_id=held.pk,
            amount=amount,
            currency=held.currency,
            at=at,
        )
    return _answer(held, APPROVED, by, at)


@transaction.atomic
def top_up_consent(*, request, minutes, by, at):
    """Buy hours instead, at the price of the estimate; they are added to the running period (C-42)."""
    held = _held(request, by, at)
    if not 0 < minutes <= LARGEST_MINUTES:
        raise ConsentRefused(_("Add at least one minute."), field="hours")
    price = top_up_price(held, minutes)
    _refuse_above_limit(by, price, held.currency)
    held.approved_amount, held.added_minutes = price, minutes
    return _answer(held, TOPPED_UP, by, at)


@transaction.atomic
def decline_consent(*, request, reason, by, at):
    """No. What the line blocks stays held until the desk decides what becomes of it."""
    held = _held(request, by, at)
    held.reason = reason.strip()[:500]
    return _answer(held, DECLINED, by, at)


@transaction.atomic
def withdraw_consent(*, request, reason="", by, at):
    """The desk needs no answer any more, or holds the work no longer: the hold of this question ends. The client reads the
    reason, where one is given."""
    rows = ConsentRequest.objects.select_for_update(of=("self",), no_key=True).select_related("ticket", "client", "line")
    held = rows.get(tenant_id=request.tenant_id, pk=request.pk)
    if held.state not in (ASKED, DECLINED):
        raise ConsentRefused(_("This was answered already."))
    if held.state == ASKED:
        held.state, held.reason = WITHDRAWN, reason
        held.save(update_fields=["state", "reason"])
    end_hold(held, by, at)
    _log("consent.withdrawn", held, by, at)
    return held


def end_hold(request, by, at):
    """The ticket's clocks run again from the decision on, where this question held it."""
    ticket = request.ticket
    if request.holds_work and ticket is not None and ticket.is_open:
        if (CONSENT, str(request.pk)) in open_holds(ticket, at=at):
            tickets.close_hold(ticket=ticket, hold=CONSENT, name=str(request.pk), by=by, at=at)


def top_up_price(request, minutes) -> Decimal:
    """What hours cost at the price of the estimate, without tax, rounded once (C-01)."""
    return money.rounded(request.amount * minutes / request.minutes, request.currency)


def _estimate(line, said, terms, ticket, minutes, at):
    contract = line.contract
    cards = cards_for(
        tenant_id=line.tenant_id, currency=contract.currency, client_id=line.client_id, contract=contract, line=line
    )
    level = ticket.level.number if ticket is not None else USUAL_LEVEL
    rate = overage_rates(said, terms, cards, level, day_of(at, contract.time_zone)).get("business")
    return None if rate is None else work_amount(minutes, rate, contract.currency)


def _answer(held, state, by, at):
    held.state, held.decided_by, held.decided_at = state, by, at
    held.work_at = None if state == DECLINED else at
    held.save()
    if state != DECLINED:
        end_hold(held, by, at)
    _log(f"consent.{state}", held, by, at)
    tell_of_answer(held, at=at)
    return held


def _held(request, by, at):
    """The request held, so that of two approvers one answers; refuses whoever may not, and what is over."""
    rows = ConsentRequest.objects.filter(tenant_id=request.tenant_id, pk=request.pk)
    rows = rows.select_related("client", "contract", "line", "ticket", "asked_by", "decided_by")
    found = rows.filter(state=ASKED).select_for_update(of=("self",), no_key=True).first() or rows.get()
    if not approves_for(by, request.client_id):  # asked behind the lock, which may have been waited for
        raise NoApprover(_("Only somebody who approves for your company can answer this."))
    state = found.state_at(at)
    if state == EXPIRED:
        raise ConsentRefused(_("This question is over; nobody answered it in time. Ask us to send it again."))
    if state != ASKED:
        who = found.decided_by.name if found.decided_by else ""
        raise ConsentRefused(_("This was answered already, by %(who)s.") % {"who": who} if who else _("This was withdrawn."))
    return found


def _refuse_above_limit(by, amount, currency):
    refuse_above_limit(by, amount, currency, _("Somebody else at your company has to approve it."), field="amount")


def _log(kind, request, by, at):
    facts = {"line": request.line.name, "minutes": request.minutes, "amount": str(request.approved_amount or request.amount)}
    about = {"tenant_id": request.tenant_id, "subject": request, "client_id": request.client_id, "visibility": "public"}
    record(kind=kind, at=at, by=by, **about, **facts)
