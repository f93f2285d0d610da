"""What is payable on an agreement and on no live line yet: charges, extra tickets and work, as their own apps reckon them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import InvoiceLine, LineSource
from billing.models.invoice import CREDIT_NOTE, DRAFT, INVOICE
from common.money import ZERO
from contracts.models import FEE, REFUND, Charge, Contract, LinePeriod, Movement, SpendingCap
from contracts.models.ledger import CHARGE as CHARGED
from contracts.queries import uninvoiced, uninvoiced_tickets, uninvoiced_work
from contracts.spans import DAY, day_of
from tickets.models import Ticket, TimeEntry
from tickets.models.work import STANDING

CHARGE, EXTRA, WORK, ENTRY = "charge", "extra_tickets", "work", "time_entry"  # kinds of sources (C-71)
RECENT = timedelta(days=60)  # in which a month-end draft is made of what a contract without further fees left
QUOTE = "quote"  # a cap's source: its work is invoiced by the quote


@dataclass
class Payable:
    """What can be invoiced now; `entries` are those of each rounding group, all approved."""

    charges: list[Charge] = field(default_factory=list)
    tickets: list[Any] = field(default_factory=list)
    work: list[Any] = field(default_factory=list)
    ticket_numbers: dict = field(default_factory=dict)
    entries: dict = field(default_factory=dict)
    named: set = field(default_factory=set)

    @property
    def net(self) -> Decimal:
        """The sum of everything, without tax; below nothing where more is to be credited."""
        return sum((each.amount for each in (*self.charges, *self.tickets, *self.work)), ZERO)

    def entries_named_by(self, charge):
        """The entries of the charge's group, for the first line that asks: an entry is on one live line (C-71)."""
        if charge.group in self.named:
            return ()
        self.named.add(charge.group)
        return self.entries.get(charge.group, ())


def payable(contract: Contract, until: date, *, ticket_id=None, is_automatic=False) -> Payable:
    """What is payable until a local day; only the work on one ticket where it is named. A dozen queries, however much it is.

    With `is_automatic` what was credited and is not to be billed again is left out: a gift stays one.
    """
    billed = _billed(contract)
    gifts = left_credited(contract.tenant_id, line__client_id=contract.client_id) if is_automatic else set()
    billed |= gifts
    every = uninvoiced_work(contract, until, ticket_id=ticket_id, invoiced=minutes_invoiced(contract, gifts))
    work = [each for each in every if each.id not in billed]
    begun = {each.group for each in every if each.is_rest or each.id in billed}  # what is released of them is charged by itself
    of_quotes = SpendingCap.objects.filter(tenant_id=contract.tenant_id, client_id=contract.client_id, source_kind=QUOTE)
    quoted = set(of_quotes.values_list("pk", flat=True))
    entries, waiting = _entries_of(contract, {each.group for each in work})
    work = [
        each
        for each in work
        if each.cap_id not in quoted
        and each.group not in waiting
        and (each.group in begun or not billed & set(entries.get(each.group, ())))
    ]
    numbers = Ticket.objects.filter(tenant_id=contract.tenant_id, pk__in={each.ticket_id for each in work if each.ticket_id})
    return Payable(
        charges=[] if ticket_id else uninvoiced(contract, until, billed=billed),
        tickets=[] if ticket_id else uninvoiced_tickets(contract, until, invoiced=tickets_invoiced(contract, gifts)),
        work=work,
        ticket_numbers=dict(numbers.values_list("pk", "number")),
        entries={group: [pk for pk in members if pk not in billed] for group, members in entries.items()},
    )


def contracts_with_fees_due(tenant_id, at: datetime) -> list[Contract]:
    """Contracts with a charge that is due on their local day and on no live line, of which a worker makes the advance invoice
    (C-05, C-28); not for one that was credited and is not to be billed again, nor for the fee of a period that never begins."""
    latest = (at + DAY).date()  # east of us it is tomorrow already
    live = LineSource.objects.filter(tenant_id=tenant_id, kind=CHARGE, source=OuterRef("pk"), is_live=True)
    due = Charge.objects.filter(tenant_id=tenant_id, due_on__lte=latest, amount__gt=0).exclude(Exists(live))
    due = due.exclude(pk__in=left_credited(tenant_id, kind=CHARGE))
    taken_back = Charge.objects.filter(tenant_id=tenant_id, kind=REFUND, source_id=OuterRef("pk")).order_by().values("source_id")
    back = Coalesce(Subquery(taken_back.annotate(sum=Sum("amount")).values("sum")), Value(ZERO))
    due = due.alias(stays=F("amount") + back).filter(stays__gt=0)
    first = dict(due.order_by().values_list("contract").annotate(Min("due_on")))
    found = Contract.objects.filter(tenant_id=tenant_id, pk__in=first).select_related("client").order_by("pk")
    return [contract for contract in found if first[contract.pk] <= day_of(at, contract.time_zone)]


def contracts_with_open_work(tenant_id):
    """Contracts on which work was charged ad hoc since an issued invoice closed its group, or before any did (C-26)."""
    closed = TimeEntry.objects.filter(tenant_id=tenant_id, group=OuterRef("group"), billed_at__gte=OuterRef("booked_at"))
    rows = Movement.objects.filter(tenant_id=tenant_id, kind=CHARGED).exclude(Exists(closed))
    return Contract.objects.filter(tenant_id=tenant_id, pk__in=rows.values("contract")).select_related("client").order_by("pk")


def contracts_without_fee_ahead(tenant_id, at: datetime) -> list[Contract]:
    """Contracts that no advance invoice takes along any more, since they are over or no fee pays for today, and of which a period
    was closed or a charge fell due lately: their overage, extra tickets and credits (C-37, C-45, C-57)."""
    today, since = at.date(), at - RECENT
    fees = Charge.objects.filter(tenant_id=tenant_id, contract=OuterRef("pk"), kind=FEE, until_on__gte=today)
    closed = LinePeriod.objects.filter(tenant_id=tenant_id, line__contract=OuterRef("pk"), closed_at__gte=since)
    due = Charge.objects.filter(tenant_id=tenant_id, contract=OuterRef("pk"), due_on__range=(since.date(), today))
    rows = Contract.objects.filter(Q(ends_on__lt=today) | ~Exists(fees), tenant_id=tenant_id)
    return list(rows.filter(Exists(closed) | Exists(due)).select_related("client").order_by("pk"))


def _billed(contract) -> set:
    rows = LineSource.objects.filter(tenant_id=contract.tenant_id, is_live=True, line__client_id=contract.client_id)
    return set(rows.values_list("source", flat=True))


def minutes_invoiced(contract, gifts=frozenset()) -> dict[UUID, Decimal]:
    """The minutes of work that live lines of issued invoices charge, by the id of the charge that they name; and those of
    `gifts`, so that only what comes to their groups later is charged."""
    rows = LineSource.objects.filter(tenant_id=contract.tenant_id, kind=WORK, line__client_id=contract.client_id)
    rows = rows.filter(Q(is_live=True) | Q(source__in=gifts)).exclude(line__invoice__state=DRAFT)
    return dict(rows.order_by("is_live", "line__invoice__issued_at").values_list("source", "line__quantity"))


def tickets_invoiced(contract, gifts=frozenset(), *, but=None) -> dict[UUID, int | None]:
    """How many extra tickets each charge on live lines is for, those of the draft `but` left out, below nothing where it takes
    some back; none of one that was credited and is no gift."""
    rows = LineSource.objects.filter(tenant_id=contract.tenant_id, kind=EXTRA, line__client_id=contract.client_id)
    rows = rows.exclude(line__invoice=but).select_related("line__invoice").order_by("is_live")
    return {row.source: _tickets_on(row.line) if row.is_live or row.source in gifts else None for row in rows}


def _tickets_on(line) -> int:
    sign = -1 if (line.unit_price < 0) != (line.invoice.kind == CREDIT_NOTE) else 1
    return sign * int(line.quantity)


def left_credited(tenant_id, **of) -> set:
    """What invoices charged, was credited in full, and is not to be billed again by the credit note; the latest one says. So is
    what had taken part of it back before."""
    again = InvoiceLine.objects.filter(tenant_id=tenant_id, invoice__is_billed_again=True)
    again = again.filter(Q(credits=OuterRef("line")) | Q(credits=OuterRef("line__credits")))
    charged = Q(line__invoice__kind=INVOICE) | Q(line__credits__isnull=False)
    rows = LineSource.objects.filter(charged, tenant_id=tenant_id, is_live=False, **of)
    rows = rows.annotate(is_again=Exists(again)).order_by("line__invoice__issued_at", "line__invoice__sequence")
    latest = dict(rows.values_list("source", "is_again"))
    return {source for source, is_again in latest.items() if not is_again}


def _entries_of(contract, groups):
    """Ids of the entries of each group, and the groups of which an entry still waits for its approval (C-26)."""
    entries, waiting = defaultdict(list), set()
    rows = TimeEntry.objects.filter(tenant_id=contract.tenant_id, group__in=groups, status__in=STANDING)
    for pk, group, approved_at in rows.values_list("pk", "group", "approved_at"):
        entries[group].append(pk)
        if approved_at is None:
            waiting.add(group)
    return dict(entries), waiting
