"""Tickets and their messages for programs."""

from collections import defaultdict
from contextlib import nullcontext

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.permissions import may
from common import wallclock
from files.actions import stored_for
from files.delivery import download
from files.models import INTERNAL, PUBLIC
from tickets import actions
from tickets.api import inputs, outputs
from tickets.api.entity_tags import IF_MATCH, IF_NONE_MATCH, etag_of, is_known, version_wanted
from tickets.api.filters import TicketFilters
from tickets.models import Attachment, Clock, Message, Ticket
from tickets.queries.cover import decisions_on

NEWEST = 100  # messages in the answer to a read
READ = Need("tickets:read", staff="ticket.view", contact="portal.view")
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 printable ASCII characters; kept for 48 hours. A repeated request gets the first answer again.",
)


class TicketViewSet(ApiViewSet):
    """Tickets that the token's member may see."""

    needs = {
        "list": READ,
        "retrieve": READ,
        "create": Need("tickets:write", staff="ticket.open_for_client", contact="portal.ticket.open"),
    }
    serializer_class = outputs.TicketShown
    filterset_class = TicketFilters
    # The directions are those of the indexes `ticket_by_receipt` and `ticket_by_change`.
    orderings = {
        "-received_at": ("-received_at", "id"),
        "received_at": ("received_at", "-id"),
        "-updated_at": ("-updated_at", "id"),
        "updated_at": ("updated_at", "-id"),
    }

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return Ticket.objects.none()
        shown, rows = outputs.TicketShown, Ticket.objects.visible_to(member).defer("replay_state")
        if member.client_id:
            return rows.select_related(*shown.joined_for_contacts).prefetch_related(*shown.beside_for_contacts)
        return rows.select_related(*shown.joined).prefetch_related(*shown.beside)

    @extend_schema(operation_id="list_tickets", tags=["tickets"], summary="List tickets")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(
        operation_id="read_ticket",
        tags=["tickets"],
        summary="Read a ticket with its clocks and messages",
        parameters=[IF_NONE_MATCH],
        responses={200: outputs.TicketWithAll, 304: OpenApiResponse(description="Nothing changed since the ETag that was sent.")},
    )
    def retrieve(self, request, pk):
        ticket = get_object_or_404(self.get_queryset(), pk=pk)
        clocks = list(
            Clock.objects.visible_to(request.member).filter(ticket=ticket).current().order_by("started_at", "metric", "cycle")
        )
        tag = etag_of(ticket, clocks)
        if is_known(request, tag):
            return Response(status=304, headers={"ETag": tag})
        newest = Message.objects.visible_to(request.member).filter(ticket=ticket).select_related("author")
        messages = list(newest.order_by("-at", "-id")[:NEWEST])[::-1]
        context = self.get_serializer_context() | {
            "clocks": clocks,
            "cover": decisions_on(request.member, ticket)[0],
            "messages": messages,
            "attachments": _attachments_of(messages, request.member),
            "messages_url": request.build_absolute_uri(reverse("api:messages", args=[ticket.pk])),
        }
        return Response(outputs.TicketWithAll(ticket, context=context).data, headers={"ETag": tag})

    @extend_schema(
        operation_id="create_ticket",
        tags=["tickets"],
        summary="Open a ticket",
        parameters=[KEY],
        request=inputs.NewTicket,
        responses={201: outputs.TicketShown},
    )
    @writes
    def create(self, request):
        sent = self.read_body(inputs.NewTicket)
        member, values = request.member, sent
        at, client = wallclock.now(), member.client if member.client_id else values["client"]
        with _stored(values["files"], client=client, visibility=PUBLIC, by=member, at=at) as files:
            ticket = actions.open_ticket(
                client=client,
                title=values["title"],
                body=values["body"],
                severity=values["severity"],
                type=values.get("type"),
                product=values.get("product"),
                environment=values.get("environment"),
                requester=values.get("requester"),
                source="api",
                files=files,
                by=member,
                at=at,
            )
        location = request.build_absolute_uri(reverse("api:ticket", args=[ticket.pk]))
        return Response(self.get_serializer(ticket).data, 201, headers={"Location": location})


class MessageViewSet(ApiViewSet):
    """What was said on one ticket."""

    needs = {"list": READ, "create": Need("tickets:write", staff="ticket.view", contact="portal.ticket.reply")}
    serializer_class = outputs.MessageShown
    orderings = {"at": ("at", "id"), "-at": ("-at", "-id")}

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:
            return Message.objects.none()
        return Message.objects.visible_to(member).filter(ticket_id=self.kwargs["ticket"]).select_related("author")

    @extend_schema(operation_id="list_messages", tags=["messages"], summary="List the messages of a ticket")
    def list(self, request, ticket):
        if not Ticket.objects.visible_to(request.member).filter(pk=ticket).exists():
            raise Http404
        rows = self.paginate_queryset(self.get_queryset())
        context = self.get_serializer_context() | {"attachments": _attachments_of(rows, request.member)}
        return self.get_paginated_response(outputs.MessageShown(rows, many=True, context=context).data)

    @extend_schema(
        operation_id="create_message",
        tags=["messages"],
        summary="Reply to a ticket, or leave an internal note",
        parameters=[KEY, IF_MATCH],
        request=inputs.NewMessage,
        responses={201: outputs.MessageShown},
    )
    @writes
    def create(self, request, ticket):
        member = request.member
        found = get_object_or_404(Ticket.objects.visible_to(member), pk=ticket)
        sent = self.read_body(inputs.NewMessage)
        values, at = sent, wallclock.now()
        visibility = values.get("visibility", PUBLIC)
        say = _verb(member, visibility)
        with _stored(values["files"], client=found.client, visibility=visibility, by=member, at=at) as files:
            message = say(
                ticket=found,
                body=values["body"],
                files=files,
                by=member,
                at=at,
                version=version_wanted(request),
                channel="api",
            )
        attachments = _attachments_of([message] if files else [], member)
        context = self.get_serializer_context() | {"attachments": attachments}
        return Response(outputs.MessageShown(message, context=context).data, 201)


class AttachmentViewSet(ApiViewSet):
    """Files on messages."""

    needs = {"retrieve": READ}
    pagination_class = None
    serializer_class = None

    @extend_schema(
        operation_id="download_attachment",
        tags=["messages"],
        summary="Download an attachment",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def retrieve(self, request, pk):
        rows = Attachment.objects.visible_to(request.member).select_related("file")
        return download(get_object_or_404(rows, pk=pk).file)


def _verb(member, visibility):
    if member.client_id:
        return actions.write_as_client
    verb, permission = (actions.write_note, "ticket.note") if visibility == INTERNAL else (actions.reply, "ticket.reply")
    if not may(member, permission):
        raise PermissionDenied
    return verb


def _stored(uploads, **where):
    return stored_for(uploads=uploads, **where) if uploads else nullcontext(())


def _attachments_of(messages, member):
    """Message id -> its attachments, in one query; in none without messages."""
    found = defaultdict(list)
    if messages:
        rows = Attachment.objects.visible_to(member).filter(message__in=[message.pk for message in messages])
        for attachment in rows.select_related("file").order_by("file__name", "id"):
            found[attachment.message_id].append(attachment)
    return found
