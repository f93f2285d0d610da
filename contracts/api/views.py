"""Contracts for programs: read by whoever may see them."""

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.filters import VisibleFilter
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from common import wallclock
from contracts.api import shapes
from contracts.models import DRAFT, KINDS, Contract
from contracts.queries import agreement_on, course_of, ledger_page, pots_left, states_of_each

READ = Need("contracts:read", staff="contract.view", contact="portal.contract.view")
MOVEMENTS = 100  # newest ones in the answer to a read


class ContractFilters(django_filters.FilterSet):
    """All parameters hold."""

    client = VisibleFilter(Client)
    kind = django_filters.ChoiceFilter(choices=list(KINDS.items()))
    reference = django_filters.CharFilter()

    class Meta:
        model = Contract
        fields: list = []


class ContractViewSet(ApiViewSet):
    """Contracts that the token's member may see; contacts see no drafts."""

    needs = {"list": READ, "retrieve": READ}
    serializer_class = shapes.ContractShown
    filterset_class = ContractFilters
    orderings = {"-created_at": ("-created_at", "id"), "created_at": ("created_at", "-id")}

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return Contract.objects.none()
        rows = Contract.objects.visible_to(member).select_related("client", "tier")
        return rows.exclude(stage=DRAFT) if member.client_id else rows

    @extend_schema(operation_id="list_contracts", tags=["contracts"], summary="List contracts")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        states = states_of_each(request.member.tenant_id, rows, wallclock.now())
        for row in rows:
            row.state = states[row.pk]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(
        operation_id="read_contract",
        tags=["contracts"],
        summary="Read a contract with its lines, hours left and movements",
        responses={200: shapes.ContractWithLines},
    )
    def retrieve(self, request, pk):
        at = wallclock.now()
        contract = get_object_or_404(self.get_queryset(), pk=pk)
        contract.state = states_of_each(contract.tenant_id, [contract], at)[contract.pk]
        course = course_of(contract, at)
        pots = {pot.line.pk: pot for pot in pots_left(contract, at)}
        agreed = agreement_on(contract, max(course.today, contract.starts_on)).lines
        shown = [shapes.line_shown(line, said, pots.get(line.pk), contract.currency) for line, said in agreed]
        data = shapes.ContractShown(contract).data | {"renewal_on": course.renewal_on, "notice_on": course.notice_on}
        data["lines"] = shapes.LineAgreed(shown, many=True).data
        data["movements"] = shapes.MovementShown(ledger_page(contract, count=MOVEMENTS), many=True).data
        return Response(data)
