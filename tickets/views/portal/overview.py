"""The first page of the portal and the list of tickets."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from accounts.permissions import may
from common import wallclock
from common.paging import newest_first
from common.panels import panels_for
from slas.models import SEVERITIES
from tickets import queries
from tickets.filters.portal import PortalTicketFilter

SHOWN_AT_HOME, PER_PAGE = 10, 25


@door("portal", may="portal.view")
@require_safe
def home(request, tenant):
    """What needs the contact, what is open, what is promised; `as` chooses among the clients that a person is a contact of."""
    if "as" in request.GET:
        return _act_for(request, tenant, request.GET["as"])
    member, at = request.member, wallclock.now()
    asking = queries.tickets_that_ask(member, SHOWN_AT_HOME)
    open_tickets = queries.open_tickets(member, SHOWN_AT_HOME)
    queries.with_next_steps(member, [*asking, *open_tickets], at)
    context = {
        "greeting": _greeting(at),
        "counts": queries.portal_counts(member),
        "asking": asking,
        "tickets": open_tickets,
        "offers": queries.offers_to(member, at),
        "severities": SEVERITIES,
        "head_panels": panels_for("portal.home.head", request, member.client, lambda permission: may(member, permission)),
        "side_panels": panels_for("portal.home.side", request, member.client, lambda permission: may(member, permission)),
    }
    return render(request, "portal/home.html", context)


def _act_for(request, tenant, chosen):
    """Remember for which client the person acts; what is no membership of theirs changes nothing."""
    if any(str(member.pk) == chosen and member.client_id for member in request.memberships):
        request.session[f"contact-of-{tenant}"] = chosen
    return redirect("portal:home", tenant)


def _greeting(at):
    hour = at.astimezone(timezone.get_current_timezone()).hour
    return _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


@door("portal", may="portal.view")
@require_safe
def tickets(request, tenant):
    """The tickets of the client that the contact may see, newest first."""
    member = request.member
    chosen = PortalTicketFilter(request.GET, queryset=queries.portal_tickets(member), request=request)
    page = newest_first(chosen.qs, request.GET, field="received_at", size=PER_PAGE)
    queries.with_next_steps(member, page.rows, wallclock.now())
    is_narrowed = any(request.GET.get(name) for name in chosen.filters)
    return render(request, "portal/tickets.html", {"filter": chosen, "page": page, "is_narrowed": is_narrowed})
