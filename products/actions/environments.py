"""Where clients run what is supported."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.errors import DomainError
from products.maintenance import NEVER, USUAL
from products.models import Environment, ProductUse


class EnvironmentRefused(DomainError):
    """The name is taken, the client does not use the product, or version or window do not fit."""

    code = "environment_refused"


@transaction.atomic
def create_environment(*, client, product, name, kind, by, at, **more):
    """A place where the client runs a product that it uses; `more` are the other details of `edit_environment`."""
    if not ProductUse.objects.filter(tenant_id=client.tenant_id, client=client, product=product).exists():
        sentence = _("%(client)s does not use %(product)s. Say first that it does.")
        raise EnvironmentRefused(sentence % {"client": client.name, "product": product.name}, field="product")
    _refuse_taken_name(client, product, name)
    details = _details(product, **more)
    environment = Environment.objects.create(
        tenant_id=client.tenant_id, client=client, product=product, name=name, kind=kind, **details
    )
    said = {"name": name, "environment_kind": kind, "product": product.name}
    said |= {field: _said(value) for field, value in details.items() if value is not None}
    record(tenant_id=client.tenant_id, kind="environment.created", subject=environment, client_id=client.pk, at=at, by=by, **said)
    return environment


@transaction.atomic
def edit_environment(*, environment, name, kind, is_active, by, at, **more):
    """Another name or kind, or retired: what was deployed there stays as it was recorded.

    `more` may hold version, criticality, has_custom_code, maintenance_day (usual, never, daily or a weekday's number),
    maintenance_from and maintenance_until (wall time of the client's zone); what it does not hold stays.
    """
    _refuse_taken_name(environment.client, environment.product, name, but=environment.pk)
    kept = {field: getattr(environment, field) for field in DETAILS}
    wanted = {"name": name, "kind": kind, "is_active": is_active} | _details(environment.product, **(kept | more))
    changed = {
        field: [getattr(environment, field), value] for field, value in wanted.items() if getattr(environment, field) != value
    }
    for field, (_before, value) in changed.items():
        setattr(environment, field, value)
    if changed:
        environment.save(update_fields=list(changed))
        of = {"tenant_id": environment.tenant_id, "client_id": environment.client_id}
        said = {field: [_said(before), _said(after)] for field, (before, after) in changed.items()}
        record(**of, kind="environment.changed", subject=environment, at=at, by=by, changed=said)
    return environment


DETAILS = {
    "version": None,
    "criticality": "medium",
    "has_custom_code": False,
    "maintenance_day": USUAL,
    "maintenance_from": None,
    "maintenance_until": None,
}


def _details(product, **said):
    """The details complete; refuses a version of another product, and a window of which an end is missing."""
    details = DETAILS | said
    version = details["version"]
    if version is not None and version.product_id != product.pk:
        sentence = _("Version %(version)s is none of %(product)s. Choose one that is.")
        raise EnvironmentRefused(sentence % {"version": version.name, "product": product.name}, field="version")
    if details["maintenance_day"] in (USUAL, NEVER):
        details |= {"maintenance_from": None, "maintenance_until": None}
        return details
    for field in ("maintenance_from", "maintenance_until"):
        if details[field] is None:
            raise EnvironmentRefused(_("Say when the maintenance window begins and when it ends."), field=field)
    if details["maintenance_from"] == details["maintenance_until"]:
        raise EnvironmentRefused(_("A maintenance window cannot end when it begins."), field="maintenance_until")
    return details


def _said(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if hasattr(value, "pk") else value


def _refuse_taken_name(client, product, name, but=None):
    same = Environment.objects.filter(tenant_id=client.tenant_id, client=client, product=product, name__iexact=name)
    if same.exclude(pk=but).exists():
        raise EnvironmentRefused(
            _("There is an environment called “%(name)s” for this product already. Choose another name.") % {"name": name},
            field="name",
        )
