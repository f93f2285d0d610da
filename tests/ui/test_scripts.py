"""The scripts in a real browser, over pages of the shell."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.shell import HOST, browser, desk, page, pass_time

pytestmark = pytest.mark.browser
__all__ = ["browser", "desk", "page"]  # fixtures


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
        pass_time(page, 3)

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
    page.clock.resume()  # frames too come with time
    click = "document.querySelector('form[action=\"/sent\"] button').click()"
    with page.expect_request("**/sent"):
        page.evaluate(f"{click}; {click}")
    page.evaluate(click)
    page.evaluate("new Promise(requestAnimationFrame).then(() => fetch('/asked/after/the/clicks'))")

    assert [path for path, _body in desk.posts] == ["/sent"]


def test_the_menu_of_the_person_opens_by_its_button_and_closes_by_escape(page):
    page.click(".person-button")
    assert page.is_visible("text=Sign out")
    page.wait_for_function("document.getElementById('person-menu').contains(document.activeElement)")
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
