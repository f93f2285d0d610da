"""A prepayment is settled by itself: once the ticket is closed, and the time on it approved (C-25, issue 4)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tenancy import acting_as
from billing import actions
from contracts import actions as contracts
from contracts.models import SpendingCap
from tests.billing.quotes import HOUR, accept, approver_of, quoted_on_ticket, swept
from tests.billing.test_quote_money import close, quote_of, work
from tests.tickets.work import log
from tickets import actions as tickets

pytestmark = pytest.mark.usefixtures("entity")


@pytest.fixture
def petra(boss, kestrel):
    return approver_of(boss, kestrel)


def prepaid(boss, petra, version, at):
    """The prepayment is issued and paid, and work may begin."""
    accept(version, petra, at)
    swept(boss.tenant_id, at)
    with acting_as(boss):
        issued = actions.issue_invoice(invoice=quote_of(version).prepayment, by=boss, at=at)
        actions.record_payment(invoice=issued, amount=issued.total, received_on=at.date(), by=boss, at=at)
    swept(boss.tenant_id, at + HOUR)


@pytest.mark.parametrize(
    ("minutes", "kind", "state", "net"),
    [(615, "credit_note", "issued", "324.50"), (810, "invoice", "draft", "33.00"), (792, None, None, None)],
)
def test_a_prepayment_is_settled_by_itself_once_the_ticket_is_closed(boss, ann, petra, nine_oclock, minutes, kind, state, net):
    """EX-C8: 1,452.00 prepaid; 10.25 h are 1,127.50, 13.5 h are 1,485.00, 13.2 h are exactly it."""
    upfront = {"billing": "upfront", "contingency_percent": Decimal(10), "not_to_exceed": Decimal(1500)}
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, **upfront)
    prepaid(boss, petra, version, nine_oclock)
    work(boss, ticket, minutes, nine_oclock + HOUR)
    swept(boss.tenant_id, nine_oclock + 2 * HOUR)
    with acting_as(boss):
        assert quote_of(version).settled_at is None  # the ticket is open
    close(boss, ann, ticket, nine_oclock + 3 * HOUR)

    swept(boss.tenant_id, nine_oclock + timedelta(days=3))  # the worker was down
    again = swept(boss.tenant_id, nine_oclock + timedelta(days=4))

    with acting_as(boss):
        quote = quote_of(version)
        found = quote.settlement
        assert quote.settled_at == nine_oclock + timedelta(days=3) and again == 0
        assert (found and (found.kind, found.state, found.net)) == (kind and (kind, state, Decimal(net)))
        assert not SpendingCap.objects.filter(closed_at=None).exists()


def test_a_prepayment_waits_while_time_on_the_ticket_waits_for_approval(boss, ann, agent, petra, nine_oclock):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, billing="upfront")
    prepaid(boss, petra, version, nine_oclock)
    with acting_as(boss):
        contracts.set_rate(level=3, amount=Decimal(110), currency="GBP", by=boss, at=nine_oclock)
    entry = log(agent, nine_oclock + HOUR, 60, ticket=ticket, level=3, activity="corrective")
    close(boss, ann, ticket, nine_oclock + 3 * HOUR)
    swept(boss.tenant_id, nine_oclock + 4 * HOUR)
    with acting_as(boss):
        assert quote_of(version).settled_at is None
        tickets.approve_time(entry=entry, by=boss, at=nine_oclock + 5 * HOUR)

    swept(boss.tenant_id, nine_oclock + 6 * HOUR)

    with acting_as(boss):
        quote = quote_of(version)
        assert quote.settled_at == nine_oclock + 6 * HOUR
        assert (quote.settlement.kind, quote.settlement.net) == ("credit_note", Decimal("1210.00"))


@pytest.mark.parametrize("pricing", ["fixed", "estimate"])
def test_a_quote_whose_draft_is_deleted_or_whose_invoice_is_credited_can_be_invoiced_again(
    boss, ann, petra, nine_oclock, pricing
):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, pricing=pricing)
    accept(version, petra, nine_oclock)
    swept(boss.tenant_id, nine_oclock)
    work(boss, ticket, 60, nine_oclock + HOUR)
    close(boss, ann, ticket, nine_oclock + 2 * HOUR)
    swept(boss.tenant_id, nine_oclock + 3 * HOUR)
    later = {"by": boss, "at": nine_oclock + 4 * HOUR}

    with acting_as(boss):
        drafted = quote_of(version)
        net = drafted.settlement.net
        actions.delete_draft(invoice=drafted.settlement, **later)
        swept(boss.tenant_id, nine_oclock + 5 * HOUR)
        assert quote_of(version).settlement is None  # nobody but a person drafts it again
        second = actions.draft_quote_invoice(quote=quote_of(version), **later)
        issued = actions.issue_invoice(invoice=second, **later)
        assert quote_of(version).settled_at is not None
        actions.credit_invoice(invoice=issued, reason="Wrong address", **later)
        third = actions.draft_quote_invoice(quote=quote_of(version), **later)

    assert [net, second.net, third.net] == [Decimal(1320 if pricing == "fixed" else 110)] * 3
