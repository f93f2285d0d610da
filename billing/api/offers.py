"""What-if for programs: twelve months of a client's work priced under each offer."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.permissions import Need
from accounts.api.problems import parameter_problem
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing.api.shapes import Amount, InCurrency
from billing.forms.offers import ROLLOVERS, SizeForm
from billing.offer_queries import comparison_for
from common import wallclock
from contracts.models import Contract

READ = Need("contracts:read", staff="rate.view", contact="rate.view")  # no contact has it
PARAMETERS = [
    OpenApiParameter("hours", float, description="Hours a month of the retainer that is tried; else the average, up to an hour."),
    OpenApiParameter("price", float, description="Its price per hour; else that of the retainer in force, or the usual rate."),
    OpenApiParameter("rollover", str, enum=list(ROLLOVERS), description="What becomes of its unused hours."),
]


class Priced(InCurrency):
    """Amounts without tax, and minutes: drawn from the allowance, lapsed, charged by the hour (of which not covered), not billed,
    and without a rate, which are in no amount."""

    fee = Amount()
    overage = Amount()
    total = Amount()
    used_minutes = serializers.IntegerField(source="used")
    unused_minutes = serializers.IntegerField(source="unused")
    over_minutes = serializers.IntegerField(source="over")
    uncovered_minutes = serializers.IntegerField(source="uncovered")
    absorbed_minutes = serializers.IntegerField(source="absorbed")
    unrated_minutes = serializers.IntegerField(source="unrated")


@extend_schema_serializer(component_name="WhatIfMonth")
class MonthShown(Priced):
    """A calendar month under an offer."""

    starts_on = serializers.DateField()


@extend_schema_serializer(component_name="WhatIfOffer")
class OfferShown(InCurrency):
    """An offer; the cheapest is marked among those under which all work has a rate."""

    code = serializers.CharField(source="offer.code")
    name = serializers.CharField(source="offer.name")
    is_cheapest = serializers.BooleanField()
    unrated_levels = serializers.ListField(child=serializers.IntegerField())
    sums = Priced()
    months = MonthShown(many=True)


@extend_schema_serializer(component_name="WhatIf")
class ComparisonShown(InCurrency):
    """Offers for the work of twelve whole months, without tax, service credits or uplifts."""

    client = serializers.UUIDField(source="client.pk")
    contract = serializers.UUIDField(source="contract.pk", allow_null=True, default=None)
    starts_on = serializers.DateField(source="span.starts_on")
    ends_on = serializers.DateField(source="span.ends_on")
    currency = serializers.CharField()
    worked_minutes = serializers.IntegerField(source="worked")
    given_minutes = serializers.IntegerField(source="given")
    retainer_hours = serializers.DecimalField(source="size.hours", max_digits=7, decimal_places=2)
    retainer_price = Amount(source="size.price", allow_null=True)
    offers = OfferShown(source="outcomes", many=True)
    not_compared = serializers.ListField(
        source="not_compared_names", child=serializers.CharField(), help_text="Packages that are priced in another currency."
    )


class OfWhatIf(ApiViewSet):
    """The comparison of offers, whether for a client or for a contract."""

    needs = {"retrieve": READ}
    serializer_class = ComparisonShown

    def compared(self, request, client, contract=None):
        form = SizeForm(request.query_params)
        chosen = form.chosen()
        if form.errors:
            raise parameter_problem(form.errors)
        found = comparison_for(request.member, client, wallclock.now(), contract, **chosen)
        return Response(ComparisonShown(found, context={"currency": found.currency}).data)


class ClientWhatIfViewSet(OfWhatIf):
    """All of a client's work."""

    @extend_schema(
        operation_id="compare_offers_for_client", tags=["contracts"], summary="Price a client's work under each offer",
        parameters=PARAMETERS,
    )  # fmt: skip
    def retrieve(self, request, pk):
        return self.compared(request, get_object_or_404(Client.objects.visible_to(request.member), pk=pk))


class ContractWhatIfViewSet(OfWhatIf):
    """The work on one contract."""

    @extend_schema(
        operation_id="compare_offers_for_contract", tags=["contracts"], summary="Price a contract's work under each offer",
        parameters=PARAMETERS,
    )  # fmt: skip
    def retrieve(self, request, pk):
        found = get_object_or_404(Contract.objects.visible_to(request.member).select_related("client"), pk=pk)
        return self.compared(request, found.client, found)
