"""Replying, confirming and reopening through the portal."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Attachment, Message, Ticket


@pytest.fixture
def at(monkeypatch, nine_oclock):
    later = nine_oclock + timedelta(hours=1)
    monkeypatch.setattr(wallclock, "now", lambda: later)
    return nine_oclock


@pytest.fixture
def ticket(ann, at):
    return make_ticket(ann, at=at)


def url(name, ticket):
    return reverse(f"portal:{name}", args=["acme", ticket.pk])


def hidden(browser, ticket):
    page = browser.get(url("ticket", ticket)).content.decode()
    return re.search(r'name="submission" value="([^"]+)"', page).group(1)


def now(member, ticket):
    with acting_as(member):
        return Ticket.objects.get(pk=ticket.pk)


def said(member, ticket):
    with acting_as(member):
        return list(Message.objects.visible_to(member).filter(ticket=ticket))


def test_a_reply_with_a_file_is_on_the_page_after_it(ann, ticket):
    browser = signed_in(ann)
    values = {"body": "Here is the log", "files": [SimpleUploadedFile("run.log", b"line")], "submission": hidden(browser, ticket)}

    answer = browser.post(url("messages", ticket), values, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(url("ticket", ticket), 302)]
    assert "Here is the log" in page
    assert "run.log" in page
    assert "Your reply is with us." in page
    with acting_as(ann):
        assert Attachment.objects.get().message.body == "Here is the log"


def test_the_same_reply_sent_twice_is_said_once(ann, ticket):
    browser = signed_in(ann)
    values = {"body": "Once", "submission": hidden(browser, ticket)}

    for _ in range(2):
        assert browser.post(url("messages", ticket), values).status_code == 302

    assert [message.body for message in said(ann, ticket)].count("Once") == 1


def test_another_text_in_the_form_of_one_that_was_sent_is_not_lost(ann, ticket):
    browser = signed_in(ann)
    sent_before = {"submission": hidden(browser, ticket)}
    browser.post(url("messages", ticket), sent_before | {"body": "One"})

    answer = browser.post(url("messages", ticket), sent_before | {"body": "Two"})
    again = browser.post(url("messages", ticket), {"submission": answer.context["form"]["submission"].value(), "body": "Two"})

    assert answer.status_code == 422 and "Two</textarea>" in answer.content.decode()
    assert again.status_code == 302
    assert [message.body for message in said(ann, ticket)][-2:] == ["One", "Two"]


def test_an_answer_ends_the_wait_for_it(ann, agent, ticket, at):
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=at + timedelta(minutes=5))
    browser = signed_in(ann)
    page = browser.get(url("ticket", ticket)).content.decode()
    assert "We wait for your answer." in page
    assert "Stands still" in page

    browser.post(url("messages", ticket), {"body": "8.4.2"})

    assert now(ann, ticket).status == "open"


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "Write something before you send it."), ("y" * 50_001, "This text has 50001 characters")]
)
def test_a_wrong_reply_is_said_and_kept(ann, ticket, body, sentence):
    browser = signed_in(ann)

    answer = browser.post(url("messages", ticket), {"body": body, "files": [SimpleUploadedFile("a.txt", b"a")]})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert body in page
    assert "Choose your files again" in page
    assert len(said(ann, ticket)) == 1


def test_resolved_thank_you_closes_and_saying_it_twice_changes_nothing(ann, ticket):
    browser = signed_in(ann)

    for _ in range(2):
        assert browser.post(url("confirmation", ticket)).status_code == 302

    assert now(ann, ticket).status == "closed"
    page = browser.get(url("ticket", ticket)).content.decode()
    assert "Open a follow-up ticket" in page
    assert "This is resolved, thank you" not in page


def test_not_resolved_opens_it_again_with_what_is_wrong(ann, agent, ticket, at):
    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Fixed in 8.4.3.", by=agent, at=at + timedelta(minutes=5))
    browser = signed_in(ann)
    assert "We think this is resolved." in browser.get(url("ticket", ticket)).content.decode()
    values = {"body": "Still broken", "submission": hidden(browser, ticket)}

    first = browser.post(url("reopening", ticket), values)
    again = browser.post(url("reopening", ticket), values)

    assert first.status_code == again.status_code == 302
    assert now(ann, ticket).status == "open"
    assert [message.body for message in said(ann, ticket)].count("Still broken") == 1


def test_a_closed_ticket_takes_no_reply_but_keeps_what_was_typed(ann, ticket, at):
    with acting_as(ann):
        actions.confirm_resolved(ticket=ticket, by=ann, at=at)
    browser = signed_in(ann)

    answer = browser.post(url("messages", ticket), {"body": "One more thing"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This ticket is closed. Open a new one" in page
    assert "One more thing" in page


def test_a_follow_up_is_linked_both_ways(ann, ticket, at):
    with acting_as(ann):
        actions.confirm_resolved(ticket=ticket, by=ann, at=at)
    browser = signed_in(ann)
    form = browser.get(reverse("portal:open-ticket", args=["acme"]), {"follows_up": str(ticket.pk)})
    assert ticket.title in form.content.decode()
    values = {"title": "Again", "body": "It is back", "severity": "minor", "type": str(ticket.type_id)}

    browser.post(reverse("portal:open-ticket", args=["acme"]), values | {"follows_up": str(ticket.pk)})

    with acting_as(ann):
        follow_up = Ticket.objects.get(follows_up=ticket)
    assert f"This follows up ticket #{ticket.number}." in browser.get(url("ticket", follow_up)).content.decode()
    assert f"#{follow_up.number} Again" in browser.get(url("ticket", ticket)).content.decode()


def test_a_strangers_ticket_cannot_be_followed_up(ann, boss, palisade, at):
    from tests.factories import make_contact

    olga = make_contact(boss, palisade, "second@palisade.example")
    theirs = make_ticket(olga, at=at, title="A secret title")
    browser = signed_in(ann)

    page = browser.get(reverse("portal:open-ticket", args=["acme"]), {"follows_up": str(theirs.pk)})
    nonsense = browser.get(reverse("portal:open-ticket", args=["acme"]), {"follows_up": "x"})

    assert "A secret title" not in page.content.decode()
    assert nonsense.status_code == 200
