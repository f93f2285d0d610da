"""Questions about hours that run out, and service credits, for programs (C-35, C-41, C-42, C-72)."""

import django_filters
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.filters import VisibleFilter
from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing import actions
from billing.api import consent_shapes as shapes
from billing.api.quotes import DECIDE, READ
from billing.api.views import KEY
from billing.models import ConsentRequest, CreditProposal
from billing.quote_queries import with_stalled
from common import wallclock
from contracts.models import Contract

CREDITS = Need("invoices:read", staff="credit.view", contact="portal.quote.view")


class ConsentFilters(django_filters.FilterSet):
    """All parameters hold."""

    client = VisibleFilter(Client)
    contract = VisibleFilter(Contract)

    class Meta:
        model = ConsentRequest
        fields: list = []


class OfConsents(ApiViewSet):
    """Questions that the token's member may see."""

    serializer_class = shapes.ConsentShown

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return ConsentRequest.objects.none()
        people = ("client", "contract", "line__contract", "ticket", "decided_by")
        return ConsentRequest.objects.visible_to(member).select_related(*people)

    def found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)

    def answer(self, pk, status=200, headers=None):
        """The question as it is now."""
        (found,) = with_stalled(self.request.member, [self.found(pk)])
        return Response(self.get_serializer(found).data, status, headers=headers)

    def get_serializer_context(self):
        return super().get_serializer_context() | {"at": wallclock.now()}


class ConsentViewSet(OfConsents):
    """Questions to the client's approvers."""

    needs = {"list": READ, "retrieve": READ, "create": Need("quotes:write", staff="consent.ask", contact="consent.ask")}
    filterset_class = ConsentFilters
    orderings = {"-asked_at": ("-asked_at", "-id"), "asked_at": ("asked_at", "id")}

    @extend_schema(operation_id="list_consents", tags=["quotes"], summary="List questions about hours that run out")
    def list(self, request):
        rows = with_stalled(request.member, self.paginate_queryset(self.filter_queryset(self.get_queryset())))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(operation_id="read_consent", tags=["quotes"], summary="Read a question about hours that run out")
    def retrieve(self, request, pk):
        return self.answer(pk)

    @extend_schema(
        operation_id="ask_consent", tags=["quotes"], summary="Ask whether work may go beyond a line's hours",
        parameters=[KEY], request=shapes.NewConsent, responses={201: shapes.ConsentShown},
    )  # fmt: skip
    @writes
    def create(self, request):
        asked = actions.ask_consent(**self.read_body(shapes.NewConsent), by=request.member, at=wallclock.now())
        return self.answer(asked.pk, 201, {"Location": request.build_absolute_uri(reverse("api:consent", args=[asked.pk]))})


class ConsentApprovalViewSet(OfConsents):
    """Yes, up to an amount."""

    needs = {"create": DECIDE}
    pagination_class = None

    @extend_schema(
        operation_id="approve_consent", tags=["quotes"], summary="Let work go on, up to an amount",
        parameters=[KEY], request=shapes.ConsentApproval, responses={200: shapes.ConsentShown},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        said = self.read_body(shapes.ConsentApproval)
        actions.approve_consent(request=self.found(pk), **said, by=request.member, at=wallclock.now())
        return self.answer(pk)


class ConsentTopUpViewSet(OfConsents):
    """Hours instead."""

    needs = {"create": DECIDE}
    pagination_class = None

    @extend_schema(
        operation_id="top_up_consent", tags=["quotes"], summary="Buy hours at the price of the estimate instead",
        parameters=[KEY], request=shapes.ConsentTopUp, responses={200: shapes.ConsentShown},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        said = self.read_body(shapes.ConsentTopUp)
        actions.top_up_consent(request=self.found(pk), **said, by=request.member, at=wallclock.now())
        return self.answer(pk)


class ConsentRefusalViewSet(OfConsents):
    """No."""

    needs = {"create": DECIDE}
    pagination_class = None

    @extend_schema(
        operation_id="decline_consent", tags=["quotes"], summary="Say that work must not go beyond the hours",
        parameters=[KEY], request=shapes.ConsentRefusal, responses={200: shapes.ConsentShown},
    )  # fmt: skip
    @writes
    def create(self, request, pk):
        said = self.read_body(shapes.ConsentRefusal)
        actions.decline_consent(request=self.found(pk), **said, by=request.member, at=wallclock.now())
        return self.answer(pk)


class CreditViewSet(ApiViewSet):
    """Service credits by the month; a client's contacts see what was approved."""

    needs = {"list": CREDITS}
    serializer_class = shapes.CreditShown
    orderings = {"-proposed_at": ("-proposed_at", "-id"), "proposed_at": ("proposed_at", "id")}

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return CreditProposal.objects.none()
        return CreditProposal.objects.visible_to(member).select_related("client")

    @extend_schema(operation_id="list_service_credits", tags=["invoices"], summary="List service credits by the month")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
