"""Time worked over the API: logged once, listed, corrected, withdrawn; contacts read what counted."""

import pytest

from accounts.tenancy import acting_as
from tests.api.conftest import make_caller, statements_of
from tests.contracts.desk import retained
from tests.factories import make_client, make_staff, make_ticket
from tests.tickets.work import log
from tickets.models import TimeEntry

pytestmark = pytest.mark.django_db
PATH = "/api/v1/time-entries/"
SCOPES = ("time:read", "time:write")
WORKED = {"started_at": "2026-06-08T09:00:00+01:00", "ended_at": "2026-06-08T09:20:00+01:00"}


@pytest.fixture
def kestrel(boss):
    """A client with twenty hours a month."""
    client = make_client(boss, "Kestrel Logistics")
    retained(boss, client)
    return client


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock)


@pytest.fixture
def agents(boss, agent):
    return make_caller(boss, agent, SCOPES)


def test_an_entry_is_logged_once_for_a_key_and_listed(agents, ticket, agent):
    said = WORKED | {"ticket": str(ticket.pk), "note": "Read logs", "is_note_public": True}
    answers = [agents.post(PATH, said, headers={"Idempotency-Key": "one"}) for _ in range(2)]

    first = answers[0].json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json() == first and answers[0]["Location"].endswith(f"{PATH}{first['id']}/")
    assert (first["minutes"], first["billable_minutes"], first["status"], first["level"]) == (20, 30, "counted", 2)
    assert first["minutes_by_band"] == {"business": 20}
    listed = agents.get(PATH, data={"ticket": str(ticket.pk), "kind": "billable", "started_since": WORKED["started_at"]}).json()
    assert [entry["id"] for entry in listed["results"]] == [first["id"]]
    assert agents.get(f"{PATH}{first['id']}/").json()["note"] == "Read logs"


def test_a_correction_answers_with_the_new_entry_and_a_withdrawal_with_what_is_left(agents, ticket):
    first = agents.post(PATH, WORKED | {"ticket": str(ticket.pk)}).json()
    longer = WORKED | {"ended_at": "2026-06-08T09:40:00+01:00", "why": "Forgot a call"}

    second = agents.post(f"{PATH}{first['id']}/correction/", longer)
    again = agents.post(f"{PATH}{first['id']}/correction/", longer)
    gone = agents.post(f"{PATH}{second.json()['id']}/withdrawal/", {"why": "Twice"})

    assert (second.status_code, second.json()["corrects"], second.json()["billable_minutes"]) == (201, first["id"], 45)
    assert (again.status_code, again.json()["code"]) == (409, "time_refused")
    assert (gone.status_code, gone.json()["status"], gone.json()["billable_minutes"]) == (200, "withdrawn", 0)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"ended_at": "2026-06-08T08:00:00+01:00"}, 409),
        ({"ended_at": "2126-06-08T08:00:00+01:00"}, 409),
        ({"kind": "goodwill"}, 409),
        ({"kind": "free"}, 400),
        ({"level": 9}, 400),
        ({"ticket": None}, 400),
        ({"ticket": "0198d3c0-0000-7000-8000-000000000000"}, 400),
        ({"started_at": "yesterday"}, 400),
    ],
)
def test_what_cannot_be_is_a_problem(agents, agent, ticket, changes, status):
    answer = agents.post(PATH, WORKED | {"ticket": str(ticket.pk)} | changes)

    assert answer.status_code == status
    with acting_as(agent):
        assert not TimeEntry.objects.exists()


def test_a_contact_reads_what_counted_and_writes_nothing(boss, ann, agent, ticket):
    log(agent, "2026-06-08T10:00", 20, ticket=ticket, note="Between us")
    log(agent, "2026-06-08T11:00", 20, ticket=ticket, kind="non_billable")
    anns = make_caller(boss, ann, SCOPES)

    (shown,) = anns.get(PATH).json()["results"]

    assert (shown["minutes"], shown["note"]) == (20, "")
    assert not {"level", "held_minutes", "approved_by", "status", "minutes_by_band"} & set(shown)
    assert anns.post(PATH, WORKED | {"ticket": str(ticket.pk)}).status_code == 403


def test_a_token_without_the_scope_is_refused(boss, agent, ticket):
    reader = make_caller(boss, agent, ("tickets:read", "time:read"))

    assert reader.get(PATH).status_code == 200
    assert reader.post(PATH, WORKED | {"ticket": str(ticket.pk)}).status_code == 403
    assert make_caller(boss, agent).get(PATH).status_code == 403


def test_another_engineers_time_is_not_corrected(boss, agent, ticket):
    entry = log(agent, "2026-06-08T10:00", 20, ticket=ticket)
    colleague = make_caller(boss, make_staff(boss, "colleague@acme.example"), SCOPES)

    assert colleague.post(f"{PATH}{entry.pk}/withdrawal/", {"why": "Mine"}).status_code == 409


def test_a_page_takes_as_many_statements_for_ten_entries_as_for_one(agents, agent, ticket):
    log(agent, "2026-06-08T10:00", 5, ticket=ticket)
    one = statements_of(lambda: agents.get(PATH))
    for minute in range(9):
        log(agent, f"2026-06-08T11:{minute * 6:02}", 5, ticket=ticket)

    assert len(statements_of(lambda: agents.get(PATH))) == len(one)
