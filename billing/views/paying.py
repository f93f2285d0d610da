"""Correcting an invoice and recording what was paid."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.doors import door
from accounts.models import Client
from billing import actions
from billing.forms.documents import CreditForm, PaymentForm, RefundForm
from billing.models import Payment
from billing.queries import balances_of, credited_by_line, document_of, local_day
from common import money, wallclock
from common.errors import DomainError
from common.http import accepted, form_page


@door("manage", may="invoice.issue")
def invoice_credit(request, tenant, pk):
    """Issue a credit note on an invoice, whole or line by line."""
    found = get_object_or_404(document_of(request.member), pk=pk)
    gone = credited_by_line(found)
    left = [(line, line.net - gone.get(line.pk, money.ZERO)) for line in found.lines.all()]
    lines = [(line, amount) for line, amount in left if amount]
    form = CreditForm(request.POST or None, member=request.member, lines=lines, currency=found.currency)

    def credit(**said):
        return actions.credit_invoice(invoice=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, credit):
        messages.success(request, _("%(number)s is issued, and the client is told.") % {"number": form.outcome.number})
        return redirect("manage:invoice", tenant, form.outcome.pk)
    if form.is_bound:
        form.renew()
    lead = _("Amounts are without tax. The credit note is issued at once, gets its own number and cannot be taken back.")
    here, submit = _("Credit %(number)s") % {"number": found}, _("Issue credit note")
    return form_page(request, form, here=here, trail=trail_of(tenant, found), submit=submit, lead=lead)


@door("manage", may="payment.record")
def invoice_payment(request, tenant, pk):
    """Record money that came in."""
    found, at = get_object_or_404(document_of(request.member), pk=pk), wallclock.now()
    usual = {"amount": money.rounded(found.open_amount, found.currency), "received_on": local_day(found.entity, at)}
    form = PaymentForm(request.POST or None, member=request.member, initial=usual)

    def record(**said):
        return actions.record_payment(invoice=found, **said, by=request.member, at=at)

    if request.method == "POST" and accepted(form, record):
        messages.success(request, _("Payment recorded."))
        return redirect("manage:invoice", tenant, pk)
    if form.is_bound:
        form.renew()
    lead = _("%(open)s is open.") % {"open": money.in_words(found.open_amount, found.currency)}
    here = _("Payment of %(number)s") % {"number": found}
    return form_page(request, form, here=here, trail=trail_of(tenant, found), submit=_("Record payment"), lead=lead)


@door("manage", may="payment.record")
def payment_return(request, tenant, pk):
    """Take back a payment that was recorded by mistake."""
    found = get_object_or_404(Payment.objects.visible_to(request.member).select_related("invoice"), pk=pk)
    if request.method != "POST":
        amount = money.in_words(found.amount, found.invoice.currency)
        day = date_format(found.received_on, _("j M Y"))
        lead = _("%(amount)s of %(day)s is open again afterwards. Both stay in the history.") % {"amount": amount, "day": day}
        words = {"here": _("Take this payment back"), "submit": _("Take it back"), "lead": lead, "danger": True}
        return form_page(request, None, trail=trail_of(tenant, found.invoice), **words)
    try:
        actions.take_back_payment(payment=found, by=request.member, at=wallclock.now())
        messages.success(request, _("Payment taken back."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("manage:invoice", tenant, found.invoice_id)


@door("manage", may="payment.record")
def client_refund(request, tenant, pk):
    """Note that what stands to a client's credit was paid back (C-73)."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    back = reverse("manage:client-statement", args=[tenant, client.pk])
    balances = [(code, amount) for code, amount in balances_of(client) if amount > 0]
    usual = {"amount": money.rounded(balances[0][1], balances[0][0])} if len(balances) == 1 else {}
    form = RefundForm(request.POST or None, member=request.member, balances=balances, initial=usual)

    def refund(**said):
        return actions.refund_balance(client=client, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, refund):
        messages.success(request, _("Recorded as paid back."))
        return redirect(back)
    if form.is_bound:
        form.renew()
    trail = [(client.name, reverse("manage:client", args=[tenant, client.pk])), (_("Statement"), back)]
    lead = _("What you sent back is noted on the statement; the money itself you send from your bank.")
    lead = lead if balances else _("Nothing stands to the credit of this client.")
    return form_page(request, form, here=_("Pay back"), trail=trail, submit=_("Record"), lead=lead)


def trail_of(tenant, invoice):
    """The way back to a document."""
    first = (_("Invoices"), reverse("manage:invoices", args=[tenant]))
    return [first, (str(invoice), reverse("manage:invoice", args=[tenant, invoice.pk]))]
