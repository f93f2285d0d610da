"""What tickets show on the pages of lower apps."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from common import wallclock
from common.panels import Panel, register
from tickets.models import Ticket
from tickets.queries.support_hours import latest_retarget, users_of

LATEST = 10


def _open_tickets_of_clients(request, clients):
    """How many open tickets each client of the page has, counted in one query."""
    rows = Ticket.objects.visible_to(request.member).open().filter(client__in=clients)
    cells = dict(rows.order_by().values_list("client_id").annotate(open=Count("pk")))
    return {"cells": cells, "align": "end"}


def _latest_tickets(request, client):
    rows = Ticket.objects.visible_to(request.member).filter(client=client)
    return {"client": client, "tickets": rows.select_related("requester").order_by("-received_at", "pk")[:LATEST]}


def _users_of_calendar(request, calendar):
    at = wallclock.now()
    return {"users": users_of(request.member, calendar, at), "job": latest_retarget(request.member, calendar)}


def register_panels():
    register(
        Panel("calendar.side", _("Who counts on it"), "tier.view", _users_of_calendar, "manage/_calendar_panel.html", order=10)
    )
    columns = "manage/_client_open_tickets.html"
    register(Panel("clients.column", _("Open tickets"), "ticket.view", _open_tickets_of_clients, columns, order=30))
    register(Panel("client.main", _("Latest tickets"), "ticket.view", _latest_tickets, "manage/_client_tickets.html", order=20))
