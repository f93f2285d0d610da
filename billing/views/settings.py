"""Who invoices, at which tax, and how a client is invoiced."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.models import Client
from billing import actions
from billing.forms.settings import EntityForm, ProfileForm, RateForm
from billing.models import LegalEntity
from billing.queries import likely_currency, profile_of
from common import wallclock
from common.http import accepted, form_page, status_of


@door("manage", may="billing.settings")
@require_safe
def entities(request, tenant):
    """The companies that invoice."""
    rows = LegalEntity.objects.visible_to(request.member).prefetch_related("rates")
    return render(request, "billing/entities.html", {"entities": rows})


@door("manage", may="billing.settings")
def new_entity(request, tenant):
    """Enter a company that invoices."""
    known = request.member.tenant
    series = {"invoice_series": "INV", "credit_series": "CN", "proforma_series": "PRO", "time_zone": known.time_zone}
    usual = {"name": known.name, "numbers_begin_each_year": True, "currency": likely_currency(known)}
    form = EntityForm(request.POST or None, initial=series | usual)

    def save(**said):
        return actions.save_entity(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, save):
        messages.success(request, _("Legal entity saved. Enter its tax rates next."))
        return redirect("manage:new-rate", tenant, form.outcome.pk)
    return _entity_page(request, form, _("New legal entity"))


@door("manage", may="billing.settings")
def entity(request, tenant, pk):
    """Change a company that invoices; documents that are issued keep what they say."""
    found = _found(request, pk)
    form = EntityForm(request.POST or None, initial=vars(found))

    def save(**said):
        return actions.save_entity(entity=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, save):
        messages.success(request, _("Legal entity saved. Issued documents keep what they say."))
        return redirect("manage:entities", tenant)
    return _entity_page(request, form, found.name)


@door("manage", may="billing.settings")
def new_rate(request, tenant, pk):
    """A tax rate from a day on."""
    found = _found(request, pk)
    form = RateForm(request.POST or None)

    def save(**said):
        return actions.set_rate(entity=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, save):
        messages.success(request, _("Tax rate saved."))
        return redirect("manage:entities", tenant)
    lead = _("Documents are taxed at the rate that is valid at their tax point.")
    here = _("Tax rate of %(entity)s") % {"entity": found.name}
    return form_page(request, form, here=here, trail=_trail(tenant), submit=_("Save tax rate"), lead=lead)


@door("manage", may="invoice.edit")
def client_billing(request, tenant, pk):
    """How a client is named and addressed on its documents."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    known = profile_of(client)
    form = ProfileForm(request.POST or None, initial=vars(known) if known else {"name": client.name})

    def save(**said):
        return actions.save_profile(client=client, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, save):
        messages.success(request, _("Billing details saved."))
        return redirect("manage:client", tenant, pk)
    trail = [(_("Clients"), reverse("manage:clients", args=[tenant])), (client.name, reverse("manage:client", args=[tenant, pk]))]
    return form_page(request, form, here=_("Billing details"), trail=trail, submit=_("Save billing details"))


def _entity_page(request, form, here):
    return render(request, "billing/entity.html", {"form": form, "here": here}, status=status_of(form))


def _found(request, pk):
    return get_object_or_404(LegalEntity.objects.visible_to(request.member), pk=pk)


def _trail(tenant):
    return [(_("Legal entities"), reverse("manage:entities", args=[tenant]))]
