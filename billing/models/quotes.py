"""Quotes: what work would cost, version by version; what was sent is frozen, and says who accepted it (C-20 to C-26)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from billing import amounts
from billing.models.entity import CATEGORIES, PERCENT
from common import money
from common.constraints import CompositeForeignKey

DRAFT, SENT, ACCEPTED, DECLINED, SUPERSEDED, EXPIRED = "draft", "sent", "accepted", "declined", "superseded", "expired"
QUOTE_STATES = {
    DRAFT: _("Draft"),
    SENT: _("Waits for approval"),
    ACCEPTED: _("Accepted"),
    DECLINED: _("Declined"),
    SUPERSEDED: _("Replaced"),
    EXPIRED: _("Expired"),
}
FIXED, ESTIMATE = "fixed", "estimate"
PRICINGS = {ESTIMATE: _("Estimate: time worked is billed, up to the limit"), FIXED: _("Fixed price: the quoted amount is billed")}
UPFRONT, ON_COMPLETION = "upfront", "on_completion"
BILLINGS = {ON_COMPLETION: _("When the work is done"), UPFRONT: _("Before work starts")}
PAID, ISSUED = "paid", "issued"
STARTS = {PAID: _("when the invoice is paid"), ISSUED: _("when the invoice is issued")}
BANDS = {"business": _("Business hours"), "evening": _("Evening"), "weekend": _("Weekend"), "holiday": _("Holiday")}


class QuoteQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """Quotes of which a version was sent."""
        return self.filter(client_id=member.client_id, offered_at__isnull=False)


class Quote(OwnedModel):
    """An offer about a ticket, a contract or neither; what it says is in its versions."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="quotes", null=True, db_constraint=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", null=True, db_constraint=False)
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)  # of its dates (C-05)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    offered_at = models.DateTimeField(null=True)  # when the first version was sent
    started_at = models.DateTimeField(null=True)  # when the work may begin (C-25)
    settled_at = models.DateTimeField(null=True)  # when its money was settled, or drafted
    prepayment = models.ForeignKey("billing.Invoice", models.SET_NULL, related_name="+", null=True, db_constraint=False)
    settlement = models.ForeignKey("billing.Invoice", models.SET_NULL, related_name="+", null=True, db_constraint=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            unique_in_tenant("quote_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "number"], name="quote_once_per_number"),
            *[
                CompositeForeignKey(field=field, name=f"quote_{words}_of_its_tenant")
                for field, words in {
                    "client": "for_a_client", "ticket": "on_a_ticket", "contract": "on_a_contract", "created_by": "by_a_member",
                    "prepayment": "prepaid_by_an_invoice", "settlement": "settled_by_an_invoice",
                }.items()
            ],
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "client", "-number"], name="quote_by_client"),
            models.Index(fields=["tenant", "ticket"], condition=Q(ticket__isnull=False), name="quote_by_ticket"),
        ]

    def __str__(self):
        return f"Q-{self.number}"


class VersionQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """A client never sees a draft."""
        return self.filter(client_id=member.client_id).exclude(state=DRAFT)

    def open(self, at):
        """Those that wait for the client and can still be accepted (C-21)."""
        return self.filter(state=SENT, expires_at__gt=at)


class QuoteVersion(OwnedModel):
    """One wording of a quote; from sending on only what became of it changes (C-21). Amounts are without tax unless said."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="versions", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=QUOTE_STATES, default=DRAFT)  # expiry is told by the date alone
    title = models.CharField(max_length=160)
    scope = models.TextField(max_length=4000, blank=True)
    pricing = models.CharField(max_length=8, choices=PRICINGS, default=ESTIMATE)
    billing = models.CharField(max_length=13, choices=BILLINGS, default=ON_COMPLETION)
    starts_when = models.CharField(max_length=6, choices=STARTS, default=PAID)
    contingency_percent = models.DecimalField(**PERCENT, default=0)
    valid_days = models.PositiveSmallIntegerField(default=30)
    not_to_exceed = models.DecimalField(**money.COLUMN, null=True, blank=True)
    tax_category = models.CharField(max_length=8, choices=CATEGORIES, default=amounts.STANDARD)
    tax_percent = models.DecimalField(**PERCENT, default=0)
    contingency = models.DecimalField(**money.COLUMN, default=0)
    net = models.DecimalField(**money.COLUMN, default=0)
    tax = models.DecimalField(**money.COLUMN, default=0)
    total = models.DecimalField(**money.COLUMN, default=0)  # with tax
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    dated_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # the last day, included
    expires_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    content_sha256 = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    accepted_sha256 = models.CharField(max_length=64, blank=True)  # the content that the person had before them
    reason = models.CharField(max_length=500, blank=True)  # of a refusal
    order_reference = models.CharField(max_length=60, blank=True)
    passed_on_at = models.DateTimeField(null=True)  # to an approver with a higher limit (C-22)
    passed_on_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)

    work_at = models.DateTimeField(null=True)  # when the sweep looks next at what follows from acceptance

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("quote_version_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "quote", "number"], name="quote_version_once_per_number"),
            models.UniqueConstraint(fields=["tenant", "quote"], condition=Q(state=DRAFT), name="quote_drafted_once"),
            models.UniqueConstraint(fields=["tenant", "quote"], condition=Q(state=SENT), name="quote_offered_once"),
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, SUPERSEDED]) | ~Q(content_sha256=""), name="quote_frozen_when_sent"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ACCEPTED, DECLINED]) | Q(decided_by__isnull=False), name="quote_decided_by_somebody"
            ),
            CompositeForeignKey(field="quote", name="version_of_a_quote_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="quote_version_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="sent_by", name="quote_sent_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="decided_by", name="quote_decided_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="passed_on_by", name="quote_passed_on_by_a_member_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "client", "expires_at"], condition=Q(state=SENT), name="quote_to_decide"),
            models.Index(fields=["work_at", "tenant"], condition=Q(work_at__isnull=False), name="quote_to_work_on"),
        ]

    def state_at(self, at) -> str:
        """The state at an instant: an offer is over from the start of the local day after its last one (C-21)."""
        return EXPIRED if self.state == SENT and self.expires_at <= at else self.state

    @property
    def ceiling(self):
        """The most that work may cost under it (C-24)."""
        return self.net if self.not_to_exceed is None else self.not_to_exceed

    @property
    def committed(self):
        """What an approver's spending limit must reach: all that may be spent once it is accepted, without tax (C-22, C-70)."""
        return max(self.net, self.ceiling)

    def __str__(self):
        return self.title


class QuoteLineQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.filter(client_id=member.client_id).exclude(version__state=DRAFT)


class QuoteLine(OwnedModel):
    """Hours of a level at a rate, or a price; what priced it is copied here (C-04)."""

    version = models.ForeignKey(QuoteVersion, models.CASCADE, related_name="lines", db_constraint=False)
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    band = models.CharField(max_length=8, choices=BANDS, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)  # none: a price
    rate = models.DecimalField(**money.RATE_COLUMN, null=True, blank=True)  # per hour
    net = models.DecimalField(**money.COLUMN)

    objects = QuoteLineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            CompositeForeignKey(field="version", name="quote_line_of_a_version_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="client", name="quote_line_for_a_client_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "version", "position"], name="quote_line_in_order")]

    @property
    def hours(self):
        """For people: minutes as hours."""
        return None if self.minutes is None else self.minutes / 60
