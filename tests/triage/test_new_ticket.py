"""A ticket filed for a client: by phone, from monitoring, received earlier than it is written down (S-11, S-13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import acting_as
from slas.models import TicketType
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_person, make_product, make_staff
from tickets.models import Clock, Ticket


@pytest.fixture
def form(kestrel, ann, agent, clocked, nine_oclock):
    """What an engineer types at ten."""
    clocked(nine_oclock + timedelta(hours=1))
    with acting_as(agent):
        kind = TicketType.objects.get(tenant=agent.tenant, code="incident")
    return {
        "client": kestrel.pk,
        "requester": ann.pk,
        "source": "phone",
        "received_at": "2026-06-08T10:00",
        "title": "Depot has no routes",
        "body": "Ann called: the northern depots got nothing.",
        "severity": "critical",
        "type": kind.pk,
        "product": "",
        "level": agent.level_id,
    }


def filed(agent):
    with acting_as(agent):
        ticket = Ticket.objects.select_related("requester").get()
        clocks = {clock.metric: clock for clock in Clock.objects.filter(ticket=ticket)}
    return ticket, clocks


@pytest.mark.parametrize("source", ["phone", "visit", "chat"])
def test_who_was_spoken_to_was_answered_at_once_with_nothing_elapsed(desk, at, form, agent, ann, source):
    answer = desk.post(at("new-ticket"), form | {"source": source})

    ticket, clocks = filed(agent)
    assert answer.status_code == 302 and answer.url == at("ticket", ticket.pk)
    assert (ticket.requester, ticket.source, ticket.level_id) == (ann, source, agent.level_id)
    assert (clocks["first_response"].state, clocks["first_response"].elapsed_seconds) == ("met", 0)
    assert clocks["resolution"].state == "running"


@pytest.mark.parametrize("source", ["monitoring", "own"])
def test_what_nobody_asked_for_has_no_first_response(desk, at, form, agent, source):
    desk.post(at("new-ticket"), form | {"source": source, "requester": ""})

    ticket, clocks = filed(agent)
    assert set(clocks) == {"workaround", "resolution"} and ticket.requester is None


def test_a_mail_that_came_earlier_is_due_earlier(desk, at, form, agent):
    desk.post(at("new-ticket"), form | {"source": "email", "received_at": "2026-06-08T09:15"})

    ticket, clocks = filed(agent)
    assert ticket.received_at == datetime(2026, 6, 8, 8, 15, tzinfo=UTC)
    assert clocks["first_response"].due_at == datetime(2026, 6, 8, 12, 15, tzinfo=UTC)  # 4 h after receipt


def test_the_hour_is_read_on_the_readers_own_wall(boss, at, form, agent):
    reader = make_staff(boss, "jo@acme.example", person=make_person("jo@acme.example", zone="America/New_York"))

    signed_in(reader).post(at("new-ticket"), form | {"source": "email", "received_at": "2026-06-08T04:30"})

    assert filed(agent)[0].received_at == datetime(2026, 6, 8, 8, 30, tzinfo=UTC)


def test_a_receipt_in_the_future_is_refused_and_everything_typed_is_kept(desk, at, form, agent):
    answer = desk.post(at("new-ticket"), form | {"received_at": "2026-06-08T10:30"})
    page = answer.content.decode()

    assert answer.status_code == 422 and "cannot be received in the future" in page
    assert 'value="Depot has no routes"' in page and "Ann called" in page and 'value="2026-06-08T10:30"' in page
    with acting_as(agent):
        assert not Ticket.objects.exists()


def test_a_requester_of_another_client_cannot_be_chosen(desk, at, boss, form, agent):
    stranger = make_contact(boss, make_client(boss, "Palisade Life"), "olga@palisade.example")

    answer = desk.post(at("new-ticket"), form | {"requester": stranger.pk})

    assert answer.status_code == 422
    with acting_as(agent):
        assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("title", "x" * 201), ("body", ""), ("client", ""), ("client", "nobody")]
)
def test_what_is_missing_or_too_long_is_said_at_its_field(desk, at, form, field, value):
    answer = desk.post(at("new-ticket"), form | {field: value})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {field}


def test_the_same_form_sent_twice_files_one_ticket_and_leads_to_it(desk, at, form, agent):
    form |= {"submission": desk.get(at("new-ticket")).context["form"]["submission"].value()}

    answers = [desk.post(at("new-ticket"), form) for _attempt in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url == at("ticket", filed(agent)[0].pk)


def test_choosing_a_client_brings_its_own_contacts_and_products_with_and_without_script(desk, at, boss, kestrel, ann, palisade):
    make_product(boss, "Dispatch Hub", kestrel)
    make_product(boss, "Claims Portal", palisade)

    part = desk.get(at("new-ticket"), {"client": kestrel.pk}, headers={"HX-Request": "true"}).content.decode()
    page = desk.get(at("new-ticket"), {"client": kestrel.pk, "title": "Half typed"}).content.decode()

    for shown in (part, page):
        assert "Ann" in shown and "Dispatch Hub" in shown
        assert "Olga" not in shown and "Claims Portal" not in shown
    assert "<html" not in part and 'value="Half typed"' in page


def test_files_come_with_the_description(desk, at, form, agent):
    desk.post(at("new-ticket"), form | {"files": [SimpleUploadedFile("log.txt", b"cursor=None")]})

    ticket = filed(agent)[0]
    with acting_as(agent):
        assert ticket.attachments.get().visibility == "public"
