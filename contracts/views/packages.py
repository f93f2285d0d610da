"""Packages: the list, and the editor, whose every save is a version (C-48, C-49)."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from msgspec.structs import replace

from accounts.doors import door
from common import money, wallclock
from common.http import accepted, status_of
from contracts import actions
from contracts.line_forms import PackageLineForm
from contracts.models import Package
from contracts.package_forms import PackageForm
from contracts.package_presets import LINE
from contracts.terms import Hours, PackageLine, Renewal, Terms
from contracts.terms_forms import TermsForm
from contracts.words import line_in_words
from slas.models import Calendar, Tier

EMPTY = Terms(renewal=Renewal(kind="automatic"))
NOTHING = PackageLine(fee=money.ZERO, hours=Hours(allowance_minutes=0))


@door("manage", may="contract.view")
@require_safe
def packages(request, tenant):
    """The packages with what each gives, and how many contracts were made from it."""
    rows = Package.objects.visible_to(request.member).select_related("tier").prefetch_related("versions")
    found = list(rows.annotate(contracts=Count("versions__contracts__contract", distinct=True)))
    for package in found:
        package.newest = package.versions.all()[0]
        said = package.newest.agreed.lines.get(LINE)
        package.words = line_in_words(said, package.newest.currency) if said else ""
    return render(request, "manage/packages.html", {"packages": found})


@door("manage", may="contract.edit")
def new_package(request, tenant):
    """Make a package."""
    return _editor(request, tenant, None)


@door("manage", may="contract.edit")
def package(request, tenant, pk):
    """Change a package; contracts that were made from it keep their version."""
    rows = Package.objects.visible_to(request.member).select_related("tier").prefetch_related("versions")
    return _editor(request, tenant, get_object_or_404(rows, pk=pk))


def _editor(request, tenant, found):
    newest = found.versions.all()[0] if found else None
    terms = newest.agreed if newest else EMPTY
    line = terms.lines.get(LINE, NOTHING)
    data = request.POST if request.method == "POST" else None
    initial = {"currency": newest.currency if newest else money.DEFAULT}
    if found:
        initial |= {"name": found.name, "description": found.description, "tier": found.tier_id, "is_active": found.is_active}
    tiers = Tier.objects.visible_to(request.member)
    form = PackageForm(data, tiers=tiers, is_new=found is None, initial=initial)
    line_form = PackageLineForm(data, prefix="line", initial=PackageLineForm.initial_of(line))
    line_form.fields["name"] = forms.CharField(initial="Package", disabled=True, widget=forms.HiddenInput)
    terms_form = TermsForm(data, terms=terms, calendars=Calendar.objects.visible_to(request.member))

    def save(**said):
        said["terms"] = replace(terms_form.terms(), lines={LINE: line_form.terms(line)})
        said |= {"by": request.member, "at": wallclock.now()}
        return actions.change_package(package=found, **said) if found else actions.create_package(**said)

    parts_hold = request.method == "POST" and all([line_form.is_valid(), terms_form.is_valid()])
    if parts_hold and accepted(form, save):
        messages.success(request, _("Package saved. Contracts that were made from it keep their terms."))
        return redirect("manage:packages", tenant)
    context = {"package": found, "newest": newest, "form": form, "line_form": line_form, "terms_form": terms_form}
    context["packages_url"] = reverse("manage:packages", args=[tenant])
    return render(request, "manage/package.html", context, status=status_of(form, line_form, terms_form))
