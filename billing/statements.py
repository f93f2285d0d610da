"""A client's account in one currency: documents and money by day, with the balance after each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.models import BalanceMovement, Invoice, Payment
from billing.models.invoice import DRAFT, PROFORMA
from billing.models.payment import BALANCE
from billing.queries import kind_sign
from common.money import ZERO
from contracts.spans import day_of


@dataclass(frozen=True)
class Entry:
    """One row; `amount` is what the client owes more (or less, below nothing) by it."""

    on: date
    kind: str  # invoice, credit_note, payment, refunded
    number: str
    reference: str
    amount: Decimal
    after: Decimal = ZERO
    invoice_id: object = None


@dataclass(frozen=True)
class Statement:
    """What was owed before `since`, what happened until `until`, and what is owed after."""

    currency: str
    since: date | None
    until: date | None
    opening: Decimal
    entries: list[Entry]
    closing: Decimal


def statement_of(client, currency: str, *, member, since: date | None = None, until: date | None = None) -> Statement:
    """The account of a client that `member` may see; what is owed in the end equals what is open less the balance (C-73)."""
    everything = sorted(_entries(client, currency, member), key=lambda entry: (entry.on, entry.number, entry.kind))
    opening = sum((entry.amount for entry in everything if since and entry.on < since), ZERO)
    entries, owed = [], opening
    for entry in everything:
        if (since is None or entry.on >= since) and (until is None or entry.on <= until):
            owed += entry.amount
            entries.append(Entry(**{**vars(entry), "after": owed}))
    return Statement(currency, since, until, opening, entries, owed)


def _entries(client, currency, member):
    documents = Invoice.objects.visible_to(member).filter(client=client, currency=currency).exclude(state=DRAFT)
    for each in documents.exclude(kind=PROFORMA).defer("content"):
        yield Entry(
            each.issued_on, each.kind, each.number, each.order_reference, kind_sign(each.kind) * each.total, ZERO, each.pk
        )
    payments = Payment.objects.visible_to(member).filter(client=client, invoice__currency=currency).exclude(method=BALANCE)
    for each in payments.select_related("invoice"):
        yield Entry(each.received_on, "payment", each.invoice.number, each.reference, -each.amount, ZERO, each.invoice_id)
    refunds = BalanceMovement.objects.visible_to(member).filter(client=client, currency=currency, kind="refunded")
    for each in refunds:
        yield Entry(day_of(each.at, client.time_zone), "refunded", "", each.note, -each.amount)
