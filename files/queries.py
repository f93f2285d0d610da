"""Reads of files, named by what comes back."""

from files.models import Branding


def logo_of(slug):
    """The bytes of a tenant's logo, or None; the request's context has entered that tenant already."""
    found = Branding.objects.filter(tenant__slug=slug).values_list("logo", flat=True).first()
    return bytes(found) if found else None
