"""Quotes for programs: staff tokens write and send them, the token of an approver answers (C-20 to C-22)."""

import django_filters
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.filters import VisibleFilter
from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing import actions
from billing.api import quote_shapes as shapes
from billing.api.views import KEY
from billing.errors import QuoteRefused
from billing.models import Quote
from billing.models.quotes import DRAFT
from billing.quote_queries import quotes_found, versions_of, with_shown_states, with_stalled
from common import wallclock
from tickets.models import Ticket

READ = Need("quotes:read", staff="quote.view", contact="portal.quote.view")
WRITE = Need("quotes:write", staff="quote.edit", contact="quote.edit")
DECIDE = Need("quotes:write", staff="quote.decide", contact="quote.decide")


class QuoteFilters(django_filters.FilterSet):
    """All parameters hold."""

    client = VisibleFilter(Client)
    ticket = VisibleFilter(Ticket)

    class Meta:
        model = Quote
        fields: list = []


class OfQuotes(ApiViewSet):
    """Quotes that the token's member may see; a client's contacts see what was sent."""

    serializer_class = shapes.QuoteWithVersions

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return Quote.objects.none()
        return quotes_found(member, {}, wallclock.now()).select_related("client__tenant", "ticket", "contract").order_by()

    def answer(self, pk, status=200, headers=None):
        """The quote as it is now, with its versions."""
        found, at = get_object_or_404(self.get_queryset(), pk=pk), wallclock.now()
        found.shown_versions = versions_of(self.request.member, found)
        for version in found.shown_versions:
            version.shown_state = version.state_at(at)
        found.shown_state = found.shown_versions[0].shown_state
        with_stalled(self.request.member, [found])
        return Response(self.get_serializer(found).data, status, headers=headers)

    def newest(self, pk):
        """The newest version that the caller may see, with its quote."""
        found = get_object_or_404(self.get_queryset(), pk=pk)
        version = versions_of(self.request.member, found)[0]
        version.quote = found
        return version


class QuoteViewSet(OfQuotes):
    """Quotes."""

    needs = {"list": READ, "retrieve": READ, "create": WRITE}
    filterset_class = QuoteFilters
    orderings = {"-created_at": ("-created_at", "-id"), "created_at": ("created_at", "id")}

    @extend_schema(
        operation_id="list_quotes", tags=["quotes"], summary="List quotes", responses={200: shapes.QuoteShown(many=True)}
    )
    def list(self, request):
        rows, at = self.paginate_queryset(self.filter_queryset(self.get_queryset())), wallclock.now()
        rows = with_stalled(request.member, with_shown_states(rows, at))
        return self.get_paginated_response(shapes.QuoteShown(rows, many=True).data)

    @extend_schema(operation_id="read_quote", tags=["quotes"], summary="Read a quote with its versions")
    def retrieve(self, request, pk):
        return self.answer(pk)

    @extend_schema(
        operation_id="create_quote", tags=["quotes"], summary="Draft a quote; the client sees nothing before it is sent",
        parameters=[KEY], request=shapes.NewQuote, responses={201: shapes.QuoteWithVersions},
    )  # fmt: skip
    @writes
    def create(self, request):
        version = actions.draft_quote(**self.read_body(shapes.NewQuote), by=request.member, at=wallclock.now())
        location = request.build_absolute_uri(reverse("api:quote", args=[version.quote_id]))
        return self.answer(version.quote_id, 201, {"Location": location})


class SendingViewSet(OfQuotes):
    """A draft before the client's approvers."""

    needs = {"create": WRITE}
    pagination_class = None

    @extend_schema(
        operation_id="send_quote", tags=["quotes"], summary="Send the draft: it is frozen, and approvers are told",
        parameters=[KEY], request=None, responses={200: shapes.QuoteWithVersions},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        version = self.newest(pk)
        if version.state != DRAFT:
            raise QuoteRefused(_("The quote is at another stage by now."))
        actions.send_quote(version=version, by=request.member, at=wallclock.now())
        return self.answer(pk)


class AcceptanceViewSet(OfQuotes):
    """An approver's yes, within their spending limit."""

    needs = {"create": DECIDE}
    pagination_class = None

    @extend_schema(
        operation_id="accept_quote", tags=["quotes"], summary="Accept what was sent",
        parameters=[KEY], request=shapes.Acceptance, responses={200: shapes.QuoteWithVersions},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        version, said = self.newest(pk), self.read_body(shapes.Acceptance)
        said["sha256"] = said.pop("content_sha256")
        actions.accept_quote(version=version, **said, by=request.member, at=wallclock.now())
        return self.answer(pk)


class RefusalViewSet(OfQuotes):
    """An approver's no."""

    needs = {"create": DECIDE}
    pagination_class = None

    @extend_schema(
        operation_id="decline_quote", tags=["quotes"], summary="Decline what was sent",
        parameters=[KEY], request=shapes.Refusal, responses={200: shapes.QuoteWithVersions},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        version = self.newest(pk)
        actions.decline_quote(version=version, **self.read_body(shapes.Refusal), by=request.member, at=wallclock.now())
        return self.answer(pk)
