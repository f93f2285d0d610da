"""What a call needs: a scope of its token and a permission of its member; each view says both."""

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from accounts.api.problems import BEARER, Problem
from accounts.permissions import may


class Need:
    """A scope, and the permissions of which staff or a contact must hold theirs."""

    def __init__(self, scope, *, staff, contact):
        self.scope, self.staff, self.contact = scope, staff, contact


class HasWhatItNeeds(BasePermission):
    """`view.needs[action]`; a view without it is refused, so that nothing is open by forgetting."""

    def has_permission(self, request, view):
        member = getattr(request, "member", None)
        if member is None:
            return False
        need = view.needs.get(view.action)
        if need is None:
            return view.action in (None, "metadata")  # no such method: the view says 405
        if need.scope not in request.auth.scopes:
            raise Problem(
                403,
                "insufficient_scope",
                _("This token lacks the scope %(scope)s.") % {"scope": need.scope},
                {"WWW-Authenticate": f'{BEARER} error="insufficient_scope", scope="{need.scope}"'},
            )
        return may(member, need.contact if member.client_id else need.staff)
