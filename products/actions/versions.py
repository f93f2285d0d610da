"""Versions of products: when they came out and until when they are supported."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.errors import DomainError
from products.models import ProductVersion


class VersionRefused(DomainError):
    """The name is taken, or the version would end before it came out."""

    code = "version_refused"


@transaction.atomic
def create_version(*, product, name, by, at, released_on=None, ends_on=None):
    """A version of a product; `ends_on` is the last day on which it is supported, as each client's calendar shows it."""
    _refuse_bad_days(released_on, ends_on)
    _refuse_taken_name(product, name)
    days = {"released_on": released_on, "ends_on": ends_on}
    version = ProductVersion.objects.create(tenant_id=product.tenant_id, product=product, name=name, **days)
    said = {"name": name, "product": product.name} | {key: _said(day) for key, day in days.items()}
    record(tenant_id=product.tenant_id, kind="version.created", subject=version, at=at, by=by, **said)
    return version


@transaction.atomic
def edit_version(*, version, name, by, at, released_on=None, ends_on=None):
    """Another name or other days; another last day warns the clients anew (C-60)."""
    _refuse_bad_days(released_on, ends_on)
    _refuse_taken_name(version.product, name, but=version.pk)
    wanted = {"name": name, "released_on": released_on, "ends_on": ends_on}
    changed = {field: [getattr(version, field), value] for field, value in wanted.items() if getattr(version, field) != value}
    for field, (_before, value) in changed.items():
        setattr(version, field, value)
    if changed:
        version.save(update_fields=list(changed))
        said = {field: [_said(before), _said(after)] for field, (before, after) in changed.items()}
        record(tenant_id=version.tenant_id, kind="version.changed", subject=version, at=at, by=by, changed=said)
    return version


def _said(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refuse_bad_days(released_on, ends_on):
    if released_on and ends_on and ends_on < released_on:
        raise VersionRefused(_("A version cannot end before it came out. Choose a later last day."), field="ends_on")


def _refuse_taken_name(product, name, but=None):
    same = ProductVersion.objects.filter(tenant_id=product.tenant_id, product=product, name__iexact=name)
    if same.exclude(pk=but).exists():
        sentence = _("%(product)s has a version called “%(name)s” already. Choose another name.")
        raise VersionRefused(sentence % {"product": product.name, "name": name}, field="name")
