"""G2: every route, every role, objects of one's own, of a foreign client, of a foreign tenant. Foreign is as good as missing."""

import os
import uuid
from functools import partial

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.isolation import cells, routes, world

pytestmark = pytest.mark.django_db
METHODS = ("get", "post")
IS_WHOLE = os.environ.get("SUPPORTDESK_MATRIX") == "whole"


def patterns(resolver=None, namespace="", names=()):
    """(qualified name, view, parameters) of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        mine = (*names, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}", entry.callback, tuple(mine))
        else:
            yield from patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, mine)


ROUTES = {name: (view, parameters) for name, view, parameters in patterns()}
BEHIND_DOORS = {name: entry for name, entry in ROUTES.items() if hasattr(entry[0], "door")}


def asked():
    """The routes to ask: all, or (`script/isolation --sample`) one for each kind of object."""
    names = sorted(set(BEHIND_DOORS) & set(routes.GUARDED))
    if os.environ.get("SUPPORTDESK_MATRIX") != "sample":
        return names
    first = {}
    for name in names:
        first.setdefault(tuple(sorted(routes.GUARDED[name].kinds.values())), name)
    return sorted(first.values())


class Spared:
    """What another request of the same route tells; the whole matrix (`script/isolation`) asks everything."""

    def __init__(self, view):
        self.view, self.unserved, self.seen_by_staff = view, set(), set()

    def is_told(self, role, member, tenant, owner, method, right):
        """Who does not pass the door is sent away before objects and methods are looked at. To staff every client of the tenant
        is their own: one of those who may see the foreign client's object asks for it."""
        if IS_WHOLE:
            return False
        passes = 200 in cells.expected(self.view, member, tenant, cells.client_of(member))
        if not passes:
            return (owner, method) != (world.OURS, "get")
        if owner == world.FOREIGN_CLIENT and 200 in right and not member.client_id:
            is_seen = method in self.seen_by_staff
            self.seen_by_staff.add(method)
            return is_seen
        return (role, tenant, method) in self.unserved

    def learn(self, role, tenant, method, answer):
        """A method that a view does not know is told by one's own object."""
        if answer.status_code == 405:
            self.unserved.add((role, tenant, method))


def test_every_route_is_listed():
    unlisted = [
        name
        for name in ROUTES
        if name not in BEHIND_DOORS and name not in routes.OPEN and not name.startswith((*routes.ALLAUTH, "api:"))
    ]
    assert unlisted == []
    assert set(BEHIND_DOORS) - set(routes.GUARDED) == set()
    assert set(routes.GUARDED) - set(BEHIND_DOORS) == set()
    for name, (_view, parameters) in BEHIND_DOORS.items():
        assert set(parameters) - {"tenant"} == set(routes.GUARDED[name].kinds), name


@pytest.mark.parametrize("name", asked())
def test_every_role_meets_what_is_its_own_and_nothing_else(name, the_world):
    """What is foreign is answered as what is missing is, to the letter."""
    view, route = BEHIND_DOORS[name][0], routes.GUARDED[name]
    untouched = cells.Untouched(the_world, the_world.members["administrator", "b"].tenant)
    wrong, welcomed, spared = [], 0, Spared(view)
    for (role, tenant), member in the_world.members.items():
        missing = cells.Missing(partial(_ask, the_world, role, tenant, name, route, None))
        for owner in (world.OURS, world.FOREIGN_CLIENT, world.FOREIGN_TENANT) if route.kinds else (world.OURS,):
            # A page that names no object is everybody's own.
            cell = cells.expected(view, member, tenant, owner if route.kinds else cells.client_of(member))
            for method in METHODS:
                right = _with_methods(cell, route, method)
                if spared.is_told(role, member, tenant, owner, method, right):
                    continue
                after = untouched.after(method, owner) if method == "post" and 200 in right else None
                answer = _ask(the_world, role, tenant, name, route, owner, method, after)
                spared.learn(role, tenant, method, answer)
                leaks = cells.leaks_in(answer, cells.may_read(member, tenant))
                if leaks or answer.status_code not in right:
                    wrong.append(
                        f"{role} of {tenant}, {owner}, {method}: {answer.status_code} not in {sorted(right)[:4]}, {leaks}"
                    )
                if cell == {404} and owner != world.OURS and missing.differs_from(answer, method):
                    wrong.append(f"{role} of {tenant}, {owner}, {method}: told from what is missing")
                welcomed += (answer.status_code < 400 or answer.status_code == 422) and 200 in right and owner == world.OURS
    assert wrong == []
    assert welcomed, "nobody got a page or an effect of it with their own objects"
    assert untouched.changed == []


def _with_methods(cell, route, method):
    """The right statuses of a cell, once it is known which methods the route serves; 405 tells nothing of any object."""
    if method == "get" and 200 in cell:
        return cell if route.gets else {405}
    if method == "post" and 200 in cell and route.is_refused:
        return cell | {405, 422}
    return cell | {405}


def _ask(the_world, role, tenant, name, route, owner, method, after=None):
    """One request under tenant a's path, by a role of tenant a or b, with the objects of one owner (none: ids of nothing)."""
    objects = the_world.objects[owner or world.OURS]
    ids = {parameter: objects[kind].pk if owner else _nothing(objects[kind].pk) for parameter, kind in route.kinds.items()}
    path = reverse(name, kwargs={"tenant": the_world.slugs["a"], **ids})
    data = route.form(objects) if route.form and method == "post" else {}
    return cells.ask(the_world.browsers[role, tenant], method, path, data, after=after)


def _nothing(like):
    return uuid.uuid4() if isinstance(like, uuid.UUID) else 10**9
