"""Where clients run what is supported."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.errors import DomainError
from products.models import Environment, ProductUse


class EnvironmentRefused(DomainError):
    """The name is taken, or the client does not use the product."""

    code = "environment_refused"


@transaction.atomic
def create_environment(*, client, product, name, kind, by, at):
    """A place where the client runs a product that it uses."""
    if not ProductUse.objects.filter(tenant_id=client.tenant_id, client=client, product=product).exists():
        sentence = _("%(client)s does not use %(product)s. Say first that it does.")
        raise EnvironmentRefused(sentence % {"client": client.name, "product": product.name}, field="product")
    _refuse_taken_name(client, product, name)
    environment = Environment.objects.create(tenant_id=client.tenant_id, client=client, product=product, name=name, kind=kind)
    said = {"name": name, "environment_kind": kind, "product": product.name}
    record(tenant_id=client.tenant_id, kind="environment.created", subject=environment, client_id=client.pk, at=at, by=by, **said)
    return environment


@transaction.atomic
def edit_environment(*, environment, name, kind, is_active, by, at):
    """Another name or kind, or retired: what was deployed there stays as it was recorded."""
    _refuse_taken_name(environment.client, environment.product, name, but=environment.pk)
    wanted = {"name": name, "kind": kind, "is_active": is_active}
    changed = {
        field: [getattr(environment, field), value] for field, value in wanted.items() if getattr(environment, field) != value
    }
    for field, (_before, value) in changed.items():
        setattr(environment, field, value)
    if changed:
        environment.save(update_fields=list(changed))
        of = {"tenant_id": environment.tenant_id, "client_id": environment.client_id}
        record(**of, kind="environment.changed", subject=environment, at=at, by=by, changed=changed)
    return environment


def _refuse_taken_name(client, product, name, but=None):
    same = Environment.objects.filter(tenant_id=client.tenant_id, client=client, product=product, name__iexact=name)
    if same.exclude(pk=but).exists():
        raise EnvironmentRefused(
            _("There is an environment called “%(name)s” for this product already. Choose another name.") % {"name": name},
            field="name",
        )
