"""The pages of invoices, behind the managers' and the portal's door."""

from django.urls import path

from billing.api import balances as balances_api
from billing.api import offers as offers_api
from billing.api import views as api_views
from billing.views import drafting, offers, paying, reading, settings
from billing.views import portal as portal_views

manage = [
    path("invoices/", reading.invoices, name="invoices"),
    path("invoices/export/", reading.export, name="invoices-export"),
    path("invoices/new/", drafting.new_invoice, name="new-invoice"),
    path("invoices/<uuid:pk>/", reading.invoice, name="invoice"),
    path("invoices/<uuid:pk>/pdf/", reading.pdf, name="invoice-pdf"),
    path("invoices/<uuid:pk>/details/", drafting.invoice_details, name="invoice-details"),
    path("invoices/<uuid:pk>/lines/new/", drafting.new_line, name="new-invoice-line"),
    path("invoices/<uuid:pk>/deletion/", drafting.invoice_deletion, name="invoice-deletion"),
    path("invoices/<uuid:pk>/issue/", drafting.invoice_issue, name="invoice-issue"),
    path("invoices/<uuid:pk>/credit/", paying.invoice_credit, name="invoice-credit"),
    path("invoices/<uuid:pk>/payments/new/", paying.invoice_payment, name="invoice-payment"),
    path("invoices/<uuid:pk>/invoice/", drafting.proforma_invoice, name="proforma-invoice"),
    path("contracts/<uuid:pk>/invoice/", drafting.contract_invoice, name="contract-invoice"),
    path("invoice-lines/<uuid:pk>/", drafting.line, name="invoice-line"),
    path("invoice-lines/<uuid:pk>/deletion/", drafting.line_deletion, name="invoice-line-deletion"),
    path("payments/<uuid:pk>/return/", paying.payment_return, name="payment-return"),
    path("clients/<uuid:pk>/statement/", reading.statement, name="client-statement"),
    path("clients/<uuid:pk>/refund/", paying.client_refund, name="client-refund"),
    path("clients/<uuid:pk>/billing/", settings.client_billing, name="client-billing"),
    path("clients/<uuid:pk>/what-if/", offers.client_what_if, name="client-what-if"),
    path("contracts/<uuid:pk>/what-if/", offers.contract_what_if, name="contract-what-if"),
    path("entities/", settings.entities, name="entities"),
    path("entities/new/", settings.new_entity, name="new-entity"),
    path("entities/<uuid:pk>/", settings.entity, name="entity"),
    path("entities/<uuid:pk>/rates/new/", settings.new_rate, name="new-rate"),
]
portal = [
    path("invoices/", portal_views.invoices, name="invoices"),
    path("invoices/<uuid:pk>/", portal_views.invoice, name="invoice"),
    path("invoices/<uuid:pk>/pdf/", portal_views.pdf, name="invoice-pdf"),
    path("invoices/statement/", portal_views.statement, name="statement"),
]
api = [
    path("clients/<uuid:pk>/what-if/", offers_api.ClientWhatIfViewSet.as_view({"get": "retrieve"}), name="client-what-if"),
    path("contracts/<uuid:pk>/what-if/", offers_api.ContractWhatIfViewSet.as_view({"get": "retrieve"}), name="contract-what-if"),
    path("clients/<uuid:pk>/balance/", balances_api.BalanceViewSet.as_view({"get": "list"}), name="client-balance"),
    path("clients/<uuid:pk>/refunds/", balances_api.RefundViewSet.as_view({"post": "create"}), name="client-refunds"),
    path("invoices/", api_views.InvoiceViewSet.as_view({"get": "list"}), name="invoices"),
    path("invoices/<uuid:pk>/", api_views.InvoiceViewSet.as_view({"get": "retrieve"}), name="invoice"),
    path("invoices/<uuid:pk>/pdf/", api_views.PdfViewSet.as_view({"get": "retrieve"}), name="invoice-pdf"),
    path("invoices/<uuid:pk>/issue/", api_views.IssueViewSet.as_view({"post": "create"}), name="invoice-issue"),
    path("invoices/<uuid:pk>/payments/", api_views.PaymentViewSet.as_view({"post": "create"}), name="invoice-payments"),
]
