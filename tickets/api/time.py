"""Time worked for programs: read, logged, corrected and withdrawn."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from common import wallclock
from tickets import actions
from tickets.api import inputs, outputs
from tickets.api.filters import TimeFilters
from tickets.api.views import KEY
from tickets.models import TimeEntry

READ = Need("time:read", staff="ticket.view", contact="portal.view")
WRITE = Need("time:write", staff="time.log", contact="time.log")


class OfTime(ApiViewSet):
    """Entries that the token's member may see; a contact's token sees counted ones."""

    serializer_class = outputs.TimeEntryShown

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return TimeEntry.objects.none()
        return TimeEntry.objects.visible_to(member).select_related("client", "member", "approved_by")

    def entry_of(self, pk):
        """The entry with all that a correction asks of it."""
        rows = TimeEntry.objects.visible_to(self.request.member)
        return get_object_or_404(rows.select_related("client", "member", "ticket__type", "contract"), pk=pk)


class TimeEntryViewSet(OfTime):
    """Time that was worked."""

    needs = {"list": READ, "retrieve": READ, "create": WRITE}
    filterset_class = TimeFilters
    orderings = {"-started_at": ("-started_at", "-id"), "started_at": ("started_at", "id")}

    @extend_schema(operation_id="list_time_entries", tags=["time"], summary="List time worked")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(operation_id="read_time_entry", tags=["time"], summary="Read an entry of time")
    def retrieve(self, request, pk):
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(
        operation_id="create_time_entry",
        tags=["time"],
        summary="Log time on a ticket or a contract",
        parameters=[KEY],
        request=inputs.NewTimeEntry,
        responses={201: outputs.TimeEntryShown},
    )
    @writes
    def create(self, request):
        sent = self.read_body(inputs.NewTimeEntry)
        entry = actions.log_time(by=request.member, at=wallclock.now(), **sent)
        location = request.build_absolute_uri(reverse("api:time-entry", args=[entry.pk]))
        return Response(self.get_serializer(entry).data, 201, headers={"Location": location})


class TimeCorrectionViewSet(OfTime):
    """Another entry in the place of one; whose time it is corrects it until it is approved, leads correct any."""

    needs = {"create": WRITE}
    pagination_class = None
    is_of_its_writer = True

    @extend_schema(
        operation_id="correct_time_entry",
        tags=["time"],
        summary="Correct an entry of time",
        description="The answer is the new entry, which names the old one in `corrects`.",
        parameters=[KEY],
        request=inputs.TimeCorrection,
        responses={201: outputs.TimeEntryShown},
    )
    @writes
    def create(self, request, pk):
        entry = self.entry_of(pk)
        sent = self.read_body(inputs.TimeCorrection)
        new = actions.correct_time(entry=entry, by=request.member, at=wallclock.now(), **sent)
        return Response(self.get_serializer(new).data, 201)


class TimeWithdrawalViewSet(OfTime):
    """An entry that should not count."""

    needs = {"create": WRITE}
    pagination_class = None
    is_of_its_writer = True

    @extend_schema(
        operation_id="withdraw_time_entry",
        tags=["time"],
        summary="Withdraw an entry of time",
        parameters=[KEY],
        request=inputs.TimeWithdrawal,
        responses={200: outputs.TimeEntryShown},
    )
    @writes
    def create(self, request, pk):
        entry = self.entry_of(pk)
        sent = self.read_body(inputs.TimeWithdrawal)
        gone = actions.withdraw_time(entry=entry, by=request.member, at=wallclock.now(), **sent)
        return Response(self.get_serializer(gone).data)
