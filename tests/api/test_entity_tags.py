"""Reads that need not be sent again, and answers to what somebody changed meanwhile."""

from datetime import timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_in
from tests.factories import make_ticket
from tickets import actions

TICKETS = "/api/v1/tickets/"


def messages_of(ticket):
    return f"{TICKETS}{ticket.pk}/messages/"


def test_an_answer_is_not_sent_again_while_it_holds(ann, anns, agents, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    path = f"{TICKETS}{ticket.pk}/"
    tag = anns.get(path)["ETag"]

    same = anns.get(path, headers={"If-None-Match": f'"x", W/{tag}'})
    agents.post(messages_of(ticket), {"body": "On it."})
    changed = anns.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_a_breach_changes_the_tag_although_no_verb_was_called(ann, anns, agents, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    path = f"{TICKETS}{ticket.pk}/"
    tag = anns.get(path)["ETag"]
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=nine_oclock + timedelta(days=30))

    assert anns.get(path, headers={"If-None-Match": tag}).status_code == 200
    answer = agents.post(messages_of(ticket), {"body": "Sorry."}, headers={"If-Match": tag})
    assert answer.status_code == 201  # the clock moved by itself: nobody's words were missed


@pytest.mark.parametrize("visibility", ["public", "internal"])
def test_who_answers_an_older_version_is_told(ann, anns, agents, nine_oclock, visibility):
    ticket = make_ticket(ann, at=nine_oclock)
    tag = agents.get(f"{TICKETS}{ticket.pk}/")["ETag"]
    assert anns.post(messages_of(ticket), {"body": "Wait!"}, headers={"If-Match": tag}).status_code == 201

    for late in (tag, '"nonsense"', "7"):
        answer = agents.post(messages_of(ticket), {"body": "Old", "visibility": visibility}, headers={"If-Match": late})
        assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert anns.post(messages_of(ticket), {"body": "Late too"}, headers={"If-Match": tag}).status_code == 412
    assert agents.post(messages_of(ticket), {"body": "Any"}, headers={"If-Match": "*"}).status_code == 201
