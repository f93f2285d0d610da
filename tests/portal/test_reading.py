"""What contacts see, and what they never see; how many queries a page takes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from files.actions import store_files
from files.models import INTERNAL
from tests.doors import signed_in
from tests.factories import make_contact, make_person, make_product, make_ticket
from tests.http import queries_of
from tickets import actions

HOME = reverse("portal:home", args=["acme"])
LIST = reverse("portal:tickets", args=["acme"])


@pytest.fixture
def at(monkeypatch, nine_oclock):
    later = nine_oclock + timedelta(hours=1)
    monkeypatch.setattr(wallclock, "now", lambda: later)
    return nine_oclock


def page_of(ticket):
    return reverse("portal:ticket", args=["acme", ticket.pk])


def test_the_page_shows_the_public_conversation_and_nothing_else(ann, agent, at):
    ticket = make_ticket(ann, at=at, severity="critical")
    with acting_as(agent):
        files = store_files(
            uploads=[SimpleUploadedFile("secret.log", b"s")], client=ann.client, visibility=INTERNAL, by=agent, at=at
        )
        actions.write_note(ticket=ticket, body="The customer is difficult.", by=agent, at=at, files=files)
        actions.reply(ticket=ticket, body="We see it *too*.", by=agent, at=at + timedelta(minutes=18))
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=at + timedelta(minutes=19))

    page = signed_in(ann).get(page_of(ticket)).content.decode()

    assert "We see it <em>too</em>." in page
    assert "Since 8.4.2" in page
    assert "In progress" in page
    assert "Kept" in page
    for secret in ("difficult", "secret.log", "L2", "noted", "assigned"):
        assert secret not in page
    assert "Service desk" in page


def test_strangers_get_404_and_a_manager_sees_the_company(ann, boss, kestrel, palisade, other_boss, at):
    ticket = make_ticket(ann, at=at)
    colleague = make_contact(boss, kestrel, "colleague@kestrel.example")
    manager = make_contact(boss, kestrel, "manager@kestrel.example", role="manager")
    stranger = make_contact(boss, palisade, "stranger@palisade.example")

    for member, status in ((ann, 200), (manager, 200), (colleague, 404), (stranger, 404), (other_boss, 404), (boss, 404)):
        browser = signed_in(member)
        assert browser.get(page_of(ticket)).status_code == status, member
        for name in ("messages", "reopening", "confirmation"):
            if status == 404:
                url = reverse(f"portal:{name}", args=["acme", ticket.pk])
                assert browser.post(url, {"body": "mine now"}).status_code == 404
        listed = browser.get(LIST)
        assert (ticket.title in listed.content.decode()) is (status == 200)


def test_a_get_of_a_change_is_not_allowed(ann, at):
    ticket = make_ticket(ann, at=at)
    browser = signed_in(ann)

    for name in ("messages", "reopening", "confirmation"):
        assert browser.get(reverse(f"portal:{name}", args=["acme", ticket.pk])).status_code == 405


def test_home_says_what_is_promised_and_what_comes_next(ann, agent, at):
    first = make_ticket(ann, at=at, severity="critical", title="Waits for an answer")
    asked = make_ticket(ann, at=at, title="Asks something")
    solved = make_ticket(ann, at=at, title="Is solved")
    with acting_as(agent):
        actions.wait_for_client(ticket=asked, body="Which version?", by=agent, at=at)
        actions.resolve_ticket(ticket=solved, body="Fixed.", by=agent, at=at)

    answer = signed_in(ann).get(HOME)

    page = answer.content.decode()
    assert answer.context["counts"] == {"open": 2, "yours": 2}
    assert "2 open tickets." in page
    assert "2 need something from you." in page
    assert "Reply to continue" in page
    assert "Tell us whether it is resolved" in page
    assert "Answer by" in page
    assert "Standard 2026" in page
    assert "First answer in 4 hours" in page
    assert first.title in page


def test_a_client_without_a_contract_reads_of_best_effort(boss, palisade, at):
    olga = make_contact(boss, palisade, "second@palisade.example")

    page = signed_in(olga).get(HOME).content.decode()

    assert "No contract is in force" in page
    assert "First answer in 8 hours" in page
    assert "Nothing is open" in page


@pytest.mark.parametrize("is_swept", [False, True])
def test_a_late_promise_is_admitted_also_before_it_was_recorded(ann, at, monkeypatch, is_swept):
    ticket = make_ticket(ann, at=at, severity="critical")
    late = at + timedelta(hours=4, seconds=1)
    monkeypatch.setattr(wallclock, "now", lambda: late)
    if is_swept:
        with acting_in(ann.tenant_id, SYSTEM):
            actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)

    browser = signed_in(ann)

    assert "Answer was due" in browser.get(HOME).content.decode()
    assert "We are late." in browser.get(page_of(ticket)).content.decode()


def test_due_times_are_told_in_the_readers_and_the_companys_zone(boss, kestrel, at):
    tess = make_contact(boss, kestrel, "", person=make_person("tess@kestrel.example", zone="Asia/Tokyo"))
    ticket = make_ticket(tess, at=at, severity="critical")

    page = signed_in(tess).get(page_of(ticket)).content.decode()

    assert "21:00" in page  # 13:00 in London
    assert "13:00 London" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Scanner", "Question", "Export"]),
        ({"q": "scan"}, ["Scanner"]),
        ({"q": "#1"}, ["Export"]),
        ({"q": "99999999999999999999"}, []),
        ({"severity": "critical"}, ["Export"]),
        ({"status": "closed"}, ["Question"]),
        ({"status": "open"}, ["Scanner", "Export"]),
        ({"status": "yours"}, []),
        ({"severity": "no such", "q": "scan"}, ["Scanner"]),
    ],
)
def test_the_list_is_narrowed(ann, at, query, found):
    make_ticket(ann, at=at, title="Export", severity="critical")
    closed = make_ticket(ann, at=at + timedelta(minutes=1), title="Question")
    make_ticket(ann, at=at + timedelta(minutes=2), title="Scanner")
    with acting_as(ann):
        actions.confirm_resolved(ticket=closed, by=ann, at=at + timedelta(minutes=3))
    if "#1" in query.values():
        query = {"q": f"#{closed.number - 1}"}

    answer = signed_in(ann).get(LIST, query)

    assert [ticket.title for ticket in answer.context["page"].rows] == found


def test_the_list_is_narrowed_to_an_own_product_only(ann, boss, kestrel, palisade, at):
    own = make_product(boss, "Dispatch Hub", kestrel)
    foreign = make_product(boss, "Not theirs", palisade)
    make_ticket(ann, at=at, title="About it", product=own)
    make_ticket(ann, at=at, title="About nothing")
    browser = signed_in(ann)

    answer = browser.get(LIST, {"product": str(own.pk)})
    refused = browser.get(LIST, {"product": str(foreign.pk)})

    assert [ticket.title for ticket in answer.context["page"].rows] == ["About it"]
    assert "Not theirs" not in refused.content.decode()


def test_pages_follow_each_other_without_a_gap(ann, at):
    for minute in range(30):
        make_ticket(ann, at=at + timedelta(minutes=minute // 2), title=f"Number {minute}")
    browser = signed_in(ann)

    first = browser.get(LIST).context["page"]
    second = browser.get(LIST + first.next_url).context["page"]
    back = browser.get(LIST + second.previous_url).context["page"]

    assert len(first.rows) == 25
    assert [row.title for row in [*first.rows, *second.rows]] == [f"Number {n}" for n in reversed(range(30))]
    assert back.rows == first.rows
    assert not first.previous_url
    assert not second.next_url
    assert not back.previous_url
    assert browser.get(LIST, {"after": "nonsense"}).status_code == 200


def test_as_many_queries_for_thirty_tickets_as_for_three(ann, agent, at):
    def fill(count):
        for _ in range(count):
            ticket = make_ticket(ann, at=at)
            with acting_as(agent):
                actions.wait_for_client(ticket=make_ticket(ann, at=at), body="?", by=agent, at=at)
                actions.reply(ticket=ticket, body="Hello", by=agent, at=at)

    browser = signed_in(ann)
    fill(3)
    few = queries_of(browser, HOME), queries_of(browser, LIST)
    fill(27)
    many = queries_of(browser, HOME), queries_of(browser, LIST)

    assert few == many
    assert max(few) <= 12


def test_a_ticket_page_takes_as_many_queries_however_much_was_said(ann, agent, at):
    ticket = make_ticket(ann, at=at)
    browser = signed_in(ann)
    before = queries_of(browser, page_of(ticket))
    for minute in range(10):
        with acting_as(ann):
            files = store_files(
                uploads=[SimpleUploadedFile("a.txt", b"a")], client=ann.client, visibility="public", by=ann, at=at
            )
            actions.write_as_client(ticket=ticket, body="More", by=ann, at=at + timedelta(minutes=minute), files=files)

    assert queries_of(browser, page_of(ticket)) == before <= 9


def test_a_person_at_two_clients_chooses_for_which_they_act(ann, boss, palisade, at):
    second = make_contact(boss, palisade, "", person=ann.person)
    make_ticket(ann, at=at, title="Of Kestrel")
    make_ticket(second, at=at, title="Of Palisade")
    browser = signed_in(ann)

    switched = browser.get(HOME, {"as": str(second.pk)})
    theirs = browser.get(HOME).content.decode()
    assert "Act for Kestrel Logistics" in theirs
    browser.get(HOME, {"as": str(ann.pk)})
    own = browser.get(HOME).content.decode()
    ignored = browser.get(HOME, {"as": str(boss.pk)})

    assert (switched.status_code, switched.url) == (302, HOME)
    assert "Of Palisade" in theirs
    assert "Of Kestrel" not in theirs
    assert "Of Kestrel" in own
    assert "Of Palisade" not in own
    assert ignored.status_code == 302
    assert "Of Kestrel" in browser.get(HOME).content.decode()
