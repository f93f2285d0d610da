"""The commitments on a ticket's page: what the client awaits, newest cycle only, and what no longer counts as late."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from tests.doors import signed_in
from tests.factories import make_ticket
from tests.http import queries_of
from tickets import actions
from tickets.models import Clock


@pytest.fixture
def now(monkeypatch, nine_oclock):
    """Sets what time it is, in minutes after nine."""

    def move(minutes):
        at = nine_oclock + timedelta(minutes=minutes)
        monkeypatch.setattr(wallclock, "now", lambda: at)
        return at

    move(0)
    return move


def page_of(ticket):
    return reverse("portal:ticket", args=["acme", ticket.pk])


def shown(member, ticket):
    """Metrics of the lines on the page and whose turn it is."""
    answer = signed_in(member).get(page_of(ticket))
    return [line.clock.metric for line in answer.context["lines"]], answer.context["ticket"].next_step, answer.content.decode()


def test_the_next_answer_and_update_show_while_they_are_awaited(ann, agent, now):
    ticket = make_ticket(ann, at=now(0), severity="critical")
    assert "next_response" not in shown(ann, ticket)[0]
    with acting_as(agent):
        actions.reply(ticket=ticket, body="We look.", by=agent, at=now(10))
    lines, step, _page = shown(ann, ticket)
    assert "update_cadence" in lines
    assert "next_response" not in lines

    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="And?", by=ann, at=now(20))
    lines, step, page = shown(ann, ticket)
    assert "next_response" in lines
    assert step.kind == "next_response"
    assert "Next answer" in page
    assert "Next update" in page

    with acting_as(agent):
        actions.reply(ticket=ticket, body="Soon.", by=agent, at=now(30))
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=now(40))
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4.2", by=ann, at=now(50))
    lines, step, _page = shown(ann, ticket)
    assert len(lines) == len(set(lines))  # the newest cycle alone
    with acting_in(ann.tenant_id, SYSTEM):
        newest = Clock.objects.filter(ticket=ticket, metric="next_response").order_by("-cycle").first()
    assert newest.cycle == 2
    assert step.at == newest.due_at

    with acting_as(agent):
        actions.resolve_ticket(ticket=ticket, body="Fixed.", by=agent, at=now(60))
    lines, _step, _page = shown(ann, ticket)
    assert not {"next_response", "update_cadence"} & set(lines)


def test_a_miss_that_was_excused_does_not_show_as_late(ann, agent, boss, now):
    ticket = make_ticket(ann, at=now(0), severity="critical")
    late = now(6 * 60)
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)
    assert "We are late." in shown(ann, ticket)[2]
    with acting_as(boss):
        for clock in Clock.objects.filter(ticket=ticket, breached_at__isnull=False):
            actions.void_breach(clock=clock, reason="Their line was down.", by=boss, at=late)

    _lines, step, page = shown(ann, ticket)

    assert "We are late." not in page
    assert "does not count as late" in page
    assert "Their line was down" not in page
    assert not step.is_late

    with acting_as(agent):
        actions.reply(ticket=ticket, body="We look.", by=agent, at=now(6 * 60 + 5))
    page = shown(ann, ticket)[2]
    assert "It does not count as late." in page


def test_the_agreed_date_stands_beside_the_resolution(ann, boss, now):
    ticket = make_ticket(ann, at=now(0))
    with acting_as(boss):
        actions.agree_date(ticket=ticket, on=date(2026, 6, 19), by=boss, at=now(5))

    page = shown(ann, ticket)[2]

    assert page.count("Agreed with you: 19 Jun 2026") == 1


def test_cycles_cost_no_queries(ann, agent, now):
    ticket = make_ticket(ann, at=now(0), severity="critical")
    browser = signed_in(ann)
    before = queries_of(browser, page_of(ticket))
    for minute in range(1, 9, 2):
        with acting_as(agent):
            actions.reply(ticket=ticket, body="We look.", by=agent, at=now(minute))
        with acting_as(ann):
            actions.write_as_client(ticket=ticket, body="And?", by=ann, at=now(minute + 1))

    assert queries_of(browser, page_of(ticket)) == before <= 12
