"""A new contract: for a client, from a package or from nothing, with lines of every kind."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.doors import door
from accounts.models import Client, Membership
from accounts.permissions import ACCOUNT_MANAGER
from common import money, wallclock
from common.http import accepted, status_of
from contracts import actions
from contracts.forms import ClientChoice, ContractForm
from contracts.lines_form import LinesForm
from contracts.models import Package
from contracts.terms import Terms
from contracts.terms_forms import TermsForm
from products.queries import products_of
from slas.models import Calendar, Tier


@door("manage", may="contract.edit")
def new_contract(request, tenant):
    """Put a client on a tier between two days; the client comes first, because the products are its own."""
    clients = Client.objects.visible_to(request.member).active()
    packages = Package.objects.visible_to(request.member).filter(is_active=True).prefetch_related("versions")
    choice = ClientChoice(request.GET if "client" in request.GET else None, clients=clients, packages=packages)
    if not choice.is_valid():
        return render(request, "manage/contract_client.html", {"choice": choice})
    client, package = choice.cleaned_data["client"], choice.cleaned_data.get("package")
    version = package.versions.all()[0] if package else None
    terms = version.agreed if version else Terms()
    data = request.POST if request.method == "POST" else None
    calendars = list(Calendar.objects.visible_to(request.member))
    form = ContractForm(
        data,
        tiers=Tier.objects.visible_to(request.member),
        products=products_of(client, request.member),
        calendars=calendars,
        managers=Membership.objects.visible_to(request.member).in_force().with_role(ACCOUNT_MANAGER).order_by("name"),
        initial=_beginning(client, package, version),
    )
    terms_form = TermsForm(data, terms=terms, calendars=calendars)
    proposed = [("package", (package.name, said)) for said in terms.lines.values()] if package else []
    lines = LinesForm(data, proposed=proposed)

    def create(**said):
        agreed = {"terms": replace(terms_form.terms(), lines={}), "lines": lines.added(), "package_version": version}
        return actions.create_contract(client=client, **said, **agreed, by=request.member, at=wallclock.now())

    if request.method == "POST" and all([terms_form.is_valid(), lines.is_valid()]) and accepted(form, create):
        words = _("%(client)s is on %(tier)s. Tickets received from the first day on follow it.")
        if form.outcome.stage != "accepted":
            words = _("A draft for %(client)s on %(tier)s. Offer it when it is ready.")
        messages.success(request, words % {"client": client.name, "tier": form.outcome.tier.name})
        return redirect("manage:contract", tenant, form.outcome.pk)
    context = {"form": form, "client": client, "package": package, "terms_form": terms_form, "lines": lines}
    return render(request, "manage/new_contract.html", context, status=status_of(form, terms_form, *lines.forms))


def _beginning(client, package, version):
    """What a new contract's form shows at first."""
    usual = {"time_zone": client.time_zone, "kind": "package", "currency": money.DEFAULT}
    return usual | {"currency": version.currency, "tier": package.tier_id, "name": package.name} if package else usual
