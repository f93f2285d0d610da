"""The portal: what a client's contact sees and does."""

from django.shortcuts import get_object_or_404, render

from accounts.doors import door
from tickets.models import Ticket


@door("portal", may="portal.view")
def ticket(request, tenant, pk):
    """One ticket with its conversation."""
    found = get_object_or_404(Ticket.objects.visible_to(request.member), pk=pk)
    return render(request, "portal/ticket.html", {"ticket": found})
