"""The scripts in a real browser, over pages of the shell; the network is answered from here."""

import mimetypes
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

from common.navigation import NavGroup, NavLink
from tests.browser import chromium

pytestmark = pytest.mark.browser
HOST = "http://desk.example"
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)
CSP = "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
MEMBER = SimpleNamespace(
    name="Priya Raman",
    client_id=None,
    client=None,
    level=SimpleNamespace(number=2),
    tenant=SimpleNamespace(name="Calder", slug="calder"),
)
PAGE = """{% extends "desk/base.html" %}
{% block title %}Queue{% endblock %}
{% block topbar %}<h1>Next deadline</h1>{% endblock %}
{% block content %}
<form method="post" action="/sent">
  <label for="q">Search</label><input class="input" id="q" name="q" data-search><button type="submit">Send</button>
</form>
{% sla_chip "running" due_at=soon started_at=start label="Ticket 4821" %}
{% sla_chip "running" due_at=late label="Ticket 4807" %}
<table class="table">
  <caption class="visually-hidden">Tickets</caption>
  <thead><tr><th scope="col"><input type="checkbox" data-select-all aria-label="All"></th><th scope="col">Ticket</th></tr></thead>
  <tbody>{% for n in numbers %}<tr data-href id="t{{ n }}">
    <td><input type="checkbox" data-select value="{{ n }}" aria-label="Select {{ n }}"></td>
    <td><a href="/t/{{ n }}">Ticket {{ n }}</a></td>
  </tr>{% endfor %}</tbody>
</table>
<div class="bulk-bar" data-bulk role="region" aria-label="Bulk actions" hidden><output></output></div>
{% endblock %}"""


class Desk:
    """One page of the desk, its static files and its bell; remembers what was asked."""

    def __init__(self):
        self.unseen, self.asked, self.posts, self.is_signed_in = 3, [], [], True

    def html(self, name=PAGE):
        bell = {"url": "/bell", "page_url": "/notices", "unseen": self.unseen}
        links = [NavLink("Queue", "timer", "/", True, "q"), NavLink("Clients", "building", "/clients", False, "c")]
        context = {"member": MEMBER, "navigation": [NavGroup("", links)], "wallclock": NOW, "bell": bell, "numbers": [1, 2, 3, 4]}
        context |= {
            "soon": NOW + timedelta(minutes=33, seconds=30),
            "start": NOW - timedelta(hours=1),
            "late": NOW - timedelta(seconds=1050),
        }
        django = engines["django"]
        return (django.from_string(name) if "{%" in name else django.get_template(name)).render(context)

    def answer(self, route):
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            self.posts.append((path, route.request.post_data))
            return route.fulfill(status=204)
        if path.startswith(settings.STATIC_URL):
            file = Path(finders.find(path.removeprefix(settings.STATIC_URL)))
            return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        if path == "/bell":
            return self.ring(route) if self.is_signed_in else route.fulfill(body=self.html("solo.html"), content_type="text/html")
        return route.fulfill(body=self.html(), content_type="text/html", headers={"Content-Security-Policy": CSP})

    def ring(self, route):
        tag = f'"{self.unseen}"'
        status = 304 if route.request.headers.get("if-none-match") == tag else 200
        self.asked.append(status)
        return route.fulfill(
            status=status,
            body="" if status == 304 else self.html("notifications/_bell.html"),
            headers={"ETag": tag, "Content-Type": "text/html"},
        )


@pytest.fixture(scope="module")
def browser():
    with chromium() as it:
        yield it


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def page(browser, desk):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", desk.answer)
    page.clock.install(time=datetime(2020, 1, 1, tzinfo=UTC))  # the reader's own clock is years wrong
    page.goto(HOST)
    page.wait_for_function("window.htmx")
    yield page
    context.close()
    assert complaints == []


def chips(page):
    return [(chip.get_attribute("data-state"), chip.inner_text()) for chip in page.query_selector_all(".sla-chip")]


def test_deadlines_count_from_the_servers_time_and_change_state(page):
    assert chips(page) == [("ok", "33m"), ("breached", "18m over")]

    page.clock.fast_forward(19 * 60_000)
    assert chips(page) == [("urgent", "14m"), ("breached", "37m over")]
    assert page.inner_text("#live") == "Ticket 4821: under 15 minutes left"

    page.clock.fast_forward(11 * 60_000)
    assert chips(page)[0][1].startswith("3:")
    page.clock.fast_forward(5 * 60_000)
    assert chips(page)[0] == ("breached", "2m over")
    assert page.inner_text("#live") == "Ticket 4821: deadline missed"


def pass_time(page, seconds, pause=150):
    """Let the page's clock run, and the answers arrive (`pause` in milliseconds)."""
    page.clock.run_for(seconds * 1000)
    page.wait_for_timeout(pause)


def test_the_bell_asks_every_three_seconds_in_use_and_is_told_304_when_nothing_is_new(page, desk):
    for _ in range(3):
        pass_time(page, 3)
    assert desk.asked == [200, 304, 304]

    desk.unseen = 4
    pass_time(page, 3)
    assert page.get_attribute("#bell", "data-unseen") == "4"
    assert page.get_attribute("#bell", "aria-label") == "Notifications, 4 new"
    assert page.inner_text("#live") == "New notification"


def test_the_bell_asks_rarely_when_nobody_is_there(page, desk):
    for _ in range(21):
        page.clock.run_for(3_000)
    pass_time(page, 0)
    desk.asked.clear()

    for _ in range(20):
        pass_time(page, 3, pause=30)

    assert 2 <= len(desk.asked) <= 3


def test_a_session_that_ended_is_told_once_and_the_page_stays_as_it_was(page, desk):
    page.fill("#q", "half a sentence")
    desk.is_signed_in = False

    pass_time(page, 3)
    pass_time(page, 3)

    assert page.locator(".toast").count() == 1
    assert "You are signed out" in page.inner_text(".toast")
    assert page.get_attribute("#bell", "data-unseen") == "3"
    assert page.input_value("#q") == "half a sentence"


def test_rows_are_walked_and_chosen_by_keys(page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.get_attribute("tr[data-cursor]", "id") == "t2"
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk] output") == "1 selected"

    page.click('[data-select][value="4"]', modifiers=["Shift"])
    assert page.inner_text("[data-bulk] output") == "3 selected"
    page.keyboard.press("Escape")
    assert page.is_hidden("[data-bulk]")


def test_keys_do_nothing_while_somebody_types_and_can_be_switched_off(page):
    page.keyboard.press("/")
    page.keyboard.type("t?j")
    assert page.input_value("#q") == "t?j"
    assert page.query_selector("tr[data-cursor]") is None

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.click("[data-shortcuts-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.query_selector("tr[data-cursor]") is None


def test_the_theme_goes_round_and_is_remembered(page):
    for theme in ("light", "dark", None, "light"):
        page.click("[data-theme-toggle] button")
        assert page.evaluate("document.documentElement.dataset.theme ?? null") == theme
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_a_form_is_sent_once_however_often_it_is_clicked(page, desk):
    page.evaluate("for (let i = 0; i < 3; i += 1) document.querySelector('form[action=\"/sent\"] button').click()")
    page.wait_for_timeout(200)

    assert [path for path, _body in desk.posts] == ["/sent"]


def test_the_menu_of_the_person_opens_by_its_button_and_closes_by_escape(page):
    page.click(".person-button")
    assert page.is_visible("text=Sign out")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Switch workspace"
    page.keyboard.press("Escape")
    assert page.is_hidden("text=Sign out")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_shell_is_accessible_and_never_scrolls_sideways(browser, desk, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", desk.answer)
    page.goto(HOST)

    violations = Axe().run(page).response["violations"]

    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_the_accessibility_check_sees_a_planted_fault(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=x><button></button></main>")

    assert {fault["id"] for fault in Axe().run(page).response["violations"]} >= {"image-alt", "button-name"}
    page.close()
