"""Writing on a ticket from the desk: reply and note, waits and resolutions, what is refused, what is sent twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from common.ids import uuid7
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock, Message


@pytest.fixture
def ticket(ann, clocked, nine_oclock):
    filed = make_ticket(ann, at=nine_oclock, severity="critical")
    clocked(nine_oclock + timedelta(minutes=30))
    return filed


@pytest.fixture
def send(desk, at, ticket):
    """Press one of the composer's buttons."""

    def press(**more):
        form = {"kind": "reply", "then": "send", "body": "On it.", "version": ticket.version}
        return desk.post(at("ticket-messages", ticket.pk), form | more)

    return press


@pytest.fixture
def submission(desk, at, ticket):
    """What tells one form that was shown from another."""
    return desk.get(at("ticket", ticket.pk)).context["write"]["submission"].value()


def said(ticket, agent):
    with acting_as(agent):
        ticket.refresh_from_db()
        return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("body", "visibility", "side"))[1:]


def clock(ticket, agent, metric):
    with acting_as(agent):
        return Clock.objects.get(ticket=ticket, metric=metric)


def test_a_reply_is_public_and_meets_the_first_response(send, ticket, agent):
    assert send().status_code == 302

    assert said(ticket, agent) == [("On it.", "public", "staff")]
    assert clock(ticket, agent, "first_response").state == "met"
    assert ticket.status == "open"


def test_a_reply_that_waits_stops_the_resolution_clock(send, ticket, agent):
    send(then="wait")

    assert (ticket.pk, said(ticket, agent)[0][1], ticket.status) == (ticket.pk, "public", "waiting_client")
    assert clock(ticket, agent, "resolution").state == "paused"


def test_a_reply_that_resolves_meets_both_promises(send, ticket, agent):
    send(then="resolve")

    said(ticket, agent)
    assert ticket.status == "resolved"
    assert {clock(ticket, agent, metric).state for metric in ("first_response", "resolution")} == {"met"}


@pytest.mark.parametrize("then", ["", "send", "wait", "resolve"])
def test_a_note_is_never_public_whatever_button_was_pressed(send, ticket, agent, ann, then):
    send(kind="note", then=then, body="Secret cursor.")

    assert said(ticket, agent) == [("Secret cursor.", "internal", "staff")]
    assert clock(ticket, agent, "first_response").state == "running"
    portal = signed_in(ann).get(reverse("portal:ticket", args=["acme", ticket.pk]))
    assert portal.status_code == 200 and "Secret cursor." not in portal.content.decode()


def test_without_a_kind_nothing_is_written(send, ticket, agent):
    assert send(kind="").status_code == 422
    assert said(ticket, agent) == []


def test_an_empty_message_is_refused_in_words(send, ticket, agent):
    answer = send(body="  ")

    assert answer.status_code == 422 and "Write something first." in answer.content.decode()
    assert said(ticket, agent) == []


def test_a_ticket_changed_meanwhile_refuses_and_keeps_the_text_for_the_next_try(send, ticket, agent, ann, nine_oclock):
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="It is worse now.", by=ann, at=nine_oclock + timedelta(minutes=20))

    stale = send(body="My careful answer")
    page = stale.content.decode()

    assert stale.status_code == 422
    assert "Somebody else changed this ticket" in page and "My careful answer</textarea>" in page and "It is worse now." in page
    assert send(body="My careful answer", version=stale.context["ticket"].version).status_code == 302
    assert [body for body, *_rest in said(ticket, agent)] == ["It is worse now.", "My careful answer"]


def test_the_same_form_sent_twice_is_said_once_and_looks_like_success(send, ticket, agent, submission):
    answers = [send(submission=submission).status_code for _attempt in range(2)]

    assert answers == [302, 302]
    assert len(said(ticket, agent)) == 1


@pytest.mark.parametrize("kind", ["note", "reply"])
def test_another_text_under_the_same_id_is_not_lost(send, ticket, agent, submission, kind):
    send(submission=submission, kind="note", body="One")

    answer = send(submission=submission, kind=kind, body="Two", version=2)

    assert answer.status_code == 422 and "Two</textarea>" in answer.content.decode()
    fresh = answer.context["write"]["submission"].value()
    assert fresh != submission
    assert send(submission=fresh, kind=kind, body="Two", version=answer.context["ticket"].version).status_code == 302
    assert [body for body, *_rest in said(ticket, agent)] == ["One", "Two"]


def test_nobody_chooses_the_id_of_a_message(send, ticket, agent, submission):
    chosen = uuid7()

    assert send(submission=f"{chosen}:{submission.partition(':')[2]}").status_code == 302

    with acting_as(agent):
        assert not Message.objects.filter(pk=chosen).exists()
    assert [body for body, *_rest in said(ticket, agent)] == ["On it."]


def test_an_answer_given_earlier_counts_from_when_it_was_given(send, ticket, agent, nine_oclock, clocked):
    clocked(nine_oclock + timedelta(hours=5))  # the first response would be missed by now

    send(said_at="2026-06-08T09:45", channel="phone")

    first = clock(ticket, agent, "first_response")
    assert (first.state, first.elapsed_seconds, first.breached_at) == ("met", 45 * 60, None)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"said_at": "2026-06-08T12:00"}, "cannot be dated in the future"),
        ({"said_at": "2026-06-08T09:10", "then": "resolve"}, "recorded by itself"),
        ({"said_at": "yesterday"}, "valid date"),
    ],
)
def test_an_impossible_hour_is_refused_and_the_text_kept(send, ticket, agent, more, sentence):
    answer = send(body="By phone", **more)

    assert answer.status_code == 422
    assert sentence in answer.content.decode() and "By phone</textarea>" in answer.content.decode()
    assert said(ticket, agent) == []


def test_files_come_with_the_message_and_share_its_sight(send, desk, at, ticket, agent):
    send(kind="note", files=[SimpleUploadedFile("trace.txt", b"cursor=None")])

    page = desk.get(at("ticket", ticket.pk)).content.decode()
    with acting_as(agent):
        attachment = ticket.attachments.get()
    assert "trace.txt" in page and reverse("desk:attachment", args=["acme", attachment.pk]) in page
    assert attachment.visibility == "internal"


def test_a_file_that_is_refused_leaves_nothing_behind(send, ticket, agent):
    answer = send(files=[SimpleUploadedFile("empty.txt", b"")])

    assert answer.status_code == 422
    assert "is empty" in answer.content.decode() and "Choose the files again" in answer.content.decode()
    assert said(ticket, agent) == []
