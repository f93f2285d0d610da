"""Drafts: begun, changed line by line, thrown away (C-63)."""

from dataclasses import dataclass, field, fields
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from billing import amounts
from billing.actions.effects import unsettle_quotes
from billing.actions.locking import hold_client, hold_draft, log
from billing.errors import ChargedAlready, InvoiceRefused
from billing.models import Invoice, InvoiceLine, LineSource
from billing.models.entity import CATEGORIES
from billing.models.invoice import INVOICE, KINDS, PROFORMA, UNITS
from billing.queries import as_amounts, default_entity, local_day, percent_on, profile_of
from common import money

LARGEST_QUANTITY = Decimal("99999999")
DETAILS = ("order_reference", "note", "payment_days", "period_from", "period_until", "currency", "language", "reason")
ONCE = "source_charged_once"


@dataclass(frozen=True)
class Charge:
    """A line to be: quantity × price in the document's currency, and what it charges, as pairs of kind and id (C-71)."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    unit: str = "item"
    discount_percent: Decimal = money.ZERO
    category: str = ""  # none: the client's usual, then the entity's
    detail: str = ""
    tickets: tuple[int, ...] = ()
    sources: tuple[tuple[str, UUID], ...] = field(default=())


@transaction.atomic
def start_draft(*, client, by, at, kind=INVOICE, currency=None, entity=None, contract=None, charges=(), pk=None, **details):
    """A draft for a client with any charges; without a number until it is issued (C-64).

    `details`: order_reference, note, payment_days, period_from, period_until, language, reason. Refuses an unknown currency, a
    kind that is none, a contract of somebody else or in another currency (C-06), a tenant without a legal entity, and a `pk` that
    is there already (a form that was sent twice).
    """
    entity = entity or default_entity(client.tenant_id)
    if entity is None:
        raise InvoiceRefused(_("Say first who invoices: enter the legal entity in the settings."))
    if kind not in KINDS:
        raise InvoiceRefused(_("That is no kind of document."), field="kind")
    if contract is not None and contract.client_id != client.pk:
        raise InvoiceRefused(_("That contract is another client’s."), field="contract")
    _check_currency(contract, currency)
    hold_client(client.pk, client.tenant_id)
    if pk and Invoice.objects.filter(tenant_id=client.tenant_id, pk=pk).exists():
        raise InvoiceRefused(_("This draft was begun already. You find it among the invoices."))
    profile = profile_of(client)
    usual = {
        "payment_days": entity.payment_days if profile is None or profile.payment_days is None else profile.payment_days,
        "order_reference": profile.order_reference if profile else "",
        "language": profile.language if profile else "en",
    }
    invoice = Invoice(
        **({"pk": pk} if pk else {}),
        tenant_id=client.tenant_id,
        client=client,
        entity=entity,
        contract=contract,
        kind=kind,
        currency=money.known(currency or (contract and getattr(contract, "currency", None)) or entity.currency),
        created_at=at,
    )
    _set_details(invoice, usual | details)
    invoice.save(force_insert=True)
    log("invoice.drafted", invoice, by, at, of=kind, currency=invoice.currency)
    if charges:
        add_lines(invoice=invoice, charges=charges, by=by, at=at)
        invoice.refresh_from_db()
    return invoice


@transaction.atomic
def change_draft(*, invoice, by, at, **details):
    """What a draft says besides its lines; another currency recomputes them at its digits, the prices stay.

    A contract's documents keep its currency (C-06).
    """
    draft = hold_draft(invoice)
    _check_currency(draft.contract, details.get("currency"))
    before = {name: getattr(draft, name) for name in details if name in DETAILS}
    _set_details(draft, details)
    changed = {name: [str(old), str(getattr(draft, name))] for name, old in before.items() if getattr(draft, name) != old}
    if changed:
        draft.save(update_fields=list(changed))
        lines = list(draft.lines.all())
        for line in lines:
            line.net = _net_of(line, draft.currency)
        InvoiceLine.objects.bulk_update(lines, ["net"])
        add_up(draft)
        log("invoice.changed", draft, by, at, fields=sorted(changed))
    return draft


@transaction.atomic
def delete_draft(*, invoice, by, at):
    """Throw a draft away; it never had a number, so none is missing (EX-C36), and what it charged can be drafted anew."""
    draft = hold_draft(invoice)
    unsettle_quotes(draft)
    log("invoice.deleted", draft, by, at, of=draft.kind, total=draft.total)
    draft.delete()


@transaction.atomic
def add_line(*, invoice, charge, by, at, pk=None):
    """One more line at the end of a draft; refuses a `pk` that is there already (a form that was sent twice)."""
    draft = hold_draft(invoice)
    if pk and InvoiceLine.objects.filter(tenant_id=draft.tenant_id, pk=pk).exists():
        raise InvoiceRefused(_("This line was added already."))
    return add_lines(invoice=draft, charges=[charge], by=by, at=at, pks=[pk])[0]


@transaction.atomic
def add_lines(*, invoice, charges, by, at, pks=()):
    """More lines at the end of a draft, with the ids `pks` where given.

    Refuses what another live line charges already (C-71), and quantities below nothing.
    """
    if not charges:
        return []
    draft = hold_draft(invoice)
    usual = _usual_category(draft)
    last = draft.lines.aggregate(last=Max("position"))["last"] or 0
    lines = []
    for position, (charge, pk) in enumerate(zip_longest(charges, pks), last + 1):
        own = {"pk": pk} if pk else {}
        line = InvoiceLine(**own, tenant_id=draft.tenant_id, invoice=draft, client_id=draft.client_id, position=position)
        _fill(line, draft, charge, usual, at)
        lines.append(line)
    InvoiceLine.objects.bulk_create(lines)
    _charge_once(draft, zip(lines, charges, strict=True))
    add_up(draft)
    log("invoice.lines_added", draft, by, at, count=len(lines), net=sum(line.net for line in lines))
    return lines


@transaction.atomic
def change_line(*, line, by, at, **wanted):
    """Other words, quantity, price or tax on a draft's line; what it charges stays the same."""
    draft = hold_draft(line.invoice)
    line = draft.lines.get(pk=line.pk)
    said = {one.name: getattr(line, one.name) for one in fields(Charge) if one.name != "sources"} | wanted
    _fill(line, draft, Charge(**said), _usual_category(draft), at)
    line.save()
    add_up(draft)
    log("invoice.line_changed", draft, by, at, line=line.pk, net=line.net)
    return line


@transaction.atomic
def delete_line(*, line, by, at):
    """Take a line off a draft; what it charged is free for another."""
    draft = hold_draft(line.invoice)
    log("invoice.line_deleted", draft, by, at, line=line.pk, net=line.net)
    draft.lines.get(pk=line.pk).delete()
    add_up(draft)
    return draft


def _set_details(invoice, details):
    for name in DETAILS:
        if name in details:
            setattr(invoice, name, details[name])
    money.known(invoice.currency)
    if invoice.period_until and (invoice.period_from is None or invoice.period_until < invoice.period_from):
        raise InvoiceRefused(_("The period would end before it begins. Choose a later last day."), field="period_until")


def _usual_category(invoice):
    profile = profile_of(invoice.client)
    return (profile and profile.tax_category) or invoice.entity.tax_category


def _fill(line, draft, charge: Charge, usual, at):
    """Copy to the line what prices it (C-04) and compute its net (C-01)."""
    quantity, price = Decimal(charge.quantity), Decimal(charge.unit_price)
    if not quantity.is_finite() or quantity < 0:
        raise InvoiceRefused(
            _("A quantity is never below nothing. To take something off, give a price below nothing."), field="quantity"
        )
    if quantity > LARGEST_QUANTITY or not price.is_finite() or abs(price) > money.LARGEST:
        raise InvoiceRefused(_("No line can be as large as that."), field="quantity")
    if not 0 <= charge.discount_percent <= 100:
        raise InvoiceRefused(_("A discount is between 0 and 100 percent."), field="discount_percent")
    category = charge.category or usual
    if charge.unit not in UNITS or category not in CATEGORIES:
        raise InvoiceRefused(_("That unit or tax category is unknown."), field="unit")
    if charge.unit == amounts.WORKED and quantity != int(quantity):
        raise InvoiceRefused(_("Time worked is counted in whole minutes."), field="quantity")
    line.description, line.detail, line.tickets = charge.description[:300], charge.detail[:500], list(charge.tickets)
    line.quantity, line.unit, line.unit_price = quantity, charge.unit, price
    line.discount_percent, line.category = charge.discount_percent, category
    line.percent = percent_on(draft.entity, category, local_day(draft.entity, at)) or money.ZERO
    line.net = _net_of(line, draft.currency)


def _net_of(line, currency):
    return amounts.line_net(
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        currency=currency,
    )


def _charge_once(draft, pairs: Any):
    is_live = draft.kind != PROFORMA
    rows = [
        LineSource(tenant_id=draft.tenant_id, line=line, kind=kind, source=source, is_live=is_live)
        for line, charge in pairs
        for kind, source in charge.sources
    ]
    try:
        with transaction.atomic():
            LineSource.objects.bulk_create(rows)
    except IntegrityError as clash:
        if ONCE not in str(clash):
            raise
        raise ChargedAlready(_("Some of this is on another invoice already, and is charged once only.")) from clash


def add_up(draft):
    """The sums of a draft from its stored lines (C-68)."""
    totals = amounts.totals_of(as_amounts(draft.lines.all()), draft.currency)
    draft.net, draft.tax, draft.total = totals.net, totals.tax, totals.total
    draft.save(update_fields=["net", "tax", "total"])


def _check_currency(contract, currency):
    if contract is not None and currency and currency != contract.currency:
        said = {"name": contract.name, "currency": contract.currency}
        raise InvoiceRefused(_("“%(name)s” is kept in %(currency)s, and so are its documents.") % said, field="currency")
