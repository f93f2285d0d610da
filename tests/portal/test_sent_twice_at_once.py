"""The same form, sent twice in the same instant, as an impatient finger or a retrying proxy does."""

import re
import threading

import pytest
from django.db import connections
from django.urls import reverse

from accounts.tenancy import acting_as
from slas.models import TicketType
from tests.doors import signed_in
from tests.factories import founded, make_client, make_contact, make_ticket
from tickets.models import Message, Ticket


@pytest.fixture
def rita(transactional_db):
    boss = founded("acme")
    return make_contact(boss, make_client(boss, "Racing"), "rita@racing.example")


def at_once(member, url, values, times=4):
    """Post from as many browsers at once; the answers in any order."""
    browsers = [signed_in(member) for _ in range(times)]
    answers, start = [], threading.Barrier(times)

    def send(browser):
        try:
            start.wait(10)
            answers.append(browser.post(url, values))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def submission(member, url):
    return re.search(r'name="submission" value="([^"]+)"', signed_in(member).get(url).content.decode()).group(1)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_is_filed_once(rita):
    url = reverse("portal:open-ticket", args=["acme"])
    with acting_as(rita):
        kind = TicketType.objects.get(code="incident")
    values = {
        "title": "Once",
        "body": "Only once",
        "severity": "minor",
        "type": str(kind.pk),
        "submission": submission(rita, url),
    }

    answers = at_once(rita, url, values)

    with acting_as(rita):
        ticket = Ticket.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, reverse("portal:ticket", args=["acme", ticket.pk]))
    ] * 4


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_said_once(rita, nine_oclock):
    ticket = make_ticket(rita, at=nine_oclock)
    page = reverse("portal:ticket", args=["acme", ticket.pk])

    answers = at_once(
        rita,
        reverse("portal:messages", args=["acme", ticket.pk]),
        {"body": "Said once", "submission": submission(rita, page)},
    )

    assert [answer.status_code for answer in answers] == [302] * 4
    with acting_as(rita):
        assert Message.objects.filter(body="Said once").count() == 1
