"""Packages: templates of contracts, in versions; contracts keep theirs until they are upgraded (C-48, C-49)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common import money
from contracts.errors import ContractRefused
from contracts.models import Package, PackageVersion
from contracts.package_presets import PACKAGES
from contracts.terms import Terms, write
from slas.models import Tier


@transaction.atomic
def set_up_packages(*, by, at, currency=money.DEFAULT):
    """Give a tenant the default packages on its tiers of the same names, as far as it has none of that name (C-49)."""
    tiers = {tier.name: tier for tier in Tier.objects.filter(tenant_id=by.tenant_id)}
    known = set(Package.objects.filter(tenant_id=by.tenant_id).values_list("name", flat=True))
    for preset in PACKAGES:
        if preset.name not in known:
            tier = tiers.get(preset.tier)
            said = {"name": preset.name, "description": preset.description, "tier": tier, "currency": currency}
            create_package(**said, terms=preset.terms, by=by, at=at)


@transaction.atomic
def create_package(*, name, description="", tier=None, currency, terms: Terms, by, at):
    """A package with its first version; its one line is named in `terms.lines`."""
    _refuse_taken(name, by)
    package = Package.objects.create(tenant_id=by.tenant_id, name=name, description=description, tier=tier)
    _publish(package, 1, currency, terms, by, at)
    return package


@transaction.atomic
def change_package(*, package, name, description, tier, is_active, currency, terms: Terms, by, at):
    """Rename a package, take it from or into use, and publish a version where its terms or currency differ (C-48)."""
    package = Package.objects.select_for_update(of=("self",), no_key=True).get(tenant_id=package.tenant_id, pk=package.pk)
    if name != package.name:
        _refuse_taken(name, by)
    package.name, package.description, package.tier, package.is_active = name, description, tier, is_active
    package.save()
    newest = package.versions.order_by("-number").first()
    if newest.currency != currency or newest.agreed != terms:
        return _publish(package, newest.number + 1, currency, terms, by, at)
    record(tenant_id=by.tenant_id, kind="package.changed", subject=package, at=at, by=by, name=name, is_active=is_active)
    return newest


def _publish(package, number, currency, terms, by, at):
    version = PackageVersion.objects.create(
        tenant_id=by.tenant_id,
        package=package,
        number=number,
        currency=money.known(currency),
        terms=write(terms),
        published_at=at,
    )
    record(tenant_id=by.tenant_id, kind="package.published", subject=package, at=at, by=by, name=package.name, version=number)
    return version


def _refuse_taken(name, by):
    if Package.objects.filter(tenant_id=by.tenant_id, name=name).exists():
        raise ContractRefused(_("There is a package of this name already."), field="name")
