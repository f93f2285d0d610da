"""The tenant's logo, and where it is changed."""

from django.urls import path

from files import views

entrance = [
    path("logo.png", views.logo, name="logo"),
]
admin = [
    path("settings/logo/", views.logo_settings, name="logo"),
]
