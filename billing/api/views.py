"""Invoices for programs: read by whoever may see them, issued and paid by staff tokens."""

import django_filters
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.api.filters import VisibleFilter
from accounts.api.idempotency import writes
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client
from billing import actions
from billing.api import shapes
from billing.models import Invoice
from billing.models.invoice import KINDS, STATES
from common import wallclock
from files.delivery import download

READ = Need("invoices:read", staff="invoice.view", contact="portal.invoice.view")
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 printable ASCII characters; kept for 48 hours. A repeated request gets the first answer again.",
)


class InvoiceFilters(django_filters.FilterSet):
    """All parameters hold."""

    state = django_filters.ChoiceFilter(choices=list(STATES.items()))
    kind = django_filters.ChoiceFilter(choices=list(KINDS.items()))
    client = VisibleFilter(Client)
    number = django_filters.CharFilter()

    class Meta:
        model = Invoice
        fields: list = []


class OfInvoices(ApiViewSet):
    """What the views of documents share."""

    serializer_class = shapes.InvoiceShown

    def get_queryset(self):
        member = getattr(self.request, "member", None)
        if member is None:  # the schema is being made
            return Invoice.objects.none()
        return Invoice.objects.visible_to(member).select_related("client", "corrects")


class InvoiceViewSet(OfInvoices):
    """Documents that the token's member may see; a client's contacts see no drafts."""

    needs = {"list": READ, "retrieve": READ}
    filterset_class = InvoiceFilters
    orderings = {"-created_at": ("-created_at", "-id"), "created_at": ("created_at", "id")}

    @extend_schema(operation_id="list_invoices", tags=["invoices"], summary="List invoices, credit notes and proformas")
    def list(self, request):
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset().defer("content")))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(
        operation_id="read_invoice",
        tags=["invoices"],
        summary="Read a document with its lines and payments",
        responses={200: shapes.InvoiceWithLines},
    )
    def retrieve(self, request, pk):
        found = get_object_or_404(self.get_queryset().prefetch_related("lines", "payments"), pk=pk)
        return Response(shapes.InvoiceWithLines(found, context=self.get_serializer_context()).data)


class PdfViewSet(OfInvoices):
    """The PDF of an issued document."""

    needs = {"retrieve": READ}
    pagination_class = None
    serializer_class = None

    @extend_schema(
        operation_id="download_invoice",
        tags=["invoices"],
        summary="Download the PDF/A of an issued document",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def retrieve(self, request, pk):
        found = get_object_or_404(self.get_queryset().select_related("pdf"), pk=pk)
        if found.pdf is None:
            raise Http404
        return download(found.pdf)


class IssueViewSet(OfInvoices):
    """Issuing a draft."""

    needs = {"create": Need("invoices:write", staff="invoice.issue", contact="invoice.issue")}
    pagination_class = None

    @extend_schema(
        operation_id="issue_invoice",
        tags=["invoices"],
        summary="Issue a draft: it gets its number and is frozen",
        parameters=[KEY],
        request=None,
        responses={200: shapes.InvoiceShown},
    )
    @writes
    def create(self, request, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        done = actions.issue_invoice(invoice=found, by=request.member, at=wallclock.now())
        return Response(self.get_serializer(done).data)


class PaymentViewSet(OfInvoices):
    """Money that came in."""

    needs = {"create": Need("invoices:write", staff="payment.record", contact="payment.record")}
    pagination_class = None

    @extend_schema(
        operation_id="record_payment",
        tags=["invoices"],
        summary="Record a payment of an issued invoice",
        parameters=[KEY],
        request=shapes.NewPayment,
        responses={201: shapes.PaymentShown},
    )
    @writes
    def create(self, request, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        sent = self.read_body(shapes.NewPayment)
        done = actions.record_payment(invoice=found, **sent, by=request.member, at=wallclock.now())
        return Response(shapes.PaymentShown(done).data, 201)
