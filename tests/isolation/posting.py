"""What the tests of bodies share: every route that takes a form, who may send it, and the fields that its forms really have."""

from contextlib import contextmanager
from unittest import mock

from django import forms
from django.http import QueryDict
from django.urls import reverse

from tests.isolation import cells, routes, world
from tests.isolation.test_matrix import BEHIND_DOORS

# Routes whose rightful form the matrix does not need: it is sent here.
MORE_FORMS = {
    "manage:new-contract": lambda objects: {
        "name": "Matrix contract",
        "kind": "package",
        "tier": objects["tier"].pk,
        "starts_on": "2035-01-01",
        "time_zone": "Europe/Oslo",
        "products": [objects["product"].pk],
        "calendar_0": objects["calendar"].pk,
    },
    "manage:new-tier-rule": lambda objects: {
        "name": "Matrix rule",
        "metric": "*",
        "moment": "percent",
        "amount": "50",
        "hours": "clock",
        "tell": ["leads"],
        "watcher": objects["staff"].pk,
    },
    "admin:new-token": lambda objects: {
        "name": "Matrix token",
        "member": objects["staff"].pk,
        "scopes": ["tickets:read"],
        "days": "30",
    },
}
QUERIES = {"manage:new-contract": lambda objects: f"?client={objects['client'].pk}"}


def form_of(name, objects):
    """What a rightful POST sends, or None."""
    form = routes.GUARDED[name].form or MORE_FORMS.get(name)
    return form(objects) if form else None


def posted():
    """The routes that take a form with something in it."""
    names = {name for name, route in routes.GUARDED.items() if route.form} | set(MORE_FORMS)
    return sorted(names)


def rightful(the_world, name):
    """A role of tenant a that may use the route with its own objects."""
    view = BEHIND_DOORS[name][0]
    for (role, tenant), member in the_world.members.items():
        if tenant == "a" and 200 in cells.expected(view, member, "a", world.OURS):
            return role
    raise AssertionError(f"nobody may use {name}")


def address(the_world, name, owner=world.OURS):
    """The path of a route with the objects of an owner, with the query that it cannot do without."""
    objects = the_world.objects[owner]
    ids = {parameter: objects[kind].pk for parameter, kind in routes.GUARDED[name].kinds.items()}
    path = reverse(name, kwargs={"tenant": the_world.slugs["a"], **ids})
    return path + QUERIES.get(name, lambda objects: "")(the_world.objects[world.OURS])


def send(the_world, name, data, role=None, method="post", query=""):
    """One request by somebody who may, undone afterwards."""
    browser = the_world.browsers[role or rightful(the_world, name), "a"]
    return cells.ask(browser, method, address(the_world, name) + query, data)


@contextmanager
def forms_seen():
    """Every form that is checked inside the block."""
    seen, plain = [], forms.BaseForm.full_clean

    def noticed(form):
        seen.append(form)
        return plain(form)

    with mock.patch.object(forms.BaseForm, "full_clean", noticed):
        yield seen


def bound_fields(the_world, name):
    """(form, field name, field) of what a route reads from a rightful POST."""
    with forms_seen() as seen:
        send(the_world, name, form_of(name, the_world.objects[world.OURS]))
    found = {}
    for form in seen:
        if isinstance(form.data, QueryDict) or form.data:
            for key, field in form.fields.items():
                found.setdefault(form.add_prefix(key), (form, field))
    return found


def parts(key, field):
    """The names under which a field's values come in: a field of several parts has one each."""
    if isinstance(field, forms.MultiValueField):
        return [f"{key}_{number}" for number in range(len(field.fields))]
    return [key]
