"""What becomes of work that is not covered: quoted, declined, goodwill, or accepted after all (C-11)."""

import pytest

from accounts.tenancy import acting_as
from contracts.terms import Cover, Terms
from tests.factories import make_client, make_contact, make_contract, make_product, make_ticket
from tickets import actions
from tickets.errors import CoverRefused
from tickets.models import CoverDecision, Event, Message

STANDARD = Terms(cover=Cover(activities=("corrective", "emergency"), levels=(1, 2, 3), channels=("portal", "email", "chat")))


@pytest.fixture
def client(boss):
    """A client under a Standard contract whose terms say what is covered."""
    found = make_client(boss, "Palisade Life")
    make_contract(boss, found, "Standard", terms=STANDARD)
    return found


@pytest.fixture
def olga(boss, client):
    return make_contact(boss, client, "olga@palisade.example")


def decisions(boss, ticket):
    with acting_as(boss):
        rows = CoverDecision.objects.filter(ticket=ticket).order_by("decided_at", "id")
        return [(row.occasion, row.verdict, row.step, row.outcome) for row in rows]


def tier_of(boss, ticket):
    with acting_as(boss):
        ticket.refresh_from_db()
        return ticket.tier_version.tier.name


def test_c_11_declining_tells_the_client_why_and_ends_the_ticket(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")

    with acting_as(boss):
        reason = "Your contract has no support by phone."
        actions.record_outcome(ticket=ticket, outcome="declined", reason=reason, by=boss, at=nine_oclock)
        ticket.refresh_from_db()
        said = Message.objects.filter(ticket=ticket, side="staff").public().get()
        settled = Event.objects.get(ticket=ticket, kind="cover_settled")

    assert (ticket.status, said.body) == ("cancelled", reason)
    assert (settled.visibility, settled.by_id, settled.facts["outcome"]) == ("internal", boss.pk, "declined")


def test_c_11_goodwill_names_who_approved_it_and_why(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")

    with acting_as(boss):
        decision = actions.record_outcome(ticket=ticket, outcome="goodwill", reason="Their go-live.", by=boss, at=nine_oclock)

    assert (decision.outcome, decision.outcome_by_id, decision.outcome_at) == ("goodwill", boss.pk, nine_oclock)


def test_a_quote_may_be_followed_by_another_outcome(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")

    with acting_as(boss):
        actions.record_outcome(ticket=ticket, outcome="quote", by=agent, at=nine_oclock)
        with pytest.raises(CoverRefused):
            actions.record_outcome(ticket=ticket, outcome="quote", by=agent, at=nine_oclock)
        actions.record_outcome(ticket=ticket, outcome="goodwill", reason="Too small to quote.", by=boss, at=nine_oclock)

    assert decisions(boss, ticket) == [("filed", "needs_review", 8, "goodwill")]
    assert tier_of(boss, ticket) == "Standard"


def test_a_quote_that_went_out_settles_what_waits_for_one(boss, client, olga, agent, nine_oclock):
    called, covered = make_ticket(agent, client=client, at=nine_oclock, source="phone"), make_ticket(olga, at=nine_oclock)

    with acting_as(boss):
        for ticket in (called, called, covered):
            actions.quote_cover(ticket=ticket, by=agent, at=nine_oclock)

    assert decisions(boss, called) == [("filed", "needs_review", 8, "quote")]
    assert decisions(boss, covered) == [("filed", "covered", 0, "")]


@pytest.mark.parametrize(
    ("outcome", "reason", "sentence"),
    [
        ("goodwill", " ", "Say why."),
        ("gift", "Because.", "There is no outcome of that name."),
        ("accepted", "Because.", "The contract does not cover this. Choose goodwill, a quote, or decline it."),
    ],
)
def test_what_cannot_be_settled_is_refused_in_a_sentence(boss, nine_oclock, outcome, reason, sentence):
    ticket = make_ticket(make_contact(boss, make_client(boss, "Nobody"), "no@body.example"), at=nine_oclock)

    with acting_as(boss), pytest.raises(CoverRefused) as refusal:
        actions.record_outcome(ticket=ticket, outcome=outcome, reason=reason, by=boss, at=nine_oclock)

    assert str(refusal.value) == sentence


def test_a_covered_ticket_has_nothing_to_settle(boss, olga, nine_oclock):
    ticket = make_ticket(olga, at=nine_oclock)

    with acting_as(boss), pytest.raises(CoverRefused):
        actions.record_outcome(ticket=ticket, outcome="goodwill", reason="Because.", by=boss, at=nine_oclock)


def test_no_outcome_is_said_of_a_decision_that_a_later_one_overtook(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")
    hub = make_product(boss, "Dispatch Hub", client)
    make_contract(boss, client, "Premium", products=[hub])

    with acting_as(boss):
        ticket = actions.change_subject(ticket=ticket, product=hub, by=agent, at=nine_oclock)
        actions.quote_cover(ticket=ticket, by=boss, at=nine_oclock)
        with pytest.raises(CoverRefused, match="waits for a decision"):
            actions.record_outcome(ticket=ticket, outcome="goodwill", reason="No need.", by=boss, at=nine_oclock)

    assert decisions(boss, ticket) == [("filed", "needs_review", 8, ""), ("changed", "covered", 0, "")]
