"""Opening tickets, answering them, files that come along."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import acting_as
from common import wallclock
from files.models import File
from tests.api.conftest import statements_of
from tests.factories import make_client, make_contact, make_product, make_ticket
from tickets import actions
from tickets.models import Message, Ticket

TICKETS = "/api/v1/tickets/"
MOST = 26  # statements that read or write rows: token, member and client, then the deed itself
NEW = {"title": "Printer on fire", "body": "Since nine.", "severity": "critical"}


def messages_of(ticket):
    return f"{TICKETS}{ticket.pk}/messages/"


def test_a_contact_opens_a_ticket_for_the_own_company(ann, anns):
    answer = anns.post(TICKETS, NEW)

    assert answer.status_code == 201
    shown = answer.json()
    assert answer["Location"] == f"http://testserver{TICKETS}{shown['id']}/"
    assert (shown["client"]["name"], shown["requester"]["name"], shown["status"]) == ("Kestrel Logistics", "Ann", "new")
    with acting_as(ann):
        ticket = Ticket.objects.get(pk=shown["id"])
        assert (ticket.client_id, ticket.requester_id, ticket.source) == (ann.client_id, ann.pk, "api")
        assert ticket.messages.get().body == "Since nine."
        assert sorted(ticket.clocks.values_list("metric", flat=True)) == ["first_response", "resolution", "workaround"]


def test_staff_open_a_ticket_for_a_client_and_say_who_asked(ann, agents):
    answer = agents.post(TICKETS, NEW | {"client": str(ann.client_id), "requester": str(ann.pk), "type": "request"})

    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["requester"]["id"], shown["type"], shown["source"]) == (str(ann.pk), "request", "api")


def test_staff_must_name_the_client(agents):
    answer = agents.post(TICKETS, NEW)

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/client", "code": "required", "detail": "Say for which client."}]


def test_references_reach_only_what_the_caller_sees(boss, ann, anns, agents, palisade, other_boss):
    far = make_client(other_boss, "Far Away")
    olga = make_contact(boss, palisade, "olga3@palisade.example")
    hidden, retired = make_product(boss, "Ledger", palisade), "00000000-0000-7000-8000-000000000000"
    cases = [
        (agents, {"client": str(far.pk)}, "/client"),
        (agents, {"client": str(ann.client_id), "requester": str(olga.pk)}, "/requester"),
        (agents, {"client": str(ann.client_id), "requester": str(boss.pk)}, "/requester"),
        (agents, {"client": "no id"}, "/client"),
        (agents, {"client": {"id": 1}}, "/client"),
        (anns, {"product": str(hidden.pk)}, "/product"),
        (anns, {"product": retired}, "/product"),
        (anns, {"type": "no-such-type"}, "/type"),
    ]
    for caller, more, pointer in cases:
        answer = caller.post(TICKETS, NEW | more)
        assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (400, [pointer]), more


def test_what_is_not_ones_to_say_is_passed_over(boss, ann, anns, palisade, other_boss):
    olga = make_contact(boss, palisade, "olga3@palisade.example")
    forbidden = {
        "id": "00000000-0000-7000-8000-000000000000",
        "tenant": str(other_boss.tenant_id),
        "client": str(palisade.pk),
        "requester": str(olga.pk),
        "number": 4000,
        "status": "closed",
        "level": 4,
        "assignee": str(boss.pk),
        "source": "phone",
        "received_at": "2020-01-01T00:00:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "next_due_at": "2099-01-01T00:00:00Z",
        "rank_at": "2000-01-01T00:00:00Z",
        "version": 99,
        "tier_version": "x",
        "contract": None,
        "is_imported": True,
        "visibility": "internal",
        "author": str(boss.pk),
    }

    shown = anns.post(TICKETS, NEW | forbidden).json()

    with acting_as(ann):
        ticket = Ticket.objects.select_related("level").get(pk=shown["id"])
        message = ticket.messages.get()
    assert shown["id"] != forbidden["id"]
    assert (ticket.tenant_id, ticket.client_id, ticket.requester_id) == (ann.tenant_id, ann.client_id, ann.pk)
    assert (ticket.number, ticket.status, ticket.level.number, ticket.assignee_id) == (1, "new", 1, None)
    assert (ticket.source, ticket.version, ticket.is_imported) == ("api", 1, False)
    assert ticket.contract_id is not None
    assert wallclock.now() - ticket.received_at < timedelta(minutes=1)
    assert ticket.received_at == ticket.created_at
    assert (message.visibility, message.author_id) == ("public", ann.pk)


def test_a_reply_of_staff_answers_the_client(ann, agents, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    answer = agents.post(messages_of(ticket), {"body": "On it."})

    assert answer.status_code == 201
    assert (answer.json()["side"], answer.json()["visibility"], answer.json()["channel"]) == ("staff", "public", "api")
    with acting_as(ann):
        assert Ticket.objects.get(pk=ticket.pk).status == "open"
        assert ticket.clocks.get(metric="first_response").stopped_at


def test_a_contact_writes_in_public_whatever_they_send(ann, anns, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    answer = anns.post(messages_of(ticket), {"body": "More of it.", "visibility": "internal", "side": "staff"})

    assert answer.status_code == 201
    assert "visibility" not in answer.json()
    with acting_as(ann):
        message = Message.objects.get(pk=answer.json()["id"])
    assert (message.visibility, message.side, message.author_id) == ("public", "client", ann.pk)


def test_files_come_with_a_ticket_and_leave_as_downloads(ann, anns, agents, client):
    files = [SimpleUploadedFile("log.txt", b"line 1"), SimpleUploadedFile("page.html", b"<script>alert(1)</script>")]
    shown = anns.post(TICKETS, NEW | {"files": files}, multipart=True).json()

    attachments = anns.get(f"{TICKETS}{shown['id']}/").json()["messages"][0]["attachments"]

    assert [(a["name"], a["size"]) for a in attachments] == [("log.txt", 6), ("page.html", 25)]
    answer = agents.get(attachments[1]["url"])
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(attachments[0]["url"]).status_code == 401
    answer.close()


def test_a_file_comes_with_a_reply(ann, anns, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    answer = anns.post(messages_of(ticket), {"body": "See file", "files": [SimpleUploadedFile("a.txt", b"a")]}, multipart=True)

    assert answer.status_code == 201
    assert [a["name"] for a in answer.json()["attachments"]] == ["a.txt"]


def test_a_program_and_an_eleventh_file_are_refused_and_nothing_stays(ann, anns):
    cases = [
        [SimpleUploadedFile("setup.exe", b"MZ" + b"\0" * 100)],
        [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)],
        [SimpleUploadedFile("empty.txt", b"")],
    ]
    for files in cases:
        answer = anns.post(TICKETS, NEW | {"files": files}, multipart=True)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/files"), answer.json()
    with acting_as(ann):
        assert not Ticket.objects.exists()
        assert not File.objects.exists()


def test_nobody_answers_a_ticket_that_is_over(ann, anns, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(agent):
        actions.cancel_ticket(ticket=ticket, reason="Twice.", by=agent, at=nine_oclock)

    answer = anns.post(messages_of(ticket), {"body": "But…"})

    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_is_over")
    assert answer.json()["detail"].startswith("This ticket is closed.")


def test_a_company_no_longer_served_gets_no_ticket(boss, ann, anns, kestrel):
    with acting_as(boss):
        type(kestrel).objects.filter(pk=kestrel.pk).update(is_active=False)

    assert anns.post(TICKETS, NEW).json()["code"] == "ticket_refused"


def test_opening_a_ticket_takes_twenty_six_statements_at_most(ann, anns):
    data = statements_of(lambda: anns.post(TICKETS, NEW))

    assert len(data) <= MOST, "\n".join(data)
