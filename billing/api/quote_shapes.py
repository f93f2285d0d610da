"""What callers are shown of quotes and what they may send; amounts are decimals as texts, at the currency's digits."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import VisibleField
from accounts.models import Client
from billing.actions import Quoted
from billing.api.shapes import PLACES, Amount, ClientNamed, InCurrency, OfAnswer
from billing.models.entity import CATEGORIES
from billing.models.quotes import BANDS, BILLINGS, PRICINGS, QUOTE_STATES, STARTS
from contracts.models import Contract
from tickets.models import Ticket


class QuoteShown(OfAnswer):
    """A quote and where its newest version stands; one that nobody answered in time is expired."""

    id = serializers.UUIDField()
    number = serializers.CharField(source="__str__")
    client = ClientNamed()
    ticket = serializers.UUIDField(source="ticket_id", allow_null=True)
    contract = serializers.UUIDField(source="contract_id", allow_null=True)
    title = serializers.CharField()
    state = serializers.ChoiceField(source="shown_state", choices=list(QUOTE_STATES.items()))
    currency = serializers.CharField()
    net = Amount()
    created_at = serializers.DateTimeField()


class QuoteLineShown(InCurrency):
    """Minutes of a level at a price per hour, or a price."""

    description = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    band = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    rate = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    net = Amount()


class QuoteVersionShown(InCurrency):
    """One wording; what was sent is never changed, and `content_sha256` is the hash of it."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(source="shown_state", choices=list(QUOTE_STATES.items()))
    title = serializers.CharField()
    scope = serializers.CharField()
    pricing = serializers.ChoiceField(choices=list(PRICINGS.items()))
    billing = serializers.ChoiceField(choices=list(BILLINGS.items()))
    starts_when = serializers.ChoiceField(choices=list(STARTS.items()))
    lines = QuoteLineShown(many=True)
    contingency = Amount()
    net = Amount()
    tax = Amount()
    total = Amount()
    not_to_exceed = Amount(source="ceiling", help_text="The most that work may cost under it, without tax.")
    sent_at = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)
    reason = serializers.CharField()
    order_reference = serializers.CharField()
    content_sha256 = serializers.CharField()


class QuoteWithVersions(QuoteShown):
    """A quote with the versions that the caller may see, the newest first."""

    versions = serializers.SerializerMethodField()

    @extend_schema_field(QuoteVersionShown(many=True))
    def get_versions(self, quote):
        return QuoteVersionShown(quote.shown_versions, many=True, context=self.context | {"currency": quote.currency}).data


class NewQuoteLine(serializers.Serializer):
    """Either minutes of a level, at a rate per hour or the agreed one, or a price."""

    description = serializers.CharField(max_length=300)
    level = serializers.IntegerField(required=False, min_value=1, max_value=4)
    band = serializers.ChoiceField(choices=list(BANDS.items()), default="business")
    minutes = serializers.IntegerField(required=False, min_value=1, max_value=60_000)
    rate = serializers.DecimalField(required=False, max_digits=18, decimal_places=6)
    price = serializers.DecimalField(required=False, **PLACES)

    def validate(self, attrs):
        return Quoted(**attrs)


class NewQuote(serializers.Serializer):
    """A quote about a ticket, a contract or a client; what is left out is as agreed, or usual."""

    client = VisibleField(Client, required=False)
    ticket = VisibleField(Ticket, required=False)
    contract = VisibleField(Contract, required=False)
    currency = serializers.CharField(required=False, max_length=3)
    title = serializers.CharField(max_length=160)
    scope = serializers.CharField(required=False, max_length=4000, allow_blank=True)
    pricing = serializers.ChoiceField(required=False, choices=list(PRICINGS.items()))
    billing = serializers.ChoiceField(required=False, choices=list(BILLINGS.items()))
    starts_when = serializers.ChoiceField(required=False, choices=list(STARTS.items()))
    contingency_percent = serializers.DecimalField(required=False, max_digits=6, decimal_places=3)
    valid_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    not_to_exceed = serializers.DecimalField(required=False, allow_null=True, **PLACES)
    tax_category = serializers.ChoiceField(required=False, choices=list(CATEGORIES.items()))
    lines = NewQuoteLine(many=True, allow_empty=False)


class Acceptance(serializers.Serializer):
    """`content_sha256` of the version that was read: another one is refused."""

    content_sha256 = serializers.RegexField("^[0-9a-f]{64}$")
    order_reference = serializers.CharField(required=False, default="", max_length=60, allow_blank=True)


class Refusal(serializers.Serializer):
    """Why not."""

    reason = serializers.CharField(max_length=500)
