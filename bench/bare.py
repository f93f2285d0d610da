"""The floor: what anybody writes in five minutes over the same tables. No sign-in, no tenant checks, no audit, no middleware."""

from __future__ import annotations

from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import override_settings
from django.urls import path

from tickets.models import Ticket
from tickets.transitions import OPEN_STATUSES

engine = Engine(dirs=[Path(__file__).with_name("templates")])


@transaction.non_atomic_requests
def rows(request, tenant_id):
    """Fifty open tickets of one tenant, the most urgent first, as a table."""
    tickets = Ticket.objects.filter(tenant_id=tenant_id, status__in=OPEN_STATUSES).select_related("client", "level", "assignee")
    page = engine.get_template("rows.html").render(Context({"tickets": tickets.order_by("rank_at", "id")[:50]}))
    return HttpResponse(page)


@transaction.non_atomic_requests
def ok(request):
    """Nothing at all."""
    return HttpResponse("ok")


urlpatterns = [path("rows/<uuid:tenant_id>/", rows), path("ok/", ok)]


class BareRequest(WSGIRequest):
    urlconf = __name__


class BareHandler(WSGIHandler):
    """Django's own handler without a single middleware."""

    request_class = BareRequest

    def __init__(self):
        with override_settings(MIDDLEWARE=[]):
            super().__init__()
