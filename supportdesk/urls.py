"""Where every address leads; each door gathers the pages of the apps behind it."""

from django.urls import include, path

import accounts.urls
import tickets.urls
from supportdesk import views

urlpatterns = [
    path("", views.front_door, name="front-door"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include(accounts.urls.person)),
    path("accounts/", include("allauth.urls")),
    path("<slug:tenant>/", include(accounts.urls.entrance)),
    path("<slug:tenant>/portal/", include((tickets.urls.portal, "portal"))),
    path("<slug:tenant>/desk/", include((tickets.urls.desk, "desk"))),
    path("<slug:tenant>/manage/", include((accounts.urls.manage, "manage"))),
    path("<slug:tenant>/admin/", include((accounts.urls.admin, "admin"))),
]
