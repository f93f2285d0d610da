"""Where every address leads; each door gathers the pages of the apps behind it."""

from django.urls import include, path

import accounts.urls
import billing.quote_urls
import billing.urls
import contracts.urls
import files.urls
import notifications.urls
import products.urls
import slas.urls
import tickets.urls
from supportdesk import api_docs, views

handler400, handler404, handler500 = views.bad_request, views.not_found, views.server_error

manage = [
    *accounts.urls.manage,
    *slas.urls.manage,
    *products.urls.manage,
    *contracts.urls.manage,
    *tickets.urls.manage,
    *billing.urls.manage,
    *billing.quote_urls.manage,
]
portal = [
    *tickets.urls.portal,
    *contracts.urls.portal,
    *products.urls.portal,
    *notifications.urls.portal,
    *billing.urls.portal,
    *billing.quote_urls.portal,
]
desk = [*tickets.urls.desk, *notifications.urls.desk, *billing.quote_urls.desk]

api = [*tickets.urls.api, *products.urls.api, *contracts.urls.api, *billing.urls.api, *billing.quote_urls.api]

urlpatterns = [
    path("", views.front_door, name="front-door"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include(accounts.urls.person)),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include((api, "api"))),
    path("api/schema/", api_docs.Schema.as_view(), name="schema"),
    path("api/docs/", api_docs.docs, name="api-docs"),
    path("<slug:tenant>/", include([*accounts.urls.entrance, *files.urls.entrance])),
    path("<slug:tenant>/desk/", views.door_page, {"leads_to": "desk:queue"}, name="desk-door"),
    path("<slug:tenant>/manage/", views.door_page, {"leads_to": "manage:clients"}, name="manage-door"),
    path("<slug:tenant>/admin/", views.door_page, {"leads_to": "admin:staff"}, name="admin-door"),
    path("<slug:tenant>/portal/", include((portal, "portal"))),
    path("<slug:tenant>/desk/", include((desk, "desk"))),
    path("<slug:tenant>/manage/", include((manage, "manage"))),
    path("<slug:tenant>/admin/", include(([*accounts.urls.admin, *files.urls.admin], "admin"))),
]
