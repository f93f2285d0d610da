"""Correcting an invoice: credit notes, whole or by line, and the settlement of what was prepaid (C-25, C-65)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing import amounts
from billing.actions.editing import Charge, start_draft
from billing.actions.issuing import issue_invoice
from billing.actions.locking import hold, log
from billing.errors import InvoiceRefused, MoreThanInvoiced
from billing.models import Invoice, InvoiceLine
from billing.models.invoice import CREDIT_NOTE, DRAFT, INVOICE
from billing.queries import credited_by_line
from common import money


@transaction.atomic
def credit_invoice(*, invoice, reason, by, at, lines=None, is_billed_again=False, pk=None):
    """Issue a credit note on an invoice: all that is left of it, or `lines`, net amounts by line id (C-65).

    Crediting a line in full frees what it charged (C-71): somebody may draft it anew, but no worker invoices it by itself, unless
    it `is_billed_again`. What is more than the open amount stands to the client's credit.
    Refuses a draft, a document that is no invoice, a missing reason, more than a line has left, and a `pk` that is there already
    (a form that was sent twice).
    """
    held = hold(invoice)
    if pk and Invoice.objects.filter(tenant_id=held.tenant_id, pk=pk).exists():
        raise InvoiceRefused(_("This credit note was issued already."))
    if held.kind != INVOICE or held.state == DRAFT:
        raise InvoiceRefused(_("Only an issued invoice is corrected by a credit note."))
    gone = credited_by_line(held)
    wanted = _wanted(held, lines, gone)
    if not wanted:
        raise InvoiceRefused(_("Nothing of %(number)s is left to be credited.") % {"number": held.number})
    note = Invoice.objects.create(
        **({"pk": pk} if pk else {}),
        tenant_id=held.tenant_id,
        client=held.client,
        entity=held.entity,
        contract_id=held.contract_id,
        kind=CREDIT_NOTE,
        currency=held.currency,
        language=held.language,
        order_reference=held.order_reference,
        period_from=held.period_from,
        period_until=held.period_until,
        corrects=held,
        reason=reason.strip()[:300],
        is_billed_again=is_billed_again,
        created_at=at,
    )
    InvoiceLine.objects.bulk_create(
        _taken_back(note, place, line, amount, is_whole=amount == line.net) for place, (line, amount) in enumerate(wanted, 1)
    )
    log("invoice.credited", held, by, at, number=held.number, reason=note.reason)
    return issue_invoice(invoice=note, by=by, at=at)


@transaction.atomic
def settle_prepayment(*, invoice, actual, by, at, cap=None, detail=""):
    """Compare a job's final net charge with its prepaid invoice: a credit note for less, a draft for more up to the cap (C-25).

    `detail` says on the draft's line what the job was. Returns the issued credit note, the draft, or None when both are equal.
    """
    held = hold(invoice)
    left = held.net - sum(credited_by_line(held).values(), money.ZERO)
    outcome = amounts.settlement(prepaid=left, actual=money.rounded(actual, held.currency), cap=cap)
    if outcome.credit:
        lines, open_credit = {}, outcome.credit
        gone = credited_by_line(held)
        for line in reversed(held.lines.all()):
            part = min(max(line.net - gone.get(line.pk, money.ZERO), money.ZERO), open_credit)
            lines[line.pk], open_credit = part, open_credit - part
        with override(held.language):
            reason = _("Settlement of the prepayment %(number)s") % {"number": held.number}
        return credit_invoice(invoice=held, lines=lines, reason=reason, by=by, at=at)
    if outcome.due:
        with override(held.language):
            words = _("Charge beyond the prepayment %(number)s") % {"number": held.number}
        more = Charge(description=words, quantity=Decimal(1), unit_price=outcome.due, detail=detail)
        return start_draft(
            client=held.client, entity=held.entity, contract=held.contract, currency=held.currency, charges=[more], by=by, at=at
        )
    return None


def _wanted(invoice, lines, gone):
    """Pairs of line and net amount; without `lines` all that is left of each."""
    own = {line.pk: line for line in invoice.lines.all()}
    if lines is None:
        left = [(line, amounts.creditable(line.net, gone.get(line.pk, money.ZERO))) for line in own.values()]
        return [(line, amount) for line, amount in left if amount]
    if set(lines) - set(own):
        raise InvoiceRefused(_("That line is not on %(number)s.") % {"number": invoice.number})
    wanted = []
    for pk, asked in lines.items():
        amount = money.rounded(asked, invoice.currency)
        if amount != asked:
            raise InvoiceRefused(_("Give amounts in the digits of the currency."))
        if amounts.exceeds(amount, own[pk].net, gone.get(pk, money.ZERO)):
            rest = amounts.creditable(own[pk].net, gone.get(pk, money.ZERO))
            raise MoreThanInvoiced(
                _("“%(line)s” has %(left)s left to be credited, not %(asked)s.")
                % {
                    "line": own[pk].description,
                    "left": money.in_words(rest, invoice.currency),
                    "asked": money.in_words(amount, invoice.currency),
                }
            )
        if amount:
            wanted.append((own[pk], amount))
    return wanted


def _taken_back(note, place, line, amount, *, is_whole):
    whole = ("quantity", "unit", "unit_price", "discount_percent")
    priced = {name: getattr(line, name) for name in whole} if is_whole else {"quantity": 1, "unit": "item", "unit_price": amount}
    return InvoiceLine(
        tenant_id=note.tenant_id,
        invoice=note,
        client_id=note.client_id,
        position=place,
        description=line.description,
        detail=line.detail,
        tickets=line.tickets,
        category=line.category,
        percent=line.percent,
        net=amount,
        credits=line,
        **priced,
    )
