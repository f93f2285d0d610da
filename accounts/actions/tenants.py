"""Founding a tenant and changing what is set for all of it."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.members import add_staff
from accounts.log import record
from accounts.models import RESERVED_SLUGS, Level, Person, Tenant
from accounts.permissions import STAFF_ROLES
from accounts.tenancy import SYSTEM, acting_in, identity
from common.errors import DomainError
from common.ids import uuid7

LEVEL_NAMES = {1: "Service desk", 2: "Application support", 3: "Development", 4: "Deep engineering"}


class SlugTaken(DomainError):
    """The slug is reserved, or another tenant's."""

    code = "slug_taken"


def found_tenant(*, slug, name, time_zone, email, person_name, password, at):
    """A tenant with its four levels and a first administrator who holds every role; returns the administrator's membership.

    Outside a request only: it acts as the system. `password` None leaves the person to set one by the reset mail.
    """
    if slug in RESERVED_SLUGS:
        raise SlugTaken(_("“%(slug)s” is kept for the product itself. Choose another slug.") % {"slug": slug})
    with transaction.atomic():
        tenant = Tenant(pk=uuid7(), slug=slug, name=name, time_zone=time_zone, created_at=at)
        with acting_in(tenant, SYSTEM):
            tenant.full_clean(validate_unique=False, validate_constraints=False)
            tenant.save(force_insert=True)
            for number, level_name in LEVEL_NAMES.items():
                Level.objects.create(tenant=tenant, number=number, name=level_name)
        with identity():
            person = Person.objects.filter(email=email.lower()).first()
            if person is None:
                person = Person.objects.create_user(email, password, name=person_name, time_zone=time_zone)
                EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        with acting_in(tenant, SYSTEM):
            member = add_staff(
                tenant_id=tenant.pk, person=person, name=person_name, roles=list(STAFF_ROLES), level_id=None, at=at
            )
            record(tenant_id=tenant.pk, kind="tenant.founded", subject=tenant, at=at, by=member, slug=slug)
    return member


@transaction.atomic
def change_settings(
    *, by, at, name, time_zone, sender_name, sender_address, staff_need_second_factor, tiers_need_second_person=False
):
    """Name, zone, sender, whether staff need a second factor and whether a change of a tier needs a second person."""
    tenant = Tenant.objects.select_for_update().get(pk=by.tenant_id)
    wanted = {
        "name": name,
        "time_zone": time_zone,
        "sender_name": sender_name,
        "sender_address": sender_address,
        "staff_need_second_factor": staff_need_second_factor,
        "tiers_need_second_person": tiers_need_second_person,
    }
    changed = {field: [getattr(tenant, field), value] for field, value in wanted.items() if getattr(tenant, field) != value}
    for field, (_before, value) in changed.items():
        setattr(tenant, field, value)
    tenant.save(update_fields=list(wanted))
    if changed:
        record(tenant_id=tenant.pk, kind="tenant.changed", subject=tenant, at=at, by=by, changed=changed)
    return tenant


@transaction.atomic
def remember_logo(*, version, by, at):
    """Note on the tenant that its logo changed, so that pages know its address without another read; empty: none."""
    tenant = Tenant.objects.select_for_update().get(pk=by.tenant_id)
    tenant.logo_version = version
    tenant.save(update_fields=["logo_version"])
    record(tenant_id=tenant.pk, kind="tenant.logo", subject=tenant, at=at, by=by, version=version)


@transaction.atomic
def rename_level(*, level, name, by, at):
    """What a level is called; its number stays."""
    before, level.name = level.name, name
    level.save(update_fields=["name"])
    record(tenant_id=level.tenant_id, kind="level.renamed", subject=level, at=at, by=by, changed={"name": [before, name]})
    return level
