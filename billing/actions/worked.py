"""What an invoice does to the work and the periods that it charges (C-43, C-71, `decisions.md` 25)."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from billing.charges import CHARGE, ENTRY, EXTRA, WORK, left_credited, minutes_invoiced, tickets_invoiced
from billing.errors import InvoiceRefused
from billing.models import LineSource
from billing.quote_charges import QUOTED, minutes_quoted
from contracts import actions as contracts
from contracts.models import Charge, LinePeriod, Movement
from contracts.models.charge import FEE
from contracts.queries import uninvoiced_tickets, uninvoiced_work
from tickets import actions as tickets
from tickets.models import TimeEntry


def refuse_changed_work(draft, lines):
    """Refuse to issue minutes or tickets that are no longer what the ledger says: somebody changed them since the draft."""
    _refuse_changed_quotes(draft, lines)
    _refuse_changed_tickets(draft, lines)
    drafted = _charging(lines, WORK)
    if not drafted or draft.contract is None:
        return
    last = Movement.objects.filter(tenant_id=draft.tenant_id, contract=draft.contract).aggregate(last=Max("work_on"))["last"]
    gifts = left_credited(draft.tenant_id, line__client_id=draft.client_id)
    now = set()
    for invoiced in (minutes_invoiced(draft.contract), minutes_invoiced(draft.contract, gifts)):  # by hand, and by a worker
        work = uninvoiced_work(draft.contract, last or date.max, invoiced=invoiced)
        now |= {(charge.id, charge.minutes) for charge in work}
    for key, line in drafted.items():
        if (key, int(line.quantity)) not in now:
            raise _changed(line)


def _refuse_changed_quotes(draft, lines):
    drafted = _charging(lines, QUOTED)
    if drafted:
        entries = _entries(LineSource.objects.filter(line__invoice=draft), draft.tenant_id)
        now = minutes_quoted(draft.tenant_id, {entry.group for entry in entries})
        for key, line in drafted.items():
            if now.get(key, line.quantity) != line.quantity:
                raise _changed(line)


def _refuse_changed_tickets(draft, lines):
    drafted = _charging(lines, EXTRA) if draft.contract is not None else {}
    if drafted:
        counted = uninvoiced_tickets(draft.contract, date.max, invoiced=tickets_invoiced(draft.contract, but=draft))
        now = {charge.id: charge.count for charge in counted}
        for key, line in drafted.items():
            if now.get(key) != line.quantity:
                words = _("The tickets of “%(line)s” were changed since it was drafted. Take the line off and draft it again.")
                raise InvoiceRefused(words % {"line": line.description})


def _charging(lines, kind):
    """The lines by what they charge of a kind."""
    return {source.source: line for line in lines for source in line.sources.all() if source.kind == kind}


def _changed(line):
    words = _("The time of “%(line)s” was changed since it was drafted. Take the line off and draft it again.")
    return InvoiceRefused(words % {"line": line.description})


def close_work(invoice, *, by, at):
    """The groups that an issued invoice charges change no more."""
    entries = _entries(LineSource.objects.filter(line__invoice=invoice, is_live=True), invoice.tenant_id)
    if entries:
        tickets.close_time(entries=entries, by=by, at=at)


def free_work(sources, *, tenant_id, by, at):
    """The groups of lines that were credited in full can be corrected and invoiced again."""
    entries = _entries(sources, tenant_id)
    if entries:
        tickets.free_time(entries=entries, by=by, at=at)


def note_paid_fees(invoice, *, at):
    """The periods whose advance fee the invoice charged are paid for: an allowance that waits for that is usable (C-43). Without
    an instant they are paid for no more."""
    charged = LineSource.objects.filter(line__invoice=invoice, kind=CHARGE, is_live=True).values("source")
    fees = Charge.objects.filter(tenant_id=invoice.tenant_id, pk__in=charged, kind=FEE, line__isnull=False)
    for fee in fees:
        rows = LinePeriod.objects.filter(tenant_id=invoice.tenant_id, line_id=fee.line_id)
        for period in rows.filter(starts_on__lte=fee.until_on, ends_on__gte=fee.from_on):
            contracts.note_payment(period=period, at=at)


def _entries(sources, tenant_id):
    named = sources.filter(tenant_id=tenant_id, kind=ENTRY).values("source")
    return list(TimeEntry.objects.filter(tenant_id=tenant_id, pk__in=named))
