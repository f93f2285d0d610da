"""What programs do with a ticket besides talking: each verb a small resource, answered with the ticket as it stands then."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from common import wallclock
from tickets import actions
from tickets.actions.waits import CLIENTS_VENDOR, OUR_SUPPLIER
from tickets.api import inputs, outputs
from tickets.api.entity_tags import IF_MATCH, version_wanted
from tickets.api.views import KEY
from tickets.models import Ticket


def staff_need(permission):
    """Only staff tokens do it: no contact's role holds that permission."""
    return Need("tickets:write", staff=permission, contact=permission)


def described(name, summary, sent):
    """The schema of a verb."""
    return extend_schema(
        operation_id=name,
        tags=["tickets"],
        summary=summary,
        parameters=[KEY, IF_MATCH],
        request=sent if sent is not inputs.NoInput else None,
        responses={200: outputs.TicketShown},
    )


class Verb(ApiViewSet):
    """One deed; `sent` is what it takes, `act` does it."""

    pagination_class = None
    serializer_class = outputs.TicketShown
    sent: type = inputs.NoInput

    def act(self, **said):
        """Do it and return the ticket."""
        raise NotImplementedError

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        return Ticket.objects.visible_to(member) if member else Ticket.objects.none()

    def answer(self, request, ticket):
        """What every verb does between the call and the answer."""
        found = get_object_or_404(self.get_queryset(), pk=ticket)
        sent = self.read_body(self.sent)
        done = self.act(ticket=found, **sent, by=request.member, at=wallclock.now(), version=version_wanted(request))
        return Response(self.get_serializer(done).data)


class WaitViewSet(Verb):
    """Let a ticket wait."""

    needs = {"create": staff_need("ticket.wait")}
    sent = inputs.WaitWanted

    @described("wait_for", "Let a ticket wait for somebody or for a time", inputs.WaitWanted)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, *, wait, until=None, **said):
        match wait:
            case inputs.WaitWanted.CLIENT:
                return actions.wait_for_client(**said)
            case inputs.WaitWanted.APPROVAL:
                return actions.wait_for_approval(**said)
            case inputs.WaitWanted.SCHEDULE:
                return actions.schedule_with_client(until=until, **said)
            case inputs.WaitWanted.CLIENTS_VENDOR:
                return actions.wait_for_third_party(vendor=CLIENTS_VENDOR, **said)
            case _:
                return actions.wait_for_third_party(vendor=OUR_SUPPLIER, **said)


class ResumptionViewSet(Verb):
    """Go on."""

    needs = {"create": staff_need("ticket.wait")}

    @described("resume_ticket", "Go on with a ticket that waits", inputs.NoInput)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, **said):
        return actions.resume(**said)


class ResolutionViewSet(Verb):
    """Resolve."""

    needs = {"create": staff_need("ticket.resolve")}
    sent = inputs.Said

    @described("resolve_ticket", "Resolve a ticket with a public message", inputs.Said)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, **said):
        return actions.resolve_ticket(**said)


class ReopeningViewSet(Verb):
    """Open again; contacts may, too."""

    needs = {"create": Need("tickets:write", staff="ticket.resolve", contact="portal.ticket.reply")}
    sent = inputs.Said

    @described("reopen_ticket", "Open a resolved ticket again", inputs.Said)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, **said):
        return actions.reopen_ticket(**said)


class WorkaroundViewSet(Verb):
    """Give a way round."""

    needs = {"create": staff_need("ticket.deliver")}
    sent = inputs.WorkaroundGiven

    @described("deliver_workaround", "Tell the client a workaround", inputs.WorkaroundGiven)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, **said):
        return actions.deliver_workaround(**said)


class DeploymentViewSet(Verb):
    """Say that the fix is deployed."""

    needs = {"create": staff_need("ticket.deliver")}
    sent = inputs.DeploymentDone

    @described("record_deployment", "Record that the fix was deployed", inputs.DeploymentDone)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, *, at, deployed_at=None, **said):
        return actions.record_deployment(deployed_at=deployed_at or at, at=at, **said)


class NoReplyViewSet(Verb):
    """Say that nothing is awaited."""

    needs = {"create": staff_need("ticket.reply")}
    sent = inputs.NoReplyReason

    @described("no_reply_needed", "Say that the client awaits no reply", inputs.NoReplyReason)
    @writes
    def create(self, request, ticket):
        return self.answer(request, ticket)

    def act(self, **said):
        return actions.no_reply_needed(**said)
