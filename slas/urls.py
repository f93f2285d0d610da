"""Pages about tiers and support hours."""

from django.urls import path

from slas.views import calendars, levels, tiers

manage = [
    path("tiers/", tiers.tiers, name="tiers"),
    path("tiers/new/", tiers.new_tier, name="new-tier"),
    path("tiers/<uuid:pk>/", tiers.tier, name="tier"),
    path("tiers/<uuid:pk>/versions/<int:number>/", tiers.tier_version, name="tier-version"),
    path("levels/", levels.levels, name="levels"),
    path("levels/<uuid:pk>/", levels.level, name="level"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/choices/", calendars.calendar_choices, name="calendar-choices"),
    path("calendars/new/", calendars.new_calendar, name="new-calendar"),
    path("calendars/<uuid:pk>/", calendars.calendar, name="calendar"),
    path("clients/<uuid:pk>/calendars/", calendars.client_calendars, name="client-calendars"),
]
