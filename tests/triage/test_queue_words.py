"""What the queue says: with nothing to take, of a client's tier, and by its titles."""

from datetime import timedelta

from tests.factories import make_contract, make_ticket
from tests.triage.reading import row_of


def test_with_nothing_to_take_the_engineer_hears_it(desk, at):
    answer = desk.post(at("take-next"), follow=True)

    assert "No ticket at your level waits" in answer.content.decode()


def test_the_contract_of_a_client_is_named_by_its_tier(desk, at, boss, palisade, clocked, nine_oclock):
    make_contract(boss, palisade, "Enterprise")
    ticket = make_ticket(boss, client=palisade, at=nine_oclock, source="phone")

    assert "Enterprise" in row_of(desk.get(at("queue")), ticket)


def test_the_titles_say_whose_turn_it_is_not_when_it_is_due(desk, at, ann, clocked, nine_oclock):
    make_ticket(ann, at=nine_oclock, severity="major")  # due in 8 hours, its turn an hour before
    clocked(nine_oclock + timedelta(hours=6, minutes=10))

    page = desk.get(at("queue")).content.decode()

    assert "1h 50m" in page and "Start within the hour" in page
    assert "Work on these now" not in page and "Can wait" not in page
