"""Lists and tickets as programs read them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import acting_as
from files.actions import store_files
from files.models import INTERNAL
from tests.api.conftest import make_caller, statements_of
from tests.factories import make_client, make_contact, make_ticket
from tickets import actions
from tickets.api import outputs

TICKETS = "/api/v1/tickets/"
NOT_FOR_CLIENTS = {"level", "assignee", "source"}


def messages_of(ticket):
    return f"{TICKETS}{ticket.pk}/messages/"


def test_a_note_is_seen_by_staff_alone(ann, anns, agents, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    note = agents.post(messages_of(ticket), {"body": "CANARY note", "visibility": "internal"}).json()
    with acting_as(agent):
        upload = SimpleUploadedFile("canary.txt", b"CANARY bytes")
        files = store_files(uploads=[upload], client=ticket.client, visibility=INTERNAL, by=agent, at=nine_oclock)
        with_file = actions.write_note(ticket=ticket, body="CANARY file", by=agent, at=nine_oclock, files=files)
        attachment = with_file.attachments.get()

    assert note["visibility"] == "internal"
    assert "CANARY file" in agents.get(messages_of(ticket)).content.decode()
    for path in (TICKETS, f"{TICKETS}{ticket.pk}/", messages_of(ticket)):
        assert "canary" not in anns.get(path).content.decode().lower()
    assert anns.get(f"/api/v1/attachments/{attachment.pk}/").status_code == 404
    answer = agents.get(f"/api/v1/attachments/{attachment.pk}/")
    assert answer.status_code == 200
    answer.close()


def test_contacts_are_shown_no_level_no_assignee_and_their_own_words_for_statuses(ann, anns, agents, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)
        actions.cancel_ticket(ticket=ticket, reason="Twice.", by=agent, at=nine_oclock)

    for path in (TICKETS, f"{TICKETS}{ticket.pk}/"):
        theirs, ours = anns.get(path).json(), agents.get(path).json()
        theirs, ours = (theirs["results"][0], ours["results"][0]) if path == TICKETS else (theirs, ours)
        assert ours.keys() - theirs.keys() == NOT_FOR_CLIENTS
        assert (theirs["status"], ours["status"]) == ("closed", "cancelled")
    assert len(anns.get(TICKETS, query_params={"status": "closed"}).json()["results"]) == 1
    assert len(anns.get(TICKETS, query_params={"status": "cancelled"}).json()["results"]) == 0
    assert len(agents.get(TICKETS, query_params={"status": "cancelled"}).json()["results"]) == 1


def test_a_read_shows_clocks_and_messages(ann, anns, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.reply(ticket=ticket, body="On it.", by=agent, at=nine_oclock + timedelta(minutes=30))

    shown = anns.get(f"{TICKETS}{ticket.pk}/").json()

    clocks = {clock["metric"]: clock for clock in shown["clocks"]}
    assert set(clocks) == {"first_response", "update_cadence", "workaround", "resolution"}
    first, resolution = clocks["first_response"], clocks["resolution"]
    assert (first["metric"], first["state"], first["elapsed_seconds"]) == ("first_response", "met", 1800)
    assert (resolution["metric"], resolution["due_at"]) == ("resolution", "2026-06-09T16:00:00Z")
    assert [(m["side"], m["author"]["name"]) for m in shown["messages"]] == [("client", "Ann"), ("staff", "Agent")]
    assert shown["received_at"] == "2026-06-08T08:00:00Z"
    assert anns.get(shown["messages_url"]).json()["results"] == shown["messages"]


def test_lists_are_narrowed(boss, ann, agents, palisade, nine_oclock):
    make_ticket(ann, at=nine_oclock, severity="critical")
    make_ticket(ann, at=nine_oclock + timedelta(hours=1), severity="minor")
    make_ticket(make_contact(boss, palisade, "o@palisade.example"), at=nine_oclock + timedelta(hours=2), severity="major")

    def numbers(**query):
        answer = agents.get(TICKETS, query_params=query)
        assert answer.status_code == 200, answer.json()
        return [row["number"] for row in answer.json()["results"]]

    assert numbers() == [3, 2, 1]
    assert numbers(ordering="received_at") == [1, 2, 3]
    assert numbers(severity=["critical", "major"]) == [3, 1]
    assert numbers(client=str(palisade.pk)) == [3]
    assert numbers(number=2) == [2]
    assert numbers(status="resolved") == []
    assert numbers(updated_since="2026-06-08T09:00:00Z") == [3, 2]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"severity": "urgent"}, "severity"),
        ({"status": "solved"}, "status"),
        ({"client": "me"}, "client"),
        ({"number": "one"}, "number"),
        ({"number": "9" * 30}, "number"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"ordering": "title"}, "ordering"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "é\x00"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"severity": "\x00"}, "severity"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(agents, query, name):
    answer = agents.get(TICKETS, query_params=query)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_a_foreign_client_is_no_choice(agents, other_boss):
    far = make_client(other_boss, "Far Away")

    assert agents.get(TICKETS, query_params={"client": str(far.pk)}).status_code == 400


def test_lists_and_reads_cost_the_same_for_three_and_thirty(boss, ann, anns, agents, agent, nine_oclock):
    def cost(caller, path):
        return len(statements_of(lambda: caller.get(path)))

    tickets = [make_ticket(ann, at=nine_oclock) for _ in range(3)]
    paths = (TICKETS, messages_of(tickets[0]), f"{TICKETS}{tickets[0].pk}/")
    few = {(who, path): cost(who, path) for who in (anns, agents) for path in paths}
    for _ in range(27):
        make_ticket(ann, at=nine_oclock)
        with acting_as(agent):
            actions.reply(ticket=tickets[0], body="Still on it.", by=agent, at=nine_oclock)
    many = {(who, path): cost(who, path) for who in (anns, agents) for path in paths}

    assert few == many
    assert max(few.values()) <= 10  # and two that set the context


def test_rows_written_by_hand_are_those_that_the_schema_names(boss, ann, anns, agents, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    agents.post(messages_of(ticket), {"body": "f", "files": [SimpleUploadedFile("a.txt", b"a")]}, multipart=True)

    shown = agents.get(f"{TICKETS}{ticket.pk}/").json()

    assert shown.keys() == outputs.TicketWithAll().fields.keys()
    assert agents.get(TICKETS).json()["results"][0].keys() == outputs.TicketShown().fields.keys()
    assert shown["clocks"][0].keys() == outputs.ClockShown().fields.keys()
    assert shown["messages"][1].keys() == outputs.MessageShown().fields.keys()
    assert shown["messages"][1]["attachments"][0].keys() == outputs.AttachmentShown().fields.keys()


def test_a_manager_of_the_company_sees_every_ticket_of_it(boss, ann, nine_oclock):
    make_ticket(ann, at=nine_oclock)
    manager = make_caller(boss, make_contact(boss, ann.client, "m@kestrel.example", role="manager"))

    assert len(manager.get(TICKETS).json()["results"]) == 1
