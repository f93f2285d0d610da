"""Moving a ticket to another level, for programs of staff."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from common import wallclock
from tickets import actions
from tickets.api import inputs, outputs
from tickets.api.entity_tags import IF_MATCH, version_wanted
from tickets.api.views import KEY
from tickets.models import Ticket


class LevelViewSet(ApiViewSet):
    """The level that a ticket is at; contacts know nothing of levels."""

    needs = {"create": Need("tickets:write", staff="ticket.escalate", contact="ticket.escalate")}
    pagination_class = None
    serializer_class = outputs.TicketShown

    @extend_schema(
        operation_id="move_ticket_to_level",
        tags=["tickets"],
        summary="Move a ticket to another level",
        parameters=[KEY, IF_MATCH],
        request=inputs.NewLevel,
        responses={200: outputs.TicketShown},
    )
    @writes
    def create(self, request, ticket):
        found = get_object_or_404(Ticket.objects.visible_to(request.member), pk=ticket)
        sent = self.read_body(inputs.NewLevel)
        values, at = sent, wallclock.now()
        moved = actions.move_level(
            ticket=found,
            level=values["level"],
            note=values["note"],
            assignee=values.get("assignee"),
            by=request.member,
            at=at,
            version=version_wanted(request),
        )
        return Response(self.get_serializer(moved).data)
