"""The books of the year: what the product drafts is issued, what is left is drafted monthly, paid, and now and then credited."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from accounts.tenancy import acting_as
from billing import actions as billing
from billing import tasks as billing_tasks
from billing.models import Invoice
from contracts.spans import day_of
from tests.rigs.year.beat import beat

CENT = Decimal("0.01")


class Books:
    """Each document is told as soon as it is issued, with the day until which it charges; what is on it the oracle reckons."""

    def __init__(self, world, chance):
        self.world, self.chance, self.done = world, chance, Counter()
        self.known = set()

    def beat(self, at):
        """The product's advance invoices, and its drafts of a month's work, which the finance colleague issues at once."""
        beat(self.world.missing, at, (billing_tasks, "sweep_advance_invoices"))
        by = self.world.finance
        with acting_as(by):
            for document in self._new():
                until = day_of(at, document.contract.time_zone)
                if document.is_draft:
                    until = until.replace(day=1) - timedelta(days=1) if document.kind == "invoice" else until
                    document = billing.issue_invoice(invoice=document, by=by, at=at)
                self._tell(document, until, at, by_hand=False)

    def _new(self):
        mine = [contract.pk for contract in self.world.contracts.values()]
        rows = Invoice.objects.filter(contract__in=mine).exclude(pk__in=self.known).select_related("contract", "client", "entity")
        return list(rows.order_by("created_at", "sequence", "id"))

    def _tell(self, document, until, at, *, by_hand):
        self.known.add(document.pk)
        self.done[f"documents: {document.kind}"] += 1
        said = {"document": document.number, "until": until.isoformat(), "issued_on": document.issued_on.isoformat()}
        said["by_hand"] = by_hand
        self.world.tell("issued", at=at, contract=document.contract.name, **said)

    def invoice(self, name, at):
        """All that is due by today and that no worker has seen to."""
        if not hasattr(billing, "draft_invoice"):
            self.world.missing.add("draft_invoice")
            return
        contract, by = self.world.contracts[name], self.world.finance
        with acting_as(by):
            contract.refresh_from_db(fields=["ends_on"])
            until = day_of(at, contract.time_zone)
            draft = billing.draft_invoice(contract=contract, until=until, by=by, at=at)
            if draft is not None:
                self._tell(billing.issue_invoice(invoice=draft, by=by, at=at), until, at, by_hand=True)

    def pay(self, name, at):
        """What is open, in full or in part."""
        by, contract = self.world.finance, self.world.contracts[name]
        with acting_as(by):
            for invoice in Invoice.objects.open().filter(contract=contract).order_by("sequence"):
                part = self.chance.choice((Decimal(1), Decimal(1), Decimal("0.4")))
                amount = (invoice.open_amount * part).quantize(CENT)
                if amount > 0:
                    day = at.date() - timedelta(days=1)
                    billing.record_payment(invoice=invoice, amount=amount, received_on=day, by=by, at=at)
                    self.world.tell("paid", at=at, contract=name, invoice=invoice.number, amount=str(amount))
                    self.done["payments"] += 1

    def credit(self, name, at, *, is_whole):
        """The newest invoice is credited, whole or its last line; what it charged is invoiced anew, or given away (C-71)."""
        by, contract = self.world.finance, self.world.contracts[name]
        is_again = self.chance.random() < 0.5
        with acting_as(by):
            standing = Invoice.objects.filter(contract=contract, kind="invoice").exclude(state__in=("draft", "credited"))
            invoice = standing.order_by("-sequence").first()
            lines = [line for line in invoice.lines.all() if line.net > 0] if invoice else []
            if not lines:
                return
            wanted = None if is_whole else {lines[-1].pk: lines[-1].net}
            said = {"reason": "A mistake", "is_billed_again": is_again}
            note = billing.credit_invoice(invoice=invoice, lines=wanted, **said, by=by, at=at)
        self.known.add(note.pk)
        self.done["documents: credit_note by hand" + (", billed again" if is_again else "")] += 1
        nets = None if is_whole else [str(lines[-1].net)]
        self.world.tell("credited", at=at, contract=name, invoice=invoice.number, document=note.number, nets=nets, again=is_again)
