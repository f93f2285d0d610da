"""What a credit note and money do to the document that they are about."""

from collections import defaultdict

from billing.actions.worked import free_work
from billing.models import BalanceMovement, Invoice, InvoiceLine, LineSource, Quote
from billing.models.invoice import CREDITED, DRAFT, INVOICE, ISSUED, OVERDUE, PAID, PART_PAID
from billing.queries import credited_by_line, local_day
from common import money


def of_credit_note(note, corrected, *, by, at):
    """Lower what is open on the corrected invoice; what is more than that stands to the client's credit (C-25, C-65, C-73)."""
    surplus = note.total
    if corrected is not None:
        settled = min(max(corrected.open_amount, money.ZERO), note.total)
        surplus -= settled
        corrected.credited += note.total
        corrected.settled += settled
        corrected.state = state_of(corrected, local_day(corrected.entity, at))
        corrected.save(update_fields=["credited", "settled", "state"])
        _free_what_is_credited(corrected, by, at)
        if corrected.credited >= corrected.total:
            unsettle_quotes(corrected)
    if surplus:
        move(note.client, note.currency, surplus, "credit_note", invoice=note, by=by, at=at)


def state_of(invoice: Invoice, today) -> str:
    """The state that amounts and dates say (C-63): credited in full, paid, overdue, part paid or issued."""
    if invoice.state == DRAFT or invoice.kind != INVOICE:
        return invoice.state
    if invoice.total and invoice.credited >= invoice.total and invoice.open_amount <= 0:
        return CREDITED
    if invoice.open_amount <= 0:
        return PAID
    if invoice.due_on and invoice.due_on < today:
        return OVERDUE
    return PART_PAID if invoice.paid or invoice.settled else ISSUED


def move(client, currency, amount, kind, *, by, at, invoice=None, note="", pk=None):
    """A movement of the client's balance; more is in its favour."""
    return BalanceMovement.objects.create(
        **({"pk": pk} if pk else {}),
        tenant_id=client.tenant_id,
        client=client,
        currency=currency,
        amount=amount,
        kind=kind,
        invoice=invoice,
        note=note,
        by=by,
        at=at,
    )


def unsettle_quotes(document):
    """The quote that the document settled is to be invoiced again, by a person: it is thrown away, or credited in full."""
    Quote.objects.filter(tenant_id=document.tenant_id, settlement=document).update(settled_at=None)


def _free_what_is_credited(invoice, by, at):
    """A line that is credited in full charges nothing any more (C-71).

    What charges of the agreement took back of it (a change of the fee, unused days) is charged back with it, and where they took
    all of it, it stays charged: nothing is left to be billed again.
    """
    gone, own = credited_by_line(invoice), _taken_back_by_charges(invoice)
    freed: set = set()
    for line in invoice.lines.all():
        if line.net and gone.get(line.pk) == line.net and not (own[line.pk] and sum(own[line.pk].values()) == line.net):
            freed |= {line.pk, *own[line.pk]}
    live = LineSource.objects.filter(tenant_id=invoice.tenant_id, line__in=freed, is_live=True)
    free_work(live, tenant_id=invoice.tenant_id, by=by, at=at)
    live.update(is_live=False)


def _taken_back_by_charges(invoice):
    """Line of the invoice -> line of a credit note that charges something itself -> what that took back, net."""
    own: dict = defaultdict(dict)
    rows = InvoiceLine.objects.filter(tenant_id=invoice.tenant_id, credits__invoice=invoice, sources__is_live=True)
    for pk, credits, net in rows.exclude(invoice__state=DRAFT).values_list("pk", "credits", "net").distinct():
        own[credits][pk] = net
    return own
