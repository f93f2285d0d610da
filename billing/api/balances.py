"""What stands to a client's credit, for programs, and that it was paid back (C-73)."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing import actions
from billing.api.shapes import Amount, OfDocument
from billing.api.views import KEY, READ
from billing.models import BalanceMovement
from billing.queries import balances_of
from common import money, wallclock


class BalanceShown(serializers.Serializer):
    """What stands to a client's credit in one currency; below nothing, what it owes beside its invoices."""

    currency = serializers.CharField()
    amount = serializers.CharField()


class RefundShown(OfDocument):
    """Money that was paid back, as a movement of the balance: below nothing."""

    id = serializers.UUIDField()
    currency = serializers.CharField()
    amount = Amount()
    note = serializers.CharField()
    at = serializers.DateTimeField()


class NewRefund(serializers.Serializer):
    """Money that was paid back to a client."""

    currency = serializers.CharField(min_length=3, max_length=3)
    amount = serializers.DecimalField(max_digits=15, decimal_places=3)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class OfBalances(ApiViewSet):
    """What the views of a client's balance share."""

    pagination_class = None

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        return BalanceMovement.objects.none() if member is None else BalanceMovement.objects.visible_to(member)

    def client(self, pk):
        return get_object_or_404(Client.objects.visible_to(self.request.member), pk=pk)


class BalanceViewSet(OfBalances):
    """Each currency in which something stands to a client's credit."""

    serializer_class = BalanceShown
    needs = {"list": READ}

    @extend_schema(
        operation_id="read_balance",
        tags=["invoices"],
        summary="Read what stands to a client's credit, by currency",
        responses={200: BalanceShown(many=True)},
    )
    def list(self, request, pk):
        found = [{"currency": code, "amount": str(money.rounded(sum, code))} for code, sum in balances_of(self.client(pk))]
        return Response(BalanceShown(found, many=True).data)


class RefundViewSet(OfBalances):
    """Money that was paid back."""

    serializer_class = RefundShown
    needs = {"create": Need("invoices:write", staff="payment.record", contact="payment.record")}

    @extend_schema(
        operation_id="record_refund",
        tags=["invoices"],
        summary="Record that what stood to a client's credit was paid back",
        parameters=[KEY],
        request=NewRefund,
        responses={201: RefundShown},
    )
    @writes
    def create(self, request, pk):
        sent = self.read_body(NewRefund)
        done = actions.refund_balance(client=self.client(pk), **sent, by=request.member, at=wallclock.now())
        return Response(RefundShown(done).data, 201)
