"""What callers are shown of money and what they may send; amounts are decimals as texts, at the currency's digits."""

from rest_framework import serializers

from billing.models.invoice import KINDS, STATES, UNITS
from billing.models.payment import BALANCE, METHODS
from common import money

PLACES = {"max_digits": 18, "decimal_places": 3}


class Amount(serializers.DecimalField):
    """An amount of the document's currency."""

    def __init__(self, **options):
        super().__init__(**(PLACES | options))

    def to_representation(self, value):
        return str(money.rounded(value, self.parent.currency_of()))


class OfDocument(serializers.Serializer):
    """Something in its own currency, or in that of the invoice that it belongs to."""

    def currency_of(self):
        one = self.instance_shown
        return getattr(one, "currency", None) or one.invoice.currency

    def to_representation(self, instance):
        self.instance_shown = instance
        return super().to_representation(instance)


class InCurrency(serializers.Serializer):
    """Something in the currency that the view names."""

    def currency_of(self):
        return self.context["currency"]


class ClientNamed(serializers.Serializer):
    """A client company."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class StalledShown(serializers.Serializer):
    """Why a client's answer could not be carried out; without a reason something unforeseen happened, and it is tried again."""

    reason = serializers.CharField()
    needs_person = serializers.BooleanField()
    tries = serializers.IntegerField()
    since = serializers.DateTimeField(source="began_at")
    next_try_at = serializers.DateTimeField(source="next_at", allow_null=True)


class OfAnswer(OfDocument):
    """Something that a client answers."""

    stalled = StalledShown(required=False, help_text="To staff, and only where the answer could not be carried out.")


class InvoiceShown(OfDocument):
    """An invoice, a credit note or a proforma; without a number while it is a draft."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS.items()))
    state = serializers.ChoiceField(choices=list(STATES.items()))
    client = ClientNamed()
    currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    issued_on = serializers.DateField(allow_null=True)
    tax_point = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    order_reference = serializers.CharField()
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    net = Amount()
    tax = Amount()
    total = Amount()
    paid = Amount()
    credited = Amount()
    open = Amount(source="open_amount")
    content_sha256 = serializers.CharField()


class LineShown(OfDocument):
    """A line; `worked` counts minutes at a price for an hour."""

    id = serializers.UUIDField()
    description = serializers.CharField()
    detail = serializers.CharField()
    tickets = serializers.ListField(child=serializers.IntegerField())
    quantity = serializers.DecimalField(max_digits=16, decimal_places=4)
    unit = serializers.ChoiceField(choices=list(UNITS.items()))
    unit_price = serializers.DecimalField(max_digits=18, decimal_places=6)
    discount_percent = serializers.DecimalField(max_digits=6, decimal_places=3)
    tax_category = serializers.CharField(source="category")
    tax_percent = serializers.DecimalField(source="percent", max_digits=6, decimal_places=3)
    net = Amount()


class PaymentShown(OfDocument):
    """Money received; below nothing where it takes a wrong payment back."""

    id = serializers.UUIDField()
    received_on = serializers.DateField()
    amount = Amount()
    method = serializers.ChoiceField(choices=list(METHODS.items()))
    reference = serializers.CharField()


class InvoiceWithLines(InvoiceShown):
    """A document with its lines and payments."""

    lines = LineShown(many=True)
    payments = PaymentShown(many=True)


class NewPayment(serializers.Serializer):
    """A payment to be recorded."""

    amount = serializers.DecimalField(max_digits=15, decimal_places=3)
    received_on = serializers.DateField()
    method = serializers.ChoiceField(
        choices=[(code, word) for code, word in METHODS.items() if code != BALANCE], default="transfer"
    )
    reference = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    keeps_surplus = serializers.BooleanField(required=False, default=False)
