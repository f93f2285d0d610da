"""Products and environments for programs: read by whoever may see them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from common import wallclock
from products.api import shapes
from products.queries import environments_of, products_with_clients

READ = Need("products:read", staff="client.view", contact="portal.view")


class ProductViewSet(ApiViewSet):
    """What the tenant supports; contacts see what their company uses."""

    needs = {"list": READ}
    serializer_class = shapes.ProductShown
    pagination_class = None
    filter_backends = []

    @extend_schema(operation_id="list_products", tags=["products"], summary="List products with their versions")
    def list(self, request):
        return Response(self.get_serializer(products_with_clients(request.member, wallclock.now()), many=True).data)


class EnvironmentViewSet(ApiViewSet):
    """Where a client runs what."""

    needs = {"list": READ}
    serializer_class = shapes.EnvironmentShown
    pagination_class = None
    filter_backends = []

    @extend_schema(operation_id="list_environments", tags=["products"], summary="List a client's environments")
    def list(self, request, pk):
        found = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
        rows = environments_of(found, request.member, wallclock.now())
        return Response(self.get_serializer(rows, many=True).data)
