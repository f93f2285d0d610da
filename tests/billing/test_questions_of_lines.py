"""What the desk asks about a line by itself: a yes for one ticket leaves it open, hours that are added answer it (C-41, C-42)."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.models import ConsentRequest
from common import wallclock
from contracts import actions as contracts
from tests.billing.quotes import HOUR, approver_of
from tests.contracts.desk import retained
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_ticket
from tests.http import words_of


@pytest.fixture(autouse=True)
def _now(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock + 2 * HOUR)


@pytest.fixture
def fox(boss):
    return make_client(boss, "Fox & Hound")


@pytest.fixture
def petra(boss, fox):
    return approver_of(boss, fox, "petra@fox.example")


@pytest.fixture
def ticket(boss, fox, nine_oclock):
    """One under a retainer of 20 h, which bills what is beyond them."""
    retained(boss, fox, overage="bill")
    return make_ticket(make_contact(boss, fox, "ann@fox.example", role="manager"), at=nine_oclock)


@pytest.fixture
def asked(boss, petra, ticket, nine_oclock):
    """The desk has asked near the end of the hours, and somebody has asked about the ticket: both open."""
    draw(boss, ticket, 1100, nine_oclock)
    swept(boss, nine_oclock)
    with acting_as(boss):
        line = ticket.contract.lines.select_related("contract__client__tenant").get()
        of_ticket = actions.ask_consent(line=line, ticket=ticket, minutes=120, by=boss, at=nine_oclock)
        return ConsentRequest.objects.exclude(occasion="").select_related("line").get(), of_ticket


def draw(boss, ticket, minutes, at):
    with acting_as(boss):
        contracts.draw(
            client=ticket.client,
            contract=ticket.contract,
            source=contracts.Source("time_entry", uuid4()),
            group=f"work {uuid4()}",
            level=2,
            work_on=at.date(),
            by_band={"business": minutes},
            ticket_id=ticket.pk,
            by=boss,
            at=at,
        )


def swept(boss, at):
    with acting_in(boss.tenant_id, SYSTEM):
        actions.work_on_consents(tenant_id=boss.tenant_id, at=at)
        return actions.ask_at_thresholds(tenant_id=boss.tenant_id, at=at)


def again(boss, request):
    with acting_as(boss):
        return ConsentRequest.objects.select_related("client", "line", "ticket", "contract").get(pk=request.pk)


def test_a_yes_for_one_ticket_leaves_the_question_of_the_line_open_and_the_page_says_so(boss, petra, asked, nine_oclock):
    of_line, of_ticket = asked
    with acting_as(petra):
        actions.approve_consent(request=again(boss, of_ticket), by=petra, at=nine_oclock + HOUR)
    swept(boss, nine_oclock + HOUR)

    portal = signed_in(petra)
    pages = [words_of(portal.get(reverse("portal:consent", args=["acme", one.pk]))) for one in asked]

    assert again(boss, of_line).state == "asked"
    assert "Approving the question about a single ticket does not answer this one; adding hours does." in pages[0]
    assert f"A yes counts for #{of_ticket.ticket.number} alone." in pages[1]


def test_hours_that_were_added_for_a_ticket_answer_the_question_of_the_line(boss, petra, ticket, asked, nine_oclock):
    of_line, of_ticket = asked
    with acting_as(petra):
        actions.top_up_consent(request=again(boss, of_ticket), minutes=600, by=petra, at=nine_oclock + HOUR)

    swept(boss, nine_oclock + HOUR)

    answered = again(boss, of_line)
    assert (answered.state, answered.reason) == ("withdrawn", "Hours were added meanwhile.")
    draw(boss, ticket, 600, nine_oclock + 2 * HOUR)
    assert swept(boss, nine_oclock + 2 * HOUR) == 1  # they run out again, and it is asked again


@pytest.mark.parametrize(("minutes", "state"), [(15, "asked"), (600, "withdrawn")])
def test_hours_added_by_the_desk_answer_it_where_they_are_enough(boss, asked, nine_oclock, minutes, state):
    of_line, _of_ticket = asked
    with acting_as(boss):
        line = again(boss, of_line).line
        contracts.top_up(line=line, minutes=minutes, price=Decimal(100), by=boss, at=nine_oclock + HOUR)

    swept(boss, nine_oclock + HOUR)

    assert again(boss, of_line).state == state


def test_a_question_is_over_with_its_period(boss, ticket, asked, nine_oclock):
    of_line, _of_ticket = asked
    with acting_as(boss):
        contracts.keep_ledger(contract=ticket.contract, at=nine_oclock + timedelta(days=32))
        ConsentRequest.objects.filter(pk=of_line.pk).update(expires_at=nine_oclock + timedelta(days=60))

    swept(boss, nine_oclock + timedelta(days=32))

    assert again(boss, of_line).reason == "The period of these hours is over."
