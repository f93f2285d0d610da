"""Invoices, credit notes and proformas: drafts that people edit, and documents that nobody changes (C-63 to C-71)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from billing import amounts
from billing.models.entity import CATEGORIES, LANGUAGES, PERCENT, LegalEntity
from common import money
from common.constraints import CompositeForeignKey

INVOICE, CREDIT_NOTE, PROFORMA = "invoice", "credit_note", "proforma"
KINDS = {INVOICE: _("Invoice"), CREDIT_NOTE: _("Credit note"), PROFORMA: _("Proforma")}
DRAFT, ISSUED, PART_PAID, PAID, OVERDUE, CREDITED = "draft", "issued", "part_paid", "paid", "overdue", "credited"
STATES = {
    DRAFT: _("Draft"),
    ISSUED: _("Issued"),
    PART_PAID: _("Part paid"),
    PAID: _("Paid"),
    OVERDUE: _("Overdue"),
    CREDITED: _("Credited"),
}
OPEN_STATES = (ISSUED, PART_PAID, OVERDUE)
UNITS = {
    amounts.WORKED: _("time worked"),
    "hour": _("hour"),
    "day": _("day"),
    "month": _("month"),
    "year": _("year"),
    "ticket": _("ticket"),
    "item": _("item"),
}


class InvoiceQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """A client never sees a draft."""
        return self.filter(client_id=member.client_id).exclude(state=DRAFT)

    def open(self):
        """Tax invoices with something still to be paid."""
        return self.filter(kind=INVOICE, state__in=OPEN_STATES)


class Invoice(OwnedModel):
    """A document of one client in one currency (C-06); once issued the database lets nobody change what it says."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="invoices", db_constraint=False)
    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", null=True, db_constraint=False)
    kind = models.CharField(max_length=11, choices=KINDS)
    state = models.CharField(max_length=9, choices=STATES, default=DRAFT)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")
    created_at = models.DateTimeField()
    series = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=40, blank=True)  # none before issue (C-64)
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)  # the entity's local date
    tax_point = models.DateField(null=True)
    due_on = models.DateField(null=True)  # inclusive
    payment_days = models.PositiveSmallIntegerField(default=14)
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)  # inclusive
    order_reference = models.CharField(max_length=60, blank=True)
    note = models.TextField(max_length=2000, blank=True)  # to the client
    corrects = models.ForeignKey("self", models.PROTECT, related_name="credit_notes", null=True, db_constraint=False)
    reason = models.CharField(max_length=300, blank=True)  # of a credit note
    is_billed_again = models.BooleanField(default=False)  # by a worker, what a credit note takes back in full
    made_from = models.ForeignKey("self", models.PROTECT, related_name="made", null=True, db_constraint=False)  # a proforma
    net = models.DecimalField(**money.COLUMN, default=0)
    tax = models.DecimalField(**money.COLUMN, default=0)
    total = models.DecimalField(**money.COLUMN, default=0)
    paid = models.DecimalField(**money.COLUMN, default=0)  # by money and by balance
    credited = models.DecimalField(**money.COLUMN, default=0)  # by credit notes, gross
    settled = models.DecimalField(**money.COLUMN, default=0)  # of the credited, what reduced the open amount
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder)  # all that the document says, frozen at issue
    content_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey("files.File", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            unique_in_tenant("invoice_tenant_id"),
            models.UniqueConstraint(
                fields=["tenant", "entity", "series", "year", "sequence"],
                condition=Q(sequence__isnull=False),
                name="invoice_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT, number="", sequence=None, content=None)
                | ~Q(state=DRAFT) & ~Q(number="") & Q(sequence__isnull=False, content__isnull=False),
                name="invoice_numbered_when_issued",
            ),
            models.CheckConstraint(condition=Q(kind=CREDIT_NOTE) | Q(corrects=None), name="invoice_corrected_by_credit_note"),
            models.CheckConstraint(
                condition=Q(period_until=None) | Q(period_from__isnull=False, period_until__gte=F("period_from")),
                name="invoice_period_ends_after_it_begins",
            ),
            CompositeForeignKey(field="client", name="invoice_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="entity", name="invoice_by_an_entity_of_its_tenant"),
            CompositeForeignKey(field="contract", name="invoice_on_a_contract_of_its_tenant"),
            CompositeForeignKey(field="corrects", name="invoice_corrects_one_of_its_tenant"),
            CompositeForeignKey(field="made_from", name="invoice_made_from_one_of_its_tenant"),
            CompositeForeignKey(field="pdf", name="invoice_on_a_file_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "client", "-created_at"], name="invoice_by_client"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="invoice_newest"),
            models.Index(fields=["due_on", "tenant"], condition=Q(state__in=["issued", "part_paid"]), name="invoice_falling_due"),
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def open_amount(self):
        """What is still to be paid, gross; nothing for documents that are no tax invoice."""
        return self.total - self.paid - self.settled if self.kind == INVOICE and not self.is_draft else money.ZERO

    def __str__(self):
        return self.number or str(KINDS[self.kind])


class OfInvoiceQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.filter(client_id=member.client_id, invoice__state__in=[state for state in STATES if state != DRAFT])


class InvoiceLine(OwnedModel):
    """One charge; what priced it is copied here (C-04, C-67). On a credit note it names the line that it takes back."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=300)
    detail = models.CharField(max_length=500, blank=True)
    tickets = models.JSONField(default=list, blank=True)  # their numbers
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    unit = models.CharField(max_length=6, choices=UNITS, default="item")
    unit_price = models.DecimalField(**money.RATE_COLUMN)
    discount_percent = models.DecimalField(**PERCENT, default=0)
    category = models.CharField(max_length=8, choices=CATEGORIES)
    percent = models.DecimalField(**PERCENT)
    net = models.DecimalField(**money.COLUMN)
    credits = models.ForeignKey("self", models.PROTECT, related_name="credited_by", null=True, db_constraint=False)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            unique_in_tenant("invoice_line_tenant_id"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="invoice_line_of_no_negative_quantity"),
            models.CheckConstraint(condition=Q(discount_percent__gte=0, discount_percent__lte=100), name="invoice_line_discount"),
            CompositeForeignKey(field="invoice", name="invoice_line_of_an_invoice_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="invoice_line_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="credits", name="invoice_line_credits_one_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "invoice", "position"], name="invoice_line_in_order")]


class LineSource(OwnedModel):
    """What a line charges: an entry, a movement, a period's fee. At most one live line charges the same (C-71)."""

    line = models.ForeignKey(InvoiceLine, models.CASCADE, related_name="sources", db_constraint=False)
    kind = models.CharField(max_length=30)
    source = models.UUIDField()
    is_live = models.BooleanField(default=True)  # not on a proforma, and no more once the line is credited in full

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "source"], condition=Q(is_live=True), name="source_charged_once"),
            CompositeForeignKey(field="line", name="source_of_a_line_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["tenant", "line"], name="line_source_of_line")]
