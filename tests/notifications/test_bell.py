"""The bell: what is new, asked often and answered cheaply."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.actions import notify
from notifications.models import Notice
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock

FACTS = {"number": 7, "title": "Export stops", "client": "Kestrel", "author": "Agent", "text": "Fixed."}


def tell(member, *keys, at, template="staff_replied", **more):
    with acting_in(member.tenant_id, SYSTEM):
        for key in keys:
            notify([member], key=key, template=template, facts=FACTS | more.pop("facts", {}), link="/acme/", at=at, **more)


def url(member, name):
    return reverse(f"{'portal' if member.client_id else 'desk'}:{name}", args=[member.tenant.slug])


def ask(browser, member, tag=None):
    return browser.get(url(member, "pulse"), **({"HTTP_IF_NONE_MATCH": tag} if tag else {}))


def test_a_page_that_knows_all_is_answered_304_from_one_read(ann, agent, nine_oclock):
    for member in (ann, agent):
        tell(member, "a", "b", at=nine_oclock)
        browser = signed_in(member)
        tag = ask(browser, member).headers["ETag"]

        with CaptureQueriesContext(connection) as queries:
            answer = ask(browser, member, tag)

        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        ours = [query["sql"] for query in queries if "notifications_notice" in query["sql"]]
        assert len(ours) == 1 and "tickets_ticket" in ours[0] or member == ann
        assert len(queries) <= 13  # twelve are the middleware's, savepoints of the test included


def test_the_bell_counts_what_is_new_and_forgets_what_was_seen(ann, nine_oclock):
    browser = signed_in(ann)
    tag = ask(browser, ann).headers["ETag"]

    tell(ann, "a", "b", at=nine_oclock)
    answer = ask(browser, ann, tag)
    assert answer.status_code == 200
    assert 'data-unseen="2"' in answer.content.decode()
    assert "Notifications, 2 new" in answer.content.decode()

    assert browser.post(url(ann, "notices-seen")).status_code == 302
    assert 'data-unseen="0"' in ask(browser, ann, answer.headers["ETag"]).content.decode()


def test_a_missed_promise_is_put_into_words(agent, nine_oclock):
    facts = {"metric": "first_response", "severity": "critical", "due_at": nine_oclock.isoformat()}
    tell(agent, "a", at=nine_oclock, template="promise_missed", tone="danger", facts=facts)

    text = ask(signed_in(agent), agent).content.decode()

    assert 'data-urgent="First response missed: #7 Export stops (Critical, Kestrel)"' in text


def test_the_queue_is_told_of_only_when_a_ticket_has_changed(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    browser = signed_in(agent)
    first = ask(browser, agent)
    tell(agent, "a", at=nine_oclock)
    second = ask(browser, agent, first.headers["ETag"])
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock + timedelta(minutes=1))
    third = ask(browser, agent, second.headers["ETag"])

    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 200]
    assert [answer.headers.get("HX-Trigger") for answer in (first, second, third)] == [None, None, "queue-changed"]


def test_the_bell_of_a_page_costs_it_no_query(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    tell(agent, "a", at=nine_oclock)

    with CaptureQueriesContext(connection) as queries:
        page = signed_in(agent).get(reverse("desk:ticket", args=["acme", ticket.pk])).content.decode()

    assert 'hx-trigger="load, poll"' in page and "data-unseen" not in page
    assert not [query for query in queries if "notifications_notice" in query["sql"]]


def test_the_list_is_paged_newest_first_and_costs_the_same_however_long(ann, nine_oclock):
    browser = signed_in(ann)
    counts = []
    for number in (1, 30):
        for each in range(number):
            tell(ann, f"{number}-{each}", at=nine_oclock + timedelta(minutes=each), facts={"title": f"Title {each}"})
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(url(ann, "notices")).content.decode()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 14
    assert page.index("Title 29") < page.index("Title 28")
    assert page.count('class="stretched"') == 25
    assert "Mark all as seen" in page
    assert browser.get(url(ann, "notices") + "?page=2").content.decode().count('class="stretched"') == 6


def test_reading_the_list_changes_no_row(ann, nine_oclock):
    tell(ann, "a", at=nine_oclock)

    signed_in(ann).get(url(ann, "notices"))

    with acting_as(ann):
        assert Notice.objects.get().seen_at is None


def test_what_led_to_a_page_is_seen_with_the_page_and_what_comes_later_is_not(ann, nine_oclock):
    browser, here = (
        signed_in(ann),
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/acme/portal/one/?page=2"},
    )

    def arrives(key, link):
        with acting_in(ann.tenant_id, SYSTEM):
            notify([ann], key=key, template="staff_replied", facts=FACTS, link=link, at=nine_oclock)

    arrives("a", "/acme/portal/one/")
    arrives("b", "/acme/portal/two/")
    opened = browser.get(url(ann, "pulse"), **here)
    arrives("c", "/acme/portal/one/")
    later = browser.get(url(ann, "pulse"), HTTP_IF_NONE_MATCH=opened.headers["ETag"], **here)

    assert 'data-unseen="1"' in opened.content.decode()
    assert 'data-unseen="2"' in later.content.decode()


def test_nobody_sees_or_clears_the_bell_of_another(ann, boss, agent, nine_oclock):
    tell(ann, "a", at=nine_oclock)

    assert 'data-unseen="0"' in ask(signed_in(agent), agent).content.decode()
    signed_in(boss).post(url(boss, "notices-seen"))

    with acting_as(ann):
        assert Notice.objects.unseen().count() == 1


def test_an_empty_list_says_what_will_be_there(agent):
    assert "Nothing yet" in signed_in(agent).get(url(agent, "notices")).content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_pages_write_while_the_broker_is_down_and_nothing_is_lost(monkeypatch, mailoutbox):
    """No action knows Celery: a deed leaves rows, and the sweep finds them when the broker is back."""
    from kombu import Connection

    from tests.factories import founded, make_client, make_contact
    from tickets.tasks import sweep_due_clocks

    def refused(*_arguments, **_more):
        raise ConnectionRefusedError("the broker is down")

    monkeypatch.setattr(Connection, "__init__", refused)
    boss = founded("acme")
    contact = make_contact(boss, make_client(boss, "Kestrel"), "ann@kestrel.example")
    with acting_as(contact):
        clock = Clock.objects.get(ticket=make_ticket(contact, at=contact.started_at))
    assert signed_in(contact).post(url(contact, "notices-seen")).status_code == 302

    sweep_due_clocks()

    with acting_in(boss.tenant_id, SYSTEM):
        assert Clock.objects.get(pk=clock.pk).breached_at is not None
    assert any("First response missed" in mail.subject for mail in mailoutbox)
