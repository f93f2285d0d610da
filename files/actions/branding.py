"""How the tenant looks."""

from django.db import transaction

from accounts.actions import remember_logo
from files.models import Branding
from files.png import cleaned


@transaction.atomic
def show_logo(*, data, by, at):
    """Show a PNG as the tenant's logo from now on; what does not draw it is left out."""
    picture = cleaned(data)
    Branding.objects.update_or_create(tenant_id=by.tenant_id, defaults={"logo": picture, "changed_at": at})
    remember_logo(version=f"{int(at.timestamp()):x}", by=by, at=at)


@transaction.atomic
def remove_logo(*, by, at):
    """Show the product's own mark again."""
    Branding.objects.filter(tenant_id=by.tenant_id).update(logo=None, changed_at=at)
    remember_logo(version="", by=by, at=at)
