"""Issuing: the number, the frozen content and the PDF, in one transaction (C-63, C-64, C-66)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing import amounts
from billing.actions.balance import apply_balance
from billing.actions.editing import Charge, start_draft
from billing.actions.effects import of_credit_note
from billing.actions.locking import hold, hold_draft, log
from billing.actions.papers import keep_pdf
from billing.actions.telling import tell_of_issue
from billing.actions.worked import close_work, refuse_changed_work
from billing.contents import buyer_of, content_of, seller_of, sha256_of
from billing.errors import InvoiceRefused, MoreThanInvoiced
from billing.models import InvoiceLine
from billing.models.entity import CATEGORIES, PERIOD_END
from billing.models.invoice import CREDIT_NOTE, DRAFT, INVOICE, ISSUED, PAID, PROFORMA
from billing.queries import as_amounts, credited_by_group, credited_by_line, groups_of, local_day, percent_on, profile_of
from common import money
from common.ids import uuid7

SERIES = {INVOICE: "invoice_series", CREDIT_NOTE: "credit_series", PROFORMA: "proforma_series"}
PATIENCE = "14s"  # a statement may take 15 s
# One statement takes the row's lock and the number; whoever comes meanwhile waits, and a rollback gives the number back.
NEXT = """
INSERT INTO billing_sequence (id, tenant_id, entity_id, series, year, last) VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (tenant_id, entity_id, series, year) DO UPDATE SET last = billing_sequence.last + 1 RETURNING last
"""


@transaction.atomic
def issue_invoice(*, invoice, by, at, tax_point=None):
    """Give a draft its number and freeze it: content, hash, parties, dates and PDF (C-63, C-64, C-67).

    The tax point is the date of issue, or the period's last day where the entity says so (C-69); rates are those valid then.
    Tells the client's managers and approvers, and applies what stands to its credit (C-73). Refuses an empty document, one
    whose total is below nothing, a credit note without a reason, and a category without a rate.
    """
    _wait_for_the_turn()
    draft = hold_draft(invoice)
    corrected = hold(draft.corrects) if draft.corrects_id else None
    lines = list(draft.lines.select_related("credits").prefetch_related("sources"))
    draft.issued_at, draft.issued_on = at, local_day(draft.entity, at)
    draft.tax_point = tax_point or _tax_point(draft)
    if corrected is None:
        _rate(draft, lines)
    _refuse_unready(draft, lines)
    close_work(draft, by=by, at=at)  # first, so that nobody changes what is checked next while the paper is drawn
    refuse_changed_work(draft, lines)
    if corrected is not None:
        _refuse_more_than_invoiced(draft, corrected, lines)
    totals = _totals(draft, lines, corrected)
    draft.net, draft.tax, draft.total = totals.net, totals.tax, totals.total
    if totals.total < 0:
        raise InvoiceRefused(_("The total is below nothing. Make a credit note of it."))
    if draft.kind != CREDIT_NOTE:
        draft.due_on = draft.issued_on + timedelta(days=draft.payment_days)
    profile = profile_of(draft.client)
    _number(draft)
    draft.content = content_of(
        draft, seller=seller_of(draft.entity), buyer=buyer_of(draft.client, profile), lines=lines, totals=totals
    )
    draft.content_sha256 = sha256_of(draft.content)
    draft.state = PAID if draft.kind == INVOICE and not totals.total else ISSUED
    draft.save()
    keep_pdf(invoice=draft, by=by, at=at)
    if draft.kind == CREDIT_NOTE:
        of_credit_note(draft, corrected, by=by, at=at)
    log("invoice.issued", draft, by, at, number=draft.number, total=draft.total, currency=draft.currency, of=draft.kind)
    tell_of_issue(draft, at=at)
    apply_balance(client=draft.client, currency=draft.currency, by=by, at=at)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def invoice_from_proforma(*, proforma, by, at):
    """A new invoice draft with a proforma's lines; the proforma keeps its number and stays what it is (C-66)."""
    held = hold(proforma)
    if held.kind != PROFORMA or held.state == DRAFT:
        raise InvoiceRefused(_("Only an issued proforma leads to an invoice."))
    if held.made.exists():
        raise InvoiceRefused(_("An invoice was made from %(number)s already.") % {"number": held.number})
    kept = ("description", "quantity", "unit_price", "unit", "discount_percent", "category", "detail")
    charges = [
        Charge(
            **{name: getattr(line, name) for name in kept},
            tickets=tuple(line.tickets),
            sources=tuple((source.kind, source.source) for source in line.sources.all()),
        )
        for line in held.lines.prefetch_related("sources")
    ]
    details = ("order_reference", "note", "payment_days", "period_from", "period_until", "language")
    draft = start_draft(
        client=held.client,
        entity=held.entity,
        contract=held.contract,
        currency=held.currency,
        charges=charges,
        by=by,
        at=at,
        **{name: getattr(held, name) for name in details},
    )
    draft.made_from = held
    draft.save(update_fields=["made_from"])
    return draft


def _tax_point(draft):
    """C-69: in arrears the period's end where the entity wants it; an advance is taxed when it is issued."""
    in_arrears = draft.period_until and draft.period_until <= draft.issued_on
    return draft.period_until if in_arrears and draft.entity.arrears_tax_point == PERIOD_END else draft.issued_on


def _rate(draft, lines):
    """The rates valid at the tax point, whatever was valid when the lines were drafted (C-69)."""
    rates = {category: percent_on(draft.entity, category, draft.tax_point) for category in {line.category for line in lines}}
    for category, percent in rates.items():
        if percent is None:
            raise InvoiceRefused(
                _("No rate is entered for “%(category)s” on %(day)s. Enter it in the settings.")
                % {"category": CATEGORIES[category], "day": draft.tax_point}
            )
    changed = [line for line in lines if line.percent != rates[line.category]]
    for line in changed:
        line.percent = rates[line.category]
    InvoiceLine.objects.bulk_update(changed, ["percent"])


def _refuse_unready(draft, lines):
    money.known(draft.currency)
    if not lines:
        raise InvoiceRefused(_("There is nothing on it. Add a line first."))
    if draft.kind == CREDIT_NOTE and not draft.reason:
        raise InvoiceRefused(_("Say why: a credit note names its reason."), field="reason")


def _refuse_more_than_invoiced(draft, corrected, lines):
    gone = credited_by_line(corrected)
    for line in lines:
        before = gone.get(line.credits_id, money.ZERO)
        gone[line.credits_id] = before + line.net
        if line.credits_id and amounts.exceeds(line.net, line.credits.net, before):
            raise MoreThanInvoiced(
                _("“%(line)s” takes back more than is left of it on %(number)s.")
                % {"line": line.description, "number": corrected.number}
            )


def _totals(draft, lines, corrected):
    if corrected is None:
        return amounts.totals_of(as_amounts(lines), draft.currency)
    return amounts.credit_totals(
        as_amounts(lines),
        invoiced=groups_of(corrected.content),
        credited=credited_by_group(corrected),
        currency=draft.currency,
    )


def _wait_for_the_turn():
    """Whoever issues waits for the number, which others hold while their PDF is drawn: longer than for other rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])


def _number(draft):
    draft.series = getattr(draft.entity, SERIES[draft.kind])
    draft.year = draft.issued_on.year if draft.entity.numbers_begin_each_year else 0
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [uuid7(), draft.tenant_id, draft.entity_id, draft.series, draft.year])
        draft.sequence = cursor.fetchone()[0]
    draft.number = "-".join([draft.series, *([str(draft.year)] if draft.year else []), f"{draft.sequence:06d}"])
