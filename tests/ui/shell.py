"""A page of the shell for a real browser; the network is answered from here."""

import mimetypes
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

from common.navigation import NavGroup, NavLink
from tests.browser import browser

__all__ = ["HOST", "Desk", "browser", "desk", "page", "pass_time"]
HOST = "http://desk.example"
# htmx marks what waits for an answer or is just being changed by one.
UNREST = ".htmx-request, .htmx-swapping, .htmx-settling"
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # the reader's own clock is years wrong
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
    page.clock.install(time=LONG_AGO - timedelta(hours=1))
    page.clock.pause_at(LONG_AGO)  # time passes when the test says so, and never else
    page.goto(HOST)
    page.wait_for_function("window.htmx")
    yield page
    context.close()
    assert complaints == []


def pass_time(page, seconds):
    """Let the page's clock run, and what it asks for be answered and shown: settling takes some of its milliseconds."""
    page.clock.run_for(seconds * 1000)
    for _ in range(200):
        if not page.locator(UNREST).count():
            return
        page.wait_for_timeout(10)  # for the answer, in our time
        page.clock.run_for(10)
    raise AssertionError(page.locator(UNREST).first.evaluate("part => part.outerHTML.slice(0, 300)"))
