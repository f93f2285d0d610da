"""What callers are shown of questions about hours and of service credits, and what they may send."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import VisibleField
from billing.actions.consenting import LARGEST_MINUTES, LONGEST_DAYS
from billing.api.shapes import PLACES, Amount, ClientNamed, OfAnswer, OfDocument
from billing.models.consent import CONSENT_STATES, CREDIT_STATES
from contracts.models import Contract, ContractLine
from tickets.models import Ticket


class ConsentShown(OfAnswer):
    """May work go beyond a line's hours? Minutes and amount are estimates, without tax."""

    id = serializers.UUIDField()
    client = ClientNamed()
    contract = serializers.UUIDField(source="contract_id")
    line = serializers.UUIDField(source="line_id")
    ticket = serializers.UUIDField(source="ticket_id", allow_null=True)
    state = serializers.SerializerMethodField()
    minutes = serializers.IntegerField()
    amount = Amount()
    currency = serializers.CharField()
    note = serializers.CharField()
    holds_work = serializers.BooleanField()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)
    approved_amount = Amount(allow_null=True)
    added_minutes = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()

    @extend_schema_field(serializers.ChoiceField(choices=list(CONSENT_STATES.items())))
    def get_state(self, consent):
        return consent.state_at(self.context["at"])


class NewConsent(serializers.Serializer):
    """Without an amount the minutes are priced as agreed."""

    line = VisibleField(ContractLine, narrow=lambda rows: rows.select_related("contract__client"))
    ticket = VisibleField(Ticket, required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=LARGEST_MINUTES)
    amount = serializers.DecimalField(required=False, **PLACES)
    note = serializers.CharField(required=False, max_length=500, allow_blank=True)
    days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_DAYS)


class ConsentApproval(serializers.Serializer):
    """Up to an amount without tax; the estimate unless another is given."""

    amount = serializers.DecimalField(required=False, **PLACES)


class ConsentTopUp(serializers.Serializer):
    """Minutes to be added."""

    minutes = serializers.IntegerField(min_value=1, max_value=LARGEST_MINUTES)


class ConsentRefusal(serializers.Serializer):
    """Why not."""

    reason = serializers.CharField(required=False, default="", max_length=500, allow_blank=True)


class CreditShown(OfDocument):
    """What a month of a contract earns its client; each part names its cause, figure, percent and amount."""

    id = serializers.UUIDField()
    client = ClientNamed()
    contract = serializers.UUIDField(source="contract_id")
    month = serializers.DateField()
    state = serializers.ChoiceField(choices=list(CREDIT_STATES.items()))
    currency = serializers.CharField()
    fee = Amount()
    parts = serializers.ListField(child=serializers.DictField())
    amount = Amount()
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ClaimableShown(serializers.Serializer):
    """A month of a contract that its client can claim a service credit for, up to and including a day in the contract's zone."""

    client = ClientNamed(source="contract.client")
    contract = serializers.UUIDField(source="contract.pk")
    month = serializers.DateField()
    until = serializers.DateField()


class ClaimShown(OfDocument):
    """A service credit that a client claimed; until it is answered without an amount, and of nothing where it was rejected."""

    id = serializers.UUIDField()
    client = ClientNamed()
    contract = serializers.UUIDField(source="contract_id")
    month = serializers.DateField()
    note = serializers.CharField()
    claimed_at = serializers.DateTimeField()
    claimed_by = serializers.CharField(source="claimed_by.name")
    answered_at = serializers.DateTimeField(allow_null=True)
    amount = Amount(allow_null=True)
    currency = serializers.CharField(source="contract.currency")
    reason = serializers.CharField()

    def currency_of(self):
        return self.instance_shown.contract.currency


class NewClaim(serializers.Serializer):
    """A month of a contract, by any day of it, and what happened."""

    contract = VisibleField(Contract, narrow=lambda rows: rows.select_related("client__tenant").prefetch_related("versions"))
    month = serializers.DateField()
    note = serializers.CharField(required=False, default="", max_length=500, allow_blank=True)
