"""Tickets that change after their period was closed and invoiced: the difference is charged or taken back (C-45, C-46)."""

from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.errors import InvoiceRefused
from contracts import actions as contracts
from tests.contracts.calendars import london
from tests.contracts.desk import Desk, agreed
from tests.contracts.test_counted_tickets import count, per_ticket, resolve
from tests.factories import make_client

pytestmark = pytest.mark.django_db
FILED = london("2026-01-30T09:00")


@pytest.fixture
def desk(boss, entity):
    """Every ticket is an extra one, at 16.80 or 45.60."""
    return Desk(
        boss, agreed(boss, make_client(boss, "Northwind"), ("per_ticket", per_ticket((0, "14", "16.80"), (0, "38", "45.60"))))
    )


def drafted(desk, on):
    """What a person drafts on a day of 2026, as kind and (quantity, net) of each line."""
    with acting_as(desk.boss):
        at = london(f"{on}T09:00")
        return actions.draft_invoice(contract=desk.contract, until=date.fromisoformat(on), by=desk.boss, at=at)


def said(document):
    return document and (document.kind, [(line.quantity, line.net) for line in document.lines.all()])


def issued(desk, on):
    draft = drafted(desk, on)
    with acting_as(desk.boss):
        return said(draft and actions.issue_invoice(invoice=draft, by=desk.boss, at=london(f"{on}T10:00")))


def raised(desk, ticket, at):
    """Level 2 works on it and resolves it."""
    desk.log(at, 30, level=2, ticket=ticket)
    resolve(desk, ticket, at=london(at))


def test_c46_a_ticket_that_rises_after_its_period_was_invoiced_is_priced_once(desk):
    ticket = uuid4()
    count(desk, ticket, 1, at=FILED)
    desk.keep("2026-02-01T00:00")
    first = issued(desk, "2026-02-01")
    raised(desk, ticket, "2026-02-02T10:00")

    second, nothing = issued(desk, "2026-03-01"), issued(desk, "2026-03-02")

    assert first == ("invoice", [(1, D("16.80"))])
    assert second == ("invoice", [(1, D("-16.80")), (1, D("45.60"))])  # 45.60 once, not 62.40
    assert nothing is None


def test_c45_a_ticket_that_counts_no_longer_after_its_period_was_invoiced_is_credited(desk):
    tickets = [uuid4(), uuid4()]
    for ticket in tickets:
        count(desk, ticket, 1, at=FILED)
    desk.keep("2026-02-01T00:00")
    first = issued(desk, "2026-02-01")
    with acting_as(desk.boss):
        contracts.release_unit(contract=desk.contract, ticket_id=tickets[0], reason="merged", at=london("2026-02-02T09:00"))

    assert first == ("invoice", [(2, D("33.60"))])
    assert (issued(desk, "2026-02-03"), issued(desk, "2026-02-04")) == (("credit_note", [(1, D("16.80"))]), None)


def test_tickets_that_changed_since_the_draft_are_not_issued_as_they_were(desk):
    ticket = uuid4()
    count(desk, ticket, 1, at=FILED)
    desk.keep("2026-02-01T00:00")
    draft = drafted(desk, "2026-02-01")
    raised(desk, ticket, "2026-02-02T10:00")

    with acting_as(desk.boss), pytest.raises(InvoiceRefused, match="were changed since it was drafted"):
        actions.issue_invoice(invoice=draft, by=desk.boss, at=london("2026-02-02T12:00"))


def test_tickets_whose_line_was_credited_can_be_billed_again_by_a_person(desk):
    count(desk, uuid4(), 1, at=FILED)
    desk.keep("2026-02-01T00:00")
    with acting_as(desk.boss):
        invoice = actions.issue_invoice(invoice=drafted(desk, "2026-02-01"), by=desk.boss, at=london("2026-02-01T10:00"))
        actions.credit_invoice(invoice=invoice, reason="Agreed", by=desk.boss, at=london("2026-02-01T11:00"))
        until = {"until": date(2026, 2, 2), "at": london("2026-02-02T09:00")}
        assert actions.draft_invoice(contract=desk.contract, by=None, **until) is None

    assert issued(desk, "2026-02-02") == ("invoice", [(1, D("16.80"))])


def test_a_ticket_given_back_to_a_closed_period_leaves_nothing_in_its_ledger(boss, palisade):
    desk = Desk(boss, agreed(boss, palisade, ("per_ticket", per_ticket((5, "14", "16.80")))))
    ticket = uuid4()
    count(desk, ticket, 1, at=FILED)
    desk.keep("2026-02-01T00:00")
    with acting_as(boss):
        contracts.release_unit(contract=desk.contract, ticket_id=ticket, reason="spam", at=london("2026-02-02T09:00"))

    assert desk.sum(period=desk.period(0)) == 0
