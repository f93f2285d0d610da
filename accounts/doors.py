"""The doors of the product: portal, desk, manage and admin, and who may pass."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import may as allows

DOORS = ("portal", "desk", "manage", "admin")


def door(name: str, *, may: str):
    """A view behind a door: anonymous people sign in first, strangers to the tenant get 404, who may not gets 403."""
    if name not in DOORS:
        raise ValueError(f"no door is called {name}")

    def behind(view):
        @wraps(view)
        def guarded(request, tenant, *args, **kwargs):
            if request.user.is_anonymous:
                return redirect_to_login(request.get_full_path())
            if request.member is None:
                raise Http404
            if not allows(request.member, may):
                raise PermissionDenied
            return view(request, tenant, *args, **kwargs)

        guarded.door, guarded.may = name, may
        return guarded

    return behind
