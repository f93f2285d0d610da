"""The navigation: each member sees the links of their door and their permissions, and which of them is current."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.urls import include, path

from common import navigation
from common.navigation import NavItem, navigation_for, register


def page(request, tenant):
    return HttpResponse()


def door(name, *pages):
    return path(f"<slug:tenant>/{name}/", include(([path(f"{p}/" if p else "", page, name=p or "home") for p in pages], name)))


urlpatterns = [
    door("portal", "", "tickets"),
    door("desk", "queue", "clients", "contacts"),
    door("manage", "tiers"),
    door("admin", "staff"),
]

ENGINEER = SimpleNamespace(client_id=None, tenant=SimpleNamespace(slug="acme"), permissions={"queue.view", "tier.view"})
CONTACT = SimpleNamespace(client_id="some", tenant=SimpleNamespace(slug="acme"), permissions={"portal.view", "queue.view"})


def may(member, permission):
    return permission in member.permissions


@pytest.fixture(autouse=True)
def links(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(navigation, "_items", [])
    register(NavItem("Admin", "Staff", "users", "admin:staff", "staff.manage", "admin"))
    register(NavItem("Manage", "SLA tiers", "layers", "manage:tiers", "tier.view", "manage"))
    register(NavItem("", "Clients", "building", "desk:clients", "queue.view", "desk", order=20))
    register(NavItem("", "Queue", "timer", "desk:queue", "queue.view", "desk", order=10, key="q"))
    register(NavItem("", "Overview", "home", "portal:home", "portal.view", "portal", order=10))
    register(NavItem("", "Tickets", "ticket", "portal:tickets", "portal.view", "portal", order=20))


def test_staff_see_the_links_that_they_may_follow_grouped_and_in_order():
    groups = navigation_for(ENGINEER, "/acme/desk/queue/", may)

    assert [(group.title, [link.label for link in group.links]) for group in groups] == [
        ("", ["Queue", "Clients"]),
        ("Manage", ["SLA tiers"]),
    ]
    assert groups[0].links[0].url == "/acme/desk/queue/"
    assert groups[0].links[0].key == "q"


def test_a_contact_sees_the_portal_alone_whatever_else_they_may():
    groups = navigation_for(CONTACT, "/acme/portal/", may)

    assert [link.label for group in groups for link in group.links] == ["Overview", "Tickets"]


@pytest.mark.parametrize(
    ("where", "current"),
    [
        ("/acme/portal/", "Overview"),
        ("/acme/portal/tickets/", "Tickets"),
        ("/acme/portal/tickets/17/", "Tickets"),
        ("/acme/portal/credits/", None),
        ("/accounts/", None),
    ],
)
def test_the_nearest_link_is_current_and_only_that_one(where, current):
    links = [link for group in navigation_for(CONTACT, where, may) for link in group.links]

    assert [link.label for link in links if link.is_current] == ([current] if current else [])


def test_registering_a_link_twice_shows_it_once():
    register(NavItem("", "Overview", "home", "portal:home", "portal.view", "portal", order=10))

    assert [link.label for group in navigation_for(CONTACT, "/", may) for link in group.links] == ["Overview", "Tickets"]


def test_a_link_is_current_on_pages_beside_it_unless_another_is_nearer():
    register(NavItem("", "Contacts", "users", "desk:contacts", "queue.view", "desk", beside=("people", "queue")))

    def current(where):
        return [link.label for group in navigation_for(ENGINEER, where, may) for link in group.links if link.is_current]

    assert current("/acme/desk/people/17/") == ["Contacts"]
    assert current("/acme/desk/queue/") == ["Queue"]
    assert current("/acme/manage/people/17/") == []
