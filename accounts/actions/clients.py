"""Client companies, and what staff note about them."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.models import Client, ClientNote
from common.errors import DomainError

EDITABLE = ("name", "time_zone", "contacts_see_all", "is_active")


class ClientStays(DomainError):
    """Records that must be kept name the client."""

    code = "client_stays"


class NameTaken(DomainError):
    """Another client of the tenant has the name."""

    code = "name_taken"


@transaction.atomic
def create_client(*, name, time_zone, by, at, contacts_see_all=False):
    """A new client company; its name is once per tenant, whatever the case."""
    _refuse_taken_name(name, by.tenant_id)
    client = Client.objects.create(
        tenant_id=by.tenant_id, name=name, time_zone=time_zone, contacts_see_all=contacts_see_all, created_at=at
    )
    record(tenant_id=by.tenant_id, kind="client.created", subject=client, client_id=client.pk, at=at, by=by, name=name)
    return client


@transaction.atomic
def edit_client(*, client, by, at, **wanted):
    """Change name, zone, what contacts see, or whether the client is active."""
    _refuse_taken_name(wanted["name"], by.tenant_id, but=client.pk)
    changed = {f: [getattr(client, f), wanted[f]] for f in EDITABLE if f in wanted and getattr(client, f) != wanted[f]}
    for field, (_before, value) in changed.items():
        setattr(client, field, value)
    if changed:
        client.save(update_fields=list(changed))
        record(tenant_id=by.tenant_id, kind="client.changed", subject=client, client_id=client.pk, at=at, by=by, changed=changed)
    return client


@transaction.atomic
def delete_client(*, client, by, at):
    """Take out a client of whom nothing is kept; one that has tickets, contracts or invoices stays and is made inactive."""
    record(tenant_id=by.tenant_id, kind="client.deleted", subject=client, at=at, by=by, name=client.name)
    try:
        with transaction.atomic():
            client.delete()
    except (ProtectedError, IntegrityError) as kept:
        raise ClientStays(
            _("%(client)s has invoices, tickets or a history that must be kept, and stays. Make it inactive instead.")
            % {"client": client.name}
        ) from kept


@transaction.atomic
def write_client_note(*, client, body, by, at):
    """A note about a client that only staff read."""
    note = ClientNote.objects.create(tenant_id=by.tenant_id, client=client, body=body, by=by, at=at)
    record(tenant_id=by.tenant_id, kind="client.noted", subject=client, client_id=client.pk, at=at, by=by)
    return note


def _refuse_taken_name(name, tenant_id, but=None):
    if Client.objects.filter(tenant_id=tenant_id, name__iexact=name).exclude(pk=but).exists():
        raise NameTaken(_("A client called “%(name)s” exists already. Choose another name.") % {"name": name}, field="name")
