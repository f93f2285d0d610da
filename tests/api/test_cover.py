"""Cover for programs: the verdict on a ticket, the check, and the environment that a ticket names."""

import pytest

from contracts.terms import Cover, Terms
from tests.factories import make_client, make_contract, make_environment, make_product, make_ticket


def check(client):
    return f"/api/v1/clients/{client.pk}/cover/"


@pytest.fixture
def palisade(boss):
    found = make_client(boss, "Palisade Life")
    make_contract(boss, found, "Standard", terms=Terms(cover=Cover(channels=("portal", "email"), levels=(1, 2, 3))))
    return found


def test_the_check_answers_the_ten_questions(agents, palisade):
    asked = {
        "client": str(palisade.pk),
        "channel": "phone",
        "severity": "minor",
        "type": "incident",
        "at": "2026-06-08T09:00:00Z",
    }
    answer = agents.get(check(palisade), query_params=asked)

    assert answer.status_code == 200
    found = answer.json()
    assert (found["verdict"], found["step"], found["reason"]) == ("needs_review", 8, "channel")
    assert [each["result"] for each in found["answers"]].count("failed") == 1
    assert len(found["answers"]) == 10
    assert found["contract_version"] == 1


def test_a_level_is_named_by_its_number(agents, palisade):
    asked = {"level": 4, "at": "2026-06-08T09:00:00Z"}

    assert agents.get(check(palisade), query_params=asked).json()["step"] == 7


def test_a_contact_asks_about_the_own_company_alone(anns, palisade, kestrel):
    asked = {"channel": "phone", "level": 4, "at": "2026-06-08T09:00:00Z"}

    assert anns.get(check(kestrel), query_params=asked).json()["verdict"] == "covered"  # its terms say nothing of channels
    assert anns.get(check(palisade), query_params=asked).status_code == 404


@pytest.mark.parametrize(
    ("asked", "field"), [({"severity": "huge"}, "severity"), ({"at": "then"}, "at"), ({"type": "none"}, "type")]
)
def test_bad_questions_are_answered_clearly(agents, palisade, asked, field):
    answer = agents.get(check(palisade), query_params=asked)

    assert answer.status_code == 400
    assert field in str(answer.json()["errors"])


def test_a_ticket_shows_its_cover_to_both_sides(boss, ann, anns, agents, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    for caller in (anns, agents):
        cover = caller.get(f"/api/v1/tickets/{ticket.pk}/").json()["cover"]
        assert (cover["verdict"], cover["step"], cover["outcome"]) == ("covered", 0, "")


def test_a_ticket_may_name_its_environment(boss, kestrel, anns):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    live = make_environment(boss, kestrel, hub, "Live", has_custom_code=True)
    filed = anns.post("/api/v1/tickets/", {"title": "Slow", "body": "Very", "severity": "minor", "environment": str(live.pk)})

    found = anns.get(f"/api/v1/tickets/{filed.json()['id']}/").json()

    assert (found["environment"], found["product"]["name"]) == (str(live.pk), "Dispatch Hub")
    assert (found["cover"]["verdict"], found["cover"]["reason"]) == ("not_covered", "custom_code")  # C-50


def test_an_environment_of_another_client_is_refused(boss, kestrel, agents, palisade):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    live = make_environment(boss, kestrel, hub, "Live")
    new = {"title": "Slow", "body": "Very", "severity": "minor", "client": str(palisade.pk), "environment": str(live.pk)}

    assert agents.post("/api/v1/tickets/", new).status_code == 400
    assert agents.get(check(palisade), query_params={"environment": str(live.pk)}).status_code == 400
