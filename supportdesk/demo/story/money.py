"""What work and agreements come to: papers and rates, time on tickets, quotes, and each night the books."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from billing import actions as billing
from billing.actions import Quoted
from billing.charges import contracts_with_fees_due
from billing.models import Invoice
from billing.models.invoice import DRAFT, INVOICE
from billing.queries import contracts_with_credits
from contracts import actions as contracts
from contracts.models import Contract
from contracts.queries import contracts_with_due_ledger
from contracts.spans import day_of
from tickets import actions as tickets
from tickets.models import TimeEntry

MINUTES = {"reply": (8, 25), "note": (20, 60), "resolve": (30, 110)}  # of work behind what an engineer does
NOTES = {"reply": "Read the report and answered.", "note": "Looked for the cause.", "resolve": "Mended it and tried it out."}
AHEAD = timedelta(minutes=3)  # work on a ticket does not begin sooner than this after it came
APPROVED_AFTER = timedelta(days=4)
PAID_AFTER, PAID_LATE = timedelta(days=12), timedelta(days=24)
PAYS_LATE = "Ostrava Tooling"
ISSUED_AFTER = timedelta(days=5)  # of drafts, when finance has looked at them
QUOTED = (("Analysis and design", 3, 60), ("Work and test", 2, 150))  # of a quote: what, level, minutes


def lay_out_papers(plan: dict[str, Any], founder: Any, at: datetime) -> None:
    """The company's legal entity, its tax and its price list."""
    entity = billing.save_entity(**plan["entity"], by=founder, at=at)
    if entity.tax_category == "standard":
        billing.set_rate(entity=entity, category="standard", percent=Decimal(20), valid_from=date(2011, 1, 4), by=founder, at=at)
    for level, amount in plan["rates"].items():
        contracts.set_rate(level=int(level), amount=Decimal(amount), currency=entity.currency, by=founder, at=at)


def work(part: Any, verb: str, at: datetime) -> None:
    """The engineer logs the time that went into a step; for some of the work by the hour the client accepted a quote first."""
    if verb not in MINUTES or part.ticket is None:
        return
    dice = Random(f"{part.ticket.number} {verb} {at:%d%H}")
    if part.ticket.contract.kind == "ad_hoc" and verb == "reply" and not part.is_quoted and dice.random() < 0.5:
        part.is_quoted = True
        version = _offer(part, at)
        approver = next(contact for contact in part.company.contacts[part.client.name] if contact.is_approver)
        version.quote.ticket.refresh_from_db()  # it waits for this answer by now
        billing.accept_quote(version=version, order_reference="PO 4471", by=approver, at=at)
        part.ticket.refresh_from_db()
    if part.ticket.contract.kind == "per_ticket":
        tickets.count_tickets(tenant_id=part.ticket.tenant_id, at=at)  # as the beat would have by now
    minutes = min(dice.randint(*MINUTES[verb]), int((at - part.ticket.received_at - AHEAD).total_seconds()) // 60)
    if minutes > 0:
        tickets.log_time(
            ticket=part.ticket,
            started_at=at - timedelta(minutes=minutes),
            ended_at=at,
            note=NOTES[verb],
            is_note_public=verb == "resolve",
            by=part.engineer,
            at=at,
        )


def offer_what_is_held(parts: list[Any], at: datetime) -> None:
    """A quote before each client that pays by the hour, about an open ticket on which time waits for it."""
    asked = set()
    for part in parts:
        held = part.ticket is not None and part.ticket.time_entries.filter(held_minutes__gt=0).exists()
        if held and part.client.pk not in asked:
            part.ticket.refresh_from_db()
            if part.ticket.status == "open" and part.ticket.contract.kind == "ad_hoc":
                asked.add(part.client.pk)
                _offer(part, at)


def _offer(part: Any, at: datetime) -> Any:
    size = Random(part.ticket.number).choice((1, 2, 3, 5))
    lines = [Quoted(words, level=level, minutes=minutes * size) for words, level, minutes in QUOTED]
    said = {"title": part.case.title, "contingency_percent": Decimal(10)}
    version = billing.draft_quote(ticket=part.ticket, lines=lines, **said, by=part.company.founder, at=at)
    return billing.send_quote(version=version, by=part.company.founder, at=at)


def keep_books(company: Any, at: datetime) -> None:
    """A night of the past, as the beat and the office would have had it: ledgers, tickets counted, invoices, payments."""
    tenant_id = company.tenant.pk
    for contract in Contract.objects.filter(tenant_id=tenant_id, tick_at__lte=at).select_related("client").order_by("tick_at"):
        contracts.tick(contract=contract, at=at)
    for contract in contracts_with_due_ledger(tenant_id, at=at):
        contracts.keep_ledger(contract=contract, at=at)
    tickets.count_tickets(tenant_id=tenant_id, at=at)
    tickets.release_counted(tenant_id=tenant_id, at=at)
    ready = TimeEntry.objects.filter(tenant_id=tenant_id, started_at__lte=at - APPROVED_AFTER).to_approve()
    tickets.approve_times(entries=list(ready.select_related("ticket", "contract", "client", "member")), by=company.founder, at=at)
    billing.work_on_quotes(tenant_id=tenant_id, at=at)
    for contract in contracts_with_fees_due(tenant_id, at):
        billing.invoice_what_is_due(contract=contract, until=day_of(at, contract.time_zone), by=None, at=at)
    for contract in contracts_with_credits(tenant_id):
        billing.propose_month_credits(contract=contract, at=at)
    for draft in Invoice.objects.filter(tenant_id=tenant_id, state=DRAFT, created_at__lte=at - ISSUED_AFTER).order_by(
        "created_at"
    ):
        billing.issue_invoice(invoice=draft, by=company.founder, at=at)
    _pay(company, at)
    while billing.mark_overdue(tenant_id=tenant_id, at=at):
        pass


def _pay(company: Any, at: datetime) -> None:
    """What clients transfer, each in its own time."""
    owed = Invoice.objects.filter(tenant_id=company.tenant.pk, kind=INVOICE, state__in=("issued", "overdue", "part_paid"))
    for invoice in owed.select_related("client", "entity").order_by("number"):
        waits = PAID_LATE if invoice.client.name == PAYS_LATE else PAID_AFTER
        if invoice.issued_at and invoice.issued_at <= at - waits and invoice.open_amount > 0:
            received_on = day_of(at, invoice.entity.time_zone)
            said = {"amount": invoice.open_amount, "received_on": received_on, "reference": invoice.number}
            billing.record_payment(invoice=invoice, **said, by=company.founder, at=at)
