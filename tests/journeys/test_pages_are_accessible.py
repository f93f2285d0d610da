"""Every page that the routes name, as its rightful reader sees it: filled, empty, with errors, refused; in light and in dark.

A new page is walked as soon as `tests/isolation/routes.py` lists it, and that file must list it.
"""

from functools import partial

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.staticfiles import handlers
from django.contrib.staticfiles.views import serve as static_file
from django.test import RequestFactory
from django.urls import reverse

from accounts.tenancy import identity
from supportdesk.views import csrf_failure, server_error
from tests.accounts.test_second_factor import code
from tests.browser import chromium
from tests.factories import make_client, make_contact, make_tenant
from tests.isolation.cells import expected
from tests.isolation.routes import ALLAUTH, GUARDED, OPEN
from tests.isolation.test_matrix import BEHIND_DOORS, ROUTES
from tests.isolation.world import FOREIGN_TENANT, OURS, build_world
from tests.journeys.walking import Walker

NO_PAGES = {"healthz", "readyz", "schema", "logo", "mfa_download_recovery_codes"}
PARTS = ("pulse", "promise", "attachment", "account_theme", "-pdf", "-export")  # pieces of a page, or a file
THEIR_OWN = {"api-docs"}  # what its maker draws is not ours to judge (tests/api/test_docs_page.py)
WALKS = {"portal": "contact user", "desk": "engineer", "manage": "account manager", "admin": "administrator"}
MANAGE, THE_REST = ("manage",), ("portal", "desk", "admin")  # two walks of about the same length: processes share them


def test_the_walks_leave_no_door_out():
    assert {_door(name) for name in GUARDED} == {*MANAGE, *THE_REST}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doors, refusals", [(MANAGE, 10), (THE_REST, 4)], ids=["manage", "the rest"])
def test_every_page_is_accessible_quiet_and_from_this_house(doors, refusals, live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    monkeypatch.setattr(handlers, "serve", _kept)
    world = build_world()
    ann, boss = _people_of_an_empty_desk()
    secret = _second_factor_of(world.members["finance", "a"].person)

    with chromium() as browser:
        walker = Walker(browser, live_server.url)
        if doors == THE_REST:
            _walk_what_is_open_to_all(walker)
        _walk_what_is_filled(walker, world, doors)
        if doors == THE_REST:
            _walk_what_is_ones_own(walker, world, secret)
            _walk_what_is_refused(walker, world)
        _walk_what_is_empty(walker, boss, ann, doors)

    assert not walker.wrong, "\n".join(walker.wrong)
    assert {name for name in GUARDED if _is_page(name) and _door(name) in doors} <= walker.seen
    assert len(walker.refused) >= refusals, walker.refused


def _walk_what_is_open_to_all(walker):
    for name, path in _open_pages():
        walker.visit(name, path)


def _walk_what_is_filled(walker, world, doors):
    for role, routes in _by_reader(world, doors).items():
        member = world.members[role, "a"]
        walker.enter(member)
        for name, path in sorted(routes.items(), key=lambda route: bool(GUARDED[route[0]].form)):
            walker.visit(name, path)
            if GUARDED[name].form:
                walker.send_emptied(name)


def _walk_what_is_ones_own(walker, world, secret):
    walker.enter(world.members["finance", "a"])
    walker.look("asked for a second factor")
    walker.page.fill("input[name=code]", code(secret))
    with walker.page.expect_navigation():
        walker.page.click("main button[type=submit]")
    for name, path in _open_pages():
        walker.visit(name, path)


def _walk_what_is_refused(walker, world):
    walker.enter(world.members["engineer", "a"])
    walker.visit("no such page", "/nothing/here/", 404)
    walker.visit("refused", reverse("admin:staff", args=[world.slugs["a"]]), 403)
    walker.visit("foreign ticket", _path("desk:ticket", world, FOREIGN_TENANT), 404)
    asked = RequestFactory().get("/")
    for path, answer in {"/broken": server_error(asked), "/forged": csrf_failure(asked)}.items():
        shown = {"body": answer.content.decode(), "status": answer.status_code, "content_type": "text/html"}
        walker.page.route(f"**{path}", partial(_answer, shown))
        walker.visit(path, path, answer.status_code)


def _walk_what_is_empty(walker, boss, ann, doors):
    for member, theirs in ((boss, {"desk", "manage", "admin"}), (ann, {"portal"})):
        pages = [name for name, route in GUARDED.items() if _is_page(name) and not route.kinds and not route.form]
        if shown := [name for name in pages if _door(name) in theirs.intersection(doors)]:
            walker.enter(member)
            for name in shown:
                walker.visit(f"{name}, empty", reverse(name, args=[boss.tenant.slug]))


def _people_of_an_empty_desk():
    boss = make_tenant("matrix-empty", name="Nothing yet")
    return make_contact(boss, make_client(boss, "Nobody"), "ann@nobody.example", role="manager"), boss


def _second_factor_of(person):
    secret = generate_totp_secret()
    with identity(person):
        TOTP.activate(person, secret)
        RecoveryCodes.activate(person)
    return secret


def _open_pages():
    """Name and path of each page outside of the doors that needs no key in its address."""
    names = {
        name for name, (_view, parameters) in ROUTES.items() if (name in OPEN or name.startswith(ALLAUTH)) and not parameters
    }
    return [(name, reverse(name)) for name in sorted(names - NO_PAGES - THEIR_OWN) if not name.endswith(PARTS)]


def _by_reader(world, doors):
    """For each role the pages behind these doors that it walks: the usual role of the door, or the first that may."""
    walks = {}
    for name in (name for name in GUARDED if _is_page(name) and _door(name) in doors):
        roles = [WALKS[_door(name)], *(role for role, tenant in world.members if tenant == "a")]
        reader = next(role for role in roles if 200 in expected(BEHIND_DOORS[name][0], world.members[role, "a"], "a", OURS))
        walks.setdefault(reader, {})[name] = _path(name, world, OURS)
    return walks


def _path(name, world, owner):
    ids = {key: world.objects[owner][kind].pk for key, kind in GUARDED[name].kinds.items()}
    return reverse(name, kwargs={"tenant": world.slugs["a"], **ids})


def _door(name):
    return name.partition(":")[0]


def _is_page(name):
    return GUARDED[name].gets and not name.endswith(PARTS)


def _kept(request, path, **how):
    """Styles and scripts that the browser need not ask for again, as in production."""
    answer = static_file(request, path, **how)
    answer["Cache-Control"] = "max-age=600"
    return answer


def _answer(shown, route):
    route.fulfill(**shown)
