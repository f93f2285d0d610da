"""The pages of tickets, behind the portal's and the desk's door, and what programs call."""

from django.urls import path

from tickets.api import views as api_views
from tickets.views import attachments, triage
from tickets.views import portal as portal_views

portal = [
    path("", portal_views.home, name="home"),
    path("tickets/", portal_views.tickets, name="tickets"),
    path("tickets/new/", portal_views.open_ticket, name="open-ticket"),
    path("tickets/new/promise/", portal_views.promise, name="promise"),
    path("tickets/<uuid:pk>/", portal_views.ticket, name="ticket"),
    path("tickets/<uuid:pk>/messages/", portal_views.messages, name="messages"),
    path("tickets/<uuid:pk>/confirmation/", portal_views.confirmation, name="confirmation"),
    path("tickets/<uuid:pk>/reopening/", portal_views.reopening, name="reopening"),
    path("attachments/<uuid:pk>/", attachments.of_portal, name="attachment"),
]
desk = [
    path("tickets/<uuid:pk>/", triage.ticket, name="ticket"),
    path("attachments/<uuid:pk>/", attachments.of_desk, name="attachment"),
]
api = [
    path("tickets/", api_views.TicketViewSet.as_view({"get": "list", "post": "create"}), name="tickets"),
    path("tickets/<uuid:pk>/", api_views.TicketViewSet.as_view({"get": "retrieve"}), name="ticket"),
    path("tickets/<uuid:ticket>/messages/", api_views.MessageViewSet.as_view({"get": "list", "post": "create"}), name="messages"),
    path("attachments/<uuid:pk>/", api_views.AttachmentViewSet.as_view({"get": "retrieve"}), name="attachment"),
]
