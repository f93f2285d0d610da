"""What a client sees of its own environments."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import door
from common import wallclock
from products.queries import environments_of


@door("portal", may="portal.view")
@require_safe
def environments(request, tenant):
    """Where the company runs what, until when each version is supported, and when maintenance may be."""
    known = environments_of(request.member.client, request.member, wallclock.now())
    return render(request, "portal/environments.html", {"environments": [each for each in known if each.is_active]})
