"""Service credits that clients claim, for programs (C-72)."""

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework.response import Response

from accounts.api.filters import VisibleFilter
from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing import actions
from billing.api import consent_shapes as shapes
from billing.api.consents import CREDITS
from billing.api.views import KEY
from billing.claims import claimable
from billing.models import CreditClaim
from common import wallclock
from contracts.models import Contract

CLAIM = Need("invoices:write", staff="credit.claim", contact="credit.claim")  # no member of staff has it


class ClaimFilters(django_filters.FilterSet):
    """All parameters hold."""

    client = VisibleFilter(Client)
    contract = VisibleFilter(Contract)

    class Meta:
        model = CreditClaim
        fields: list = []


class ClaimableFilters(django_filters.FilterSet):
    """All parameters hold."""

    client = VisibleFilter(Client)
    contract = VisibleFilter(Contract, field_name="pk", method="of_contract")

    class Meta:
        model = Contract
        fields: list = []

    @extend_schema_field(OpenApiTypes.UUID)
    def of_contract(self, rows, _name, contract):
        return rows.filter(pk=contract.pk)


class ClaimableViewSet(ApiViewSet):
    """Months that can be claimed and were not, of contracts that the token's member may see."""

    needs = {"list": CREDITS}
    serializer_class = shapes.ClaimableShown
    filterset_class = ClaimableFilters
    pagination_class = None

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        return Contract.objects.visible_to(member) if member else Contract.objects.none()

    @extend_schema(
        operation_id="list_claimable_credits", tags=["invoices"], summary="List months whose service credit can be claimed"
    )
    def list(self, request):
        rows = claimable(request.member, wallclock.now(), self.filter_queryset(self.get_queryset()))
        return Response(self.get_serializer(rows, many=True).data)


class ClaimViewSet(ApiViewSet):
    """What clients claimed, and what was answered."""

    needs = {"list": CREDITS, "create": CLAIM}
    serializer_class = shapes.ClaimShown
    filterset_class = ClaimFilters
    orderings = {"-claimed_at": ("-claimed_at", "-id"), "claimed_at": ("claimed_at", "id")}

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return CreditClaim.objects.none()
        return CreditClaim.objects.visible_to(member).select_related("client", "contract", "claimed_by")

    @extend_schema(operation_id="list_credit_claims", tags=["invoices"], summary="List service credits that were claimed")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(
        operation_id="claim_service_credit", tags=["invoices"], summary="Claim the service credit of a month",
        parameters=[KEY], request=shapes.NewClaim, responses={201: shapes.ClaimShown},
    )  # fmt: skip
    @writes
    def create(self, request):
        made = actions.claim_credit(**self.read_body(shapes.NewClaim), by=request.member, at=wallclock.now())
        return Response(self.get_serializer(made).data, 201)
