"""The desk's main job from portal to alert: a ticket answered under its deadline, and one that nobody answers."""

import time
from datetime import datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from tests.browser import chromium
from tests.factories import PASSWORD, founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.rigs.stack import running_desk
from tickets.models import Clock, Event, Ticket

PROMISED = timedelta(minutes=15)  # Enterprise, critical, around the clock
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
TITLE = "Nobody can sign in to the claims portal"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_ticket_is_answered_in_time_and_another_is_missed_and_told(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.PASSWORD_HASHERS = ARGON2  # the desk runs on the settings of production
    boss = founded("acme")
    client = make_client(boss, "Palisade Assurance")
    make_contract(boss, client, "Enterprise")
    ann = make_contact(boss, client, "ann@palisade-assurance.example")
    agent = make_staff(boss, "duty@acme.example", level=1)
    make_ticket(ann, at=wallclock.now(), severity="question", title="How do I export a report?")

    with running_desk(tmp_path) as desk, chromium() as browser:
        portal, queue = _signed_in(browser, desk, ann), _signed_in(browser, desk, agent)

        _file_critical_ticket(portal)
        ticket = _ticket(boss, TITLE)
        clock = _first_response(ticket)
        assert clock.due_at == ticket.received_at.replace(microsecond=0) + PROMISED

        queue.goto(f"{desk.url}/acme/desk/queue/")
        first = queue.locator("tr[data-href]").first
        assert TITLE in first.inner_text()
        shown = datetime.fromisoformat(first.locator("[data-due]").get_attribute("data-due"))
        assert abs(shown - clock.due_at) < timedelta(seconds=1)

        first.get_by_role("link", name=TITLE).click()
        queue.locator("textarea[name=body]").fill("We are on it: the certificate expired. More within the hour.")
        queue.get_by_role("button", name="Send", exact=True).click()
        queue.wait_for_selector("text=the certificate expired")
        assert _first_response(ticket).state == "met"
        portal.reload()
        assert "the certificate expired" in portal.content()

        _leave_one_alone(boss, ann, desk, agent, queue)


def _leave_one_alone(boss, ann, desk, agent, queue):
    """A ticket whose answer is due in eight seconds; recorded and mailed within five, in the bell at the next poll."""
    now = wallclock.now()
    missed = make_ticket(
        ann, at=now, received_at=now - PROMISED + timedelta(seconds=8), severity="critical", title="Claims are lost on save"
    )
    due_at = _first_response(missed).due_at
    queue.wait_for_selector("#bell[data-unseen]")
    unseen_before = int(queue.locator("#bell").get_attribute("data-unseen"))
    queue.mouse.move(200, 200)  # somebody is at the desk: the bell asks every three seconds

    breach = _until(due_at + timedelta(seconds=5), lambda: _breach_of(missed))
    assert (breach.at, _first_response(missed).breached_at) == (due_at, due_at)
    _until(due_at + timedelta(seconds=5), lambda: desk.mails_to(agent.person.email, f"missed: #{missed.number}"))
    queue.wait_for_function(f"Number(document.querySelector('#bell').dataset.unseen) > {unseen_before}", timeout=8000)


def _signed_in(browser, desk, member):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{desk.url}/accounts/login/")
    page.fill("input[name=login]", member.person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def _file_critical_ticket(page):
    page.get_by_role("link", name="New ticket").first.click()
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=body]", "Since 10:20 every sign-in ends in an error.")
    page.check("input[name=severity][value=critical]", force=True)
    page.locator("main form.card button[type=submit]").last.click()
    page.wait_for_selector(f"h1:has-text('{TITLE}')")


def _ticket(boss, title):
    with acting_in(boss.tenant_id, SYSTEM):
        return Ticket.objects.get(title=title)


def _first_response(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Clock.objects.get(ticket=ticket, metric="first_response")


def _breach_of(ticket):
    with acting_in(ticket.tenant_id, SYSTEM):
        return Event.objects.filter(ticket=ticket, kind="breached").first()


def _until(end, ask):
    """What `ask` finds by the instant `end`."""
    while not (found := ask()):
        assert wallclock.now() < end, "it was too late"
        time.sleep(0.1)
    return found
