"""The desk in a real browser: the queue follows what happens, keys work, and a note has to be meant."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.tenancy import acting_as
from common import wallclock
from tests.browser import browser
from tests.factories import PASSWORD, make_ticket
from tickets import actions
from tickets.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser"]  # a fixture
SOON = 20_000  # milliseconds: some rounds of the poll, on a busy machine too
UNREST = ".htmx-request, .htmx-swapping, .htmx-settling"  # a row that still settles would lose the cursor again


def aside(work, *args, **more):
    """Do what asks the database in a thread of its own: the browser's driver runs a loop in this one."""

    def done():
        try:
            return work(*args, **more)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


@pytest.fixture
def page(browser, live_server, ann, agent):
    page = browser.new_page(base_url=live_server.url)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", agent.person.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/acme/desk/queue/")
    yield page
    page.close()


def visibility_of(member, body):
    with acting_as(member):
        return Message.objects.get(body=body).visibility


def ask(member, ticket):
    with acting_as(member):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=member, at=wallclock.now())


def test_the_queue_follows_what_others_do_and_keys_lead_to_a_ticket(page, ann, agent):
    first = aside(make_ticket, ann, at=wallclock.now(), severity="minor", title="Was there before")
    page.reload()
    page.wait_for_selector("#bell[data-unseen]")
    assert page.locator("tr[data-href]").count() == 1

    critical = aside(make_ticket, ann, at=wallclock.now(), severity="critical", title="Came while the page was open")
    page.wait_for_selector(f"#t{critical.pk}", timeout=SOON)
    page.wait_for_selector(UNREST, state="detached")

    assert [row.get_attribute("id") for row in page.locator("tr[data-href]").all()] == [f"t{critical.pk}", f"t{first.pk}"]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{first.pk}/")


def test_a_note_has_to_be_meant_and_looks_like_one(page, ann, agent):
    ticket = aside(make_ticket, ann, at=wallclock.now())
    page.goto(f"/acme/desk/tickets/{ticket.pk}/")
    composer = page.locator(".composer")
    assert composer.get_attribute("data-mode") == "reply"
    assert page.get_by_role("button", name="Send", exact=True).is_visible()
    assert not page.get_by_role("button", name="Add internal note").is_visible()

    page.keyboard.press("n")
    page.keyboard.type("Looks like the cursor.")

    assert composer.get_attribute("data-mode") == "note"
    assert not page.get_by_role("button", name="Send", exact=True).is_visible()
    page.get_by_role("button", name="Add internal note").click()
    page.wait_for_selector('article[data-kind="note"]')
    assert aside(visibility_of, agent, "Looks like the cursor.") == "internal"


def test_a_wait_is_told_in_the_thread_and_ended_from_the_bar(page, ann, agent):
    ticket = aside(make_ticket, ann, at=wallclock.now())
    aside(ask, agent, ticket)
    page.goto(f"/acme/desk/tickets/{ticket.pk}/")
    assert "the resolution clock stands still" in page.locator(".ticket-thread").inner_text()

    page.get_by_role("button", name="Resume").click()

    page.wait_for_selector(".toast")
    assert page.locator(".ticket-head .status").inner_text() == "Open"
