"""Pages about people, clients and what is set for the tenant, door by door."""

from django.urls import path

from accounts.views import entry

person = [
    path("", entry.workspaces, name="account_workspaces"),
    path("profile/", entry.profile, name="account_profile"),
    path("profile/theme/", entry.theme, name="account_theme"),
]
manage: list = []
admin: list = []
entrance = [
    path("invitation/<str:token>/", entry.invitation, name="invitation"),
]
