"""The bell behind the portal's and the desk's door."""

from django.urls import path

from notifications.views.bell import behind

ADDRESSES = {"pulse": "pulse/", "notices": "notices/", "notices-seen": "notices/seen/"}

portal = [path(ADDRESSES[name], view, name=name) for name, view in behind("portal").items()]
desk = [path(ADDRESSES[name], view, name=name) for name, view in behind("desk").items()]
