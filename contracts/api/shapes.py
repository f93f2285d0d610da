"""What callers are shown of contracts: state, lines, hours left and their movements; amounts are decimals as texts."""

from rest_framework import serializers

from contracts.models import KINDS
from contracts.models.ledger import MOVEMENTS
from contracts.standing import State
from contracts.words import STATES, line_in_words

CONTRACT_STATES = [(state.value, STATES[state.value][0]) for state in State]


class ContractClient(serializers.Serializer):
    """A client company."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ContractShown(serializers.Serializer):
    """A contract; dates are local to its zone and both inclusive, `state` is that of now."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(KINDS.items()))
    state = serializers.ChoiceField(choices=CONTRACT_STATES)
    client = ContractClient()
    tier = serializers.CharField(source="tier.name")
    currency = serializers.CharField()
    time_zone = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()


class LineAgreed(serializers.Serializer):
    """A line as it stands today. `left_minutes` is none where nothing is counted."""

    id = serializers.UUIDField(source="line.pk")
    name = serializers.CharField(source="line.name")
    kind = serializers.ChoiceField(source="line.kind", choices=list(KINDS.items()))
    words = serializers.CharField()
    starts_on = serializers.DateField(source="line.starts_on")
    ends_on = serializers.DateField(source="line.ends_on", allow_null=True)
    left_minutes = serializers.IntegerField(source="left", allow_null=True)
    granted_minutes = serializers.IntegerField(source="granted", allow_null=True)
    period_ends_on = serializers.DateField(source="until", allow_null=True)


class MovementShown(serializers.Serializer):
    """A movement of the hours ledger, never changed; `balance` is what it left on all lines, in minutes."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=list(MOVEMENTS.items()))
    line = serializers.UUIDField(source="line_id", allow_null=True)
    quantity = serializers.IntegerField()
    unit = serializers.CharField()
    work_on = serializers.DateField(allow_null=True)
    booked_at = serializers.DateTimeField()
    is_late = serializers.BooleanField()
    ticket = serializers.UUIDField(source="ticket_id", allow_null=True)
    under = serializers.UUIDField(
        source="facts.under", default=None, allow_null=True, help_text="Another contract that the work was done under."
    )
    balance = serializers.IntegerField()


class ContractWithLines(ContractShown):
    """A contract with its lines, when it renews, by when notice must be received, and its newest movements."""

    renewal_on = serializers.DateField(allow_null=True)
    notice_on = serializers.DateField(allow_null=True)
    lines = LineAgreed(many=True)
    movements = MovementShown(many=True)


def line_shown(line, terms, pot, currency):
    """The values of one line and of its pot, or of none."""
    counted = {"left": None, "granted": None, "until": None}
    if pot is not None:
        counted = {"left": pot.left, "granted": pot.granted, "until": pot.expires_on}
    return {"line": line, "words": line_in_words(terms, currency), **counted}
