"""The pages of tickets, behind the portal's and the desk's door."""

from django.urls import path

from tickets.views import attachments, triage
from tickets.views import portal as portal_views

portal = [
    path("tickets/<uuid:pk>/", portal_views.ticket, name="ticket"),
    path("attachments/<uuid:pk>/", attachments.of_portal, name="attachment"),
]
desk = [
    path("tickets/<uuid:pk>/", triage.ticket, name="ticket"),
    path("attachments/<uuid:pk>/", attachments.of_desk, name="attachment"),
]
