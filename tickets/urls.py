"""The pages of tickets, behind the portal's and the desk's door."""

from django.urls import path

from tickets.views import portal as portal_views
from tickets.views import triage

portal = [
    path("tickets/<uuid:pk>/", portal_views.ticket, name="ticket"),
]
desk = [
    path("tickets/<uuid:pk>/", triage.ticket, name="ticket"),
]
