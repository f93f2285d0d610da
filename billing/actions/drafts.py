"""Drafts of what an agreement makes payable: fees in advance, overage and tickets in arrears, work charged (C-26, C-28)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from billing.actions.editing import Charge, add_up, start_draft
from billing.actions.issuing import issue_invoice
from billing.actions.locking import hold_client
from billing.amounts import exceeds
from billing.charges import CHARGE, ENTRY, EXTRA, WORK, payable
from billing.models.invoice import CREDIT_NOTE
from billing.queries import credited_by_line, fee_lines, language_of
from common import money
from contracts.charge_words import charge_in_words
from contracts.models import Charge as Payable
from contracts.models.rates import BAND_NAMES
from contracts.queries import agreement_on

LONGEST_REASON = 300


@transaction.atomic
def draft_invoice(*, contract, until, by, at, ticket_id=None):
    """A draft of all that is payable on a contract until a local day and is on no live line; None where nothing is.

    Fees and other charges that are due, extra tickets and overage of closed periods, and approved work that was charged ad hoc,
    a line for each rounding group (`decisions.md` 25); work under a quote is the quote's to invoice. With `ticket_id` only the
    work on that ticket (C-26). A worker (`by` none) leaves what was credited to people, unless it is to be billed again. What
    sums up to less than nothing becomes the draft of a credit note (C-53, EX-C28). Called twice it drafts nothing twice.
    """
    client = hold_client(contract.client_id, contract.tenant_id)
    found = payable(contract, until, ticket_id=ticket_id, is_automatic=by is None)
    with translation.override(language_of(client)):
        charges = [_of_charge(each) for each in found.charges]
        charges += [_of_tickets(each) for each in found.tickets]
        charges += [_of_work(each, found) for each in found.work]
    if not charges:
        return None
    details: dict[str, Any] = {"contract": contract, "currency": contract.currency, "by": by, "at": at}
    if found.net < 0:
        return _credit(client, found, charges, details)
    payment_days = agreement_on(contract, min(until, contract.ends_on or until)).terms.payment_days
    return start_draft(client=client, charges=charges, payment_days=payment_days, **details)


@transaction.atomic
def invoice_what_is_due(*, contract, until, by, at):
    """Draft and issue at once: the advance invoice of the first day of a period, with what is in arrears (C-28, EX-C11)."""
    draft = draft_invoice(contract=contract, until=until, by=by, at=at)
    return issue_invoice(invoice=draft, by=by, at=at) if draft is not None else None


def _of_charge(charge: Payable) -> Charge:
    words = charge_in_words(charge)
    return Charge(description=words, quantity=Decimal(1), unit_price=charge.amount, sources=((CHARGE, charge.pk),))


def _of_tickets(charge: Any) -> Charge:
    said = {"level": charge.level, "from": _day(charge.period.starts_on), "until": _day(charge.period.ends_on)}
    if charge.amount < 0:
        words = _("Level %(level)s tickets that count no longer, %(from)s to %(until)s") % said
    else:
        words = _("Level %(level)s tickets above those agreed, %(from)s to %(until)s") % said
    return Charge(
        description=words,
        quantity=Decimal(charge.count),
        unit="ticket",
        unit_price=charge.price,
        detail=charge.line.name,
        sources=((EXTRA, charge.id),),
    )


def _of_work(charge: Any, found: Any) -> Charge:
    said = {"level": charge.level, "day": _day(charge.work_on)}
    if charge.kind == "overage":
        words = _("Hours above the allowance, level %(level)s, %(day)s") % said
    else:
        words = _("Level %(level)s support, %(day)s") % said
    number = found.ticket_numbers.get(charge.ticket_id)
    band = "" if charge.band == "business" else str(BAND_NAMES.get(charge.band, charge.band))
    line = charge.line.name if charge.line and charge.kind == "overage" else ""
    return Charge(
        description=words,
        quantity=Decimal(charge.minutes),
        unit="worked",
        unit_price=charge.rate,
        detail=", ".join(part for part in (line, band) if part),
        tickets=(number,) if number else (),
        sources=((WORK, charge.id), *((ENTRY, pk) for pk in found.entries_named_by(charge))),
    )


def _credit(client, found, charges, details):
    """The credit note of what was charged too much: it names the invoice of the fee that it takes back, where there is one that
    still has so much."""
    turned = [Charge(**{**vars(one), "unit_price": -one.unit_price}) for one in charges]
    reason = "; ".join(one.description for one in charges if one.unit_price < 0)[:LONGEST_REASON]
    note = start_draft(client=client, kind=CREDIT_NOTE, charges=turned, reason=reason, **details)
    lines = fee_lines([charge for charge in found.charges if charge.amount < 0])
    invoices = {line.invoice_id for line in lines.values()}
    below = [charge for charge in (*found.charges, *found.tickets) if charge.amount < 0]
    if len(invoices) == 1 and len(lines) == len(below) and _fit(found.charges, lines):
        note.corrects_id = invoices.pop()
        note.save(update_fields=["corrects"])
        usual = next(iter(lines.values()))
        for line in note.lines.prefetch_related("sources"):
            charged = next((source.source for source in line.sources.all() if source.kind == CHARGE), None)
            line.credits = lines.get(charged)
            taxed_as = line.credits or usual  # at the rate that was invoiced, whatever is valid today (C-69)
            line.category, line.percent = taxed_as.category, taxed_as.percent
            line.save(update_fields=["credits", "category", "percent"])
        add_up(note)
    return note


def _fit(found, lines):
    """Whether the lines that are taken back have as much left (C-65); else the note is one of its own."""
    sums: dict = defaultdict(Decimal)
    for charge in found:
        if charge.pk in lines:
            sums[lines[charge.pk]] -= charge.amount
    gone = credited_by_line(next(iter(sums)).invoice)
    return not any(exceeds(amount, line.net, gone.get(line.pk, money.ZERO)) for line, amount in sums.items())


def _day(day):
    return dateformat.format(day, _("j M Y"))
