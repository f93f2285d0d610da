"""The bell as a page shows it: it asks as soon as the page is there, speaks of news alone, and passes on what has changed."""

import pytest
from django.template import engines

from tests.ui.shell import Desk, browser, page, pass_time

pytestmark = pytest.mark.browser
__all__ = ["browser", "page"]  # fixtures


class LazyDesk(Desk):
    """Its pages do not know how much is new; its bell answers also with words and with an event."""

    urgent = event = ""

    def html(self, *name):
        if name == ("notifications/_bell.html",):
            bell = {"url": "/bell", "page_url": "/notices", "unseen": self.unseen, "urgent": self.urgent}
            return engines["django"].get_template(*name).render({"bell": bell})
        known, self.unseen = self.unseen, None
        try:
            return super().html(*name)
        finally:
            self.unseen = known

    def ring(self, route):
        tag = f'"{self.unseen}"'
        status = 304 if route.request.headers.get("if-none-match") == tag else 200
        self.asked.append(status)
        headers = {"ETag": tag, "Content-Type": "text/html"} | ({"HX-Trigger": self.event} if self.event else {})
        return route.fulfill(status=status, body="" if status == 304 else self.html("notifications/_bell.html"), headers=headers)


@pytest.fixture
def desk():
    return LazyDesk()


def test_the_bell_asks_once_when_the_page_is_there_and_says_nothing_of_what_was_there(page, desk):
    page.wait_for_selector("#bell[data-unseen='3']")

    assert desk.asked == [200]
    assert page.inner_text("#live") == ""
    pass_time(page, 3)
    assert desk.asked == [200, 304]


def test_a_missed_promise_is_spoken_in_its_own_words_and_the_queue_hears_that_it_changed(page, desk):
    page.wait_for_selector("#bell[data-unseen='3']")
    page.evaluate("document.body.addEventListener('queue-changed', () => { window.heard = (window.heard || 0) + 1 })")

    desk.unseen, desk.urgent, desk.event = 4, "First response missed: #7", "queue-changed"
    pass_time(page, 3)

    assert page.inner_text("#live") == "First response missed: #7"
    assert page.evaluate("window.heard") == 1
