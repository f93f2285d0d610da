"""The desk: the queue and what is done with a ticket."""

from django.shortcuts import get_object_or_404, render

from accounts.doors import door
from tickets.models import Ticket


@door("desk", may="ticket.view")
def ticket(request, tenant, pk):
    """One ticket with its conversation and its clocks."""
    found = get_object_or_404(Ticket.objects.visible_to(request.member), pk=pk)
    return render(request, "desk/ticket.html", {"ticket": found})
