"""What every page may read: the member, what they may, their navigation, the server's time."""

from accounts.permissions import granted, may
from accounts.queries import logo_url
from common import wallclock
from common.navigation import navigation_for


def desk(request):
    """`member`, `may_do` (names of permissions with dots turned to underscores), `navigation`, `wallclock`, `logo_url`."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "memberships": getattr(request, "memberships", []),
        "may_do": {name.replace(".", "_") for name in granted(member)} if member else set(),
        "navigation": navigation_for(member, request.path, may) if member else [],
        "wallclock": wallclock.now(),
        "logo_url": logo_url(member.tenant) if member else "",
    }
