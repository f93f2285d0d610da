"""Why a clock is due when it is, for programs."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from common import wallclock
from slas.models import METRICS
from slas.why import CLOSED, COUNTED, PAUSED, RESTED, UNPROMISED
from tickets.models import CLOCK_STATES
from tickets.queries.why import clocks_with_ticket, explain
from tickets.why_words import rows_of

KINDS = [COUNTED, CLOSED, PAUSED, RESTED, UNPROMISED]


@extend_schema_serializer(component_name="LedgerLine")
class LineShown(serializers.Serializer):
    """One stretch of time. `seconds` of it counted; `total_seconds` had counted by its end."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=KINDS)
    seconds = serializers.IntegerField()
    total_seconds = serializers.IntegerField()
    reasons = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of a closed stretch break, night, weekend, holiday; of a pause what was waited for.",
    )
    holidays = serializers.ListField(child=serializers.CharField())
    words = serializers.CharField(help_text="The same for people.")
    by = serializers.CharField(allow_blank=True, help_text="Who began it, where somebody did.")
    calendar = serializers.UUIDField(allow_null=True)
    calendar_version = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(component_name="LedgerChange")
class ChangeShown(serializers.Serializer):
    """A change of the target on the way. Lengths are open seconds, none where nothing was promised."""

    at = serializers.DateTimeField()
    event = serializers.CharField()
    severity = serializers.CharField()
    before_seconds = serializers.IntegerField(allow_null=True)
    after_seconds = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(component_name="Ledger")
class LedgerShown(serializers.Serializer):
    """Everything that led to where the clock stands at `as_of`: the counted lines add up to `counted_seconds`."""

    metric = serializers.ChoiceField(choices=list(METRICS.items()))
    cycle = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(CLOCK_STATES.items()))
    as_of = serializers.DateTimeField()
    tier = serializers.CharField()
    tier_version = serializers.IntegerField()
    zone = serializers.CharField(help_text="IANA zone of the calendar that counts.")
    target_seconds = serializers.IntegerField()
    counted_seconds = serializers.IntegerField()
    remaining_seconds = serializers.IntegerField(help_text="Negative by what the target is exceeded.")
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    changes = ChangeShown(many=True)
    lines = LineShown(many=True)


class ClockViewSet(ApiViewSet):
    """Clocks of tickets that the token's member may see."""

    needs = {"retrieve": Need("tickets:read", staff="ticket.view", contact="portal.view")}
    pagination_class = None
    serializer_class = LedgerShown

    @extend_schema(
        operation_id="read_ledger", tags=["tickets"], summary="Read why a clock is due when it is", responses={200: LedgerShown}
    )
    def retrieve(self, request, pk):
        row = get_object_or_404(clocks_with_ticket(request.member), pk=pk)
        explained = explain(request.member, row, wallclock.now())
        if explained is None:
            raise Http404
        return Response(LedgerShown(_plain(explained, for_client=bool(request.member.client_id))).data)


def _plain(explained, *, for_client):
    found, clock = explained.ledger, explained.ledger.clock
    return {
        "metric": clock.metric,
        "cycle": clock.cycle,
        "state": clock.state,
        "as_of": found.as_of,
        "tier": explained.tier_version.tier.name,
        "tier_version": explained.tier_version.number,
        "zone": found.zone,
        "target_seconds": clock.target["seconds"],
        "counted_seconds": found.counted,
        "remaining_seconds": found.remaining,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "breached_at": clock.breached_at,
        "changes": [
            {
                "at": change.at,
                "event": change.kind,
                "severity": change.severity,
                "before_seconds": change.before and change.before["seconds"],
                "after_seconds": change.after and change.after["seconds"],
            }
            for change in found.changes
        ],
        "lines": [
            {
                "start": line.start,
                "end": line.end,
                "kind": line.kind,
                "seconds": line.seconds,
                "total_seconds": line.total,
                "reasons": line.why,
                "holidays": line.names,
                "words": row.words,
                "by": row.who,
                "calendar": line.hours or None,
                "calendar_version": line.version or None,
            }
            for line, row in zip(found.lines, rows_of(explained, for_client=for_client), strict=True)
        ],
    }
