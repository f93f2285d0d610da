"""What follows from an accepted quote: the beginning of work, settlement, invoices, change orders, emergencies (C-23 to C-26)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from billing.errors import QuoteRefused
from billing.models import Quote
from contracts import actions as contracts
from contracts.models import Movement, SpendingCap
from contracts.terms import Terms
from tests.billing.quotes import HOUR, TWELVE_HOURS, accept, approver_of, fresh, quoted_on_ticket, swept
from tests.factories import make_ticket
from tickets import actions as tickets

pytestmark = pytest.mark.usefixtures("entity")
QUARTER = 15


@pytest.fixture
def petra(boss, kestrel):
    return approver_of(boss, kestrel)


def work(boss, ticket, minutes, at, *, level=3, rate=110):
    """Work on a ticket in its own group, drawn as logging it does."""
    with acting_as(boss):
        contracts.set_rate(level=level, amount=Decimal(rate), currency="GBP", contract=ticket.contract, by=boss, at=at)
        return contracts.draw(
            client=ticket.client,
            contract=ticket.contract,
            source=contracts.Source("time_entry", uuid4()),
            group=f"work {uuid4()}",
            level=level,
            work_on=at.date(),
            by_band={"business": minutes},
            ticket_id=ticket.pk,
            by=boss,
            at=at,
        )


def close(boss, ann, ticket, at):
    with acting_as(boss):
        tickets.resolve_ticket(ticket=ticket, body="Done.", by=boss, at=at)
    with acting_as(ann):
        tickets.confirm_resolved(ticket=ticket, by=ann, at=at)


def quote_of(version):
    return Quote.objects.select_related("prepayment", "settlement", "ticket", "contract", "client").get(pk=version.quote_id)


def test_ex_c8_an_upfront_estimate_is_settled_by_a_credit_note(boss, ann, petra, nine_oclock):
    upfront = {"billing": "upfront", "contingency_percent": Decimal(10)}
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, **upfront)
    accept(version, petra, nine_oclock)
    swept(boss.tenant_id, nine_oclock)
    with acting_as(boss):
        prepayment = quote_of(version).prepayment
        assert (prepayment.state, prepayment.net, prepayment.total) == ("draft", Decimal(1452), Decimal("1742.40"))
        issued = actions.issue_invoice(invoice=prepayment, by=boss, at=nine_oclock)
    swept(boss.tenant_id, nine_oclock + HOUR)
    assert work(boss, ticket, QUARTER, nine_oclock + HOUR).held == QUARTER  # not before it is paid (C-25)
    with acting_as(boss):
        actions.record_payment(
            invoice=issued, amount=Decimal("1742.40"), received_on=nine_oclock.date(), by=boss, at=nine_oclock + HOUR
        )
    swept(boss.tenant_id, nine_oclock + 2 * HOUR)
    with acting_as(boss):
        assert quote_of(version).started_at == nine_oclock + 2 * HOUR
    assert work(boss, ticket, 10 * 60, nine_oclock + 3 * HOUR).charged == 600
    with acting_as(boss):
        assert actions.charged_so_far(quote_of(version)) == Decimal("1127.50")
        with pytest.raises(QuoteRefused, match="still going on"):
            actions.settle_quote(quote=quote_of(version), by=boss, at=nine_oclock)
    close(boss, ann, ticket, nine_oclock + 4 * HOUR)

    with acting_as(boss):
        note = actions.settle_quote(quote=quote_of(version), by=boss, at=nine_oclock + 5 * HOUR)

        assert (note.kind, note.net, note.tax, note.total) == (
            "credit_note",
            Decimal("324.50"),
            Decimal("64.90"),
            Decimal("389.40"),
        )
        assert quote_of(version).settled_at == nine_oclock + 5 * HOUR
        with pytest.raises(QuoteRefused, match="no prepayment"):
            actions.settle_quote(quote=quote_of(version), by=boss, at=nine_oclock + 5 * HOUR)


def test_work_may_begin_when_the_invoice_is_issued_where_the_quote_says_so(boss, ann, petra, nine_oclock):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, billing="upfront", starts_when="issued")
    accept(version, petra, nine_oclock)
    swept(boss.tenant_id, nine_oclock)
    with acting_as(boss):
        actions.issue_invoice(invoice=quote_of(version).prepayment, by=boss, at=nine_oclock)
    swept(boss.tenant_id, nine_oclock + HOUR)

    assert work(boss, ticket, QUARTER, nine_oclock + HOUR).charged == QUARTER


def test_ex_c7_what_fits_under_the_limit_is_charged_and_the_rest_waits_for_a_change_order(boss, ann, petra, nine_oclock):
    ten = Quoted("Ten hours", level=2, minutes=600, rate=Decimal(95))
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, lines=[ten], not_to_exceed=Decimal(1000))
    accept(version, petra, nine_oclock)
    warned = {}
    for quarter in range(1, 44):
        drawn = work(boss, ticket, QUARTER, nine_oclock + HOUR, level=2, rate=95)
        warned |= {percent: quarter for row in drawn.movements for percent in row.facts.get("warnings", ())}
    with acting_as(boss):
        cap = SpendingCap.objects.get(ticket_id=ticket.pk)
        assert (cap.amount, cap.used) == (Decimal(1000), Decimal("997.50"))
    assert warned == {50: 22, 75: 32, 90: 38}
    assert (drawn.charged, drawn.held) == (0, QUARTER)

    with acting_as(boss):
        order = actions.draft_next_version(quote=version.quote, by=boss, at=nine_oclock)
        with pytest.raises(QuoteRefused, match="can only add"):
            actions.change_quote(version=order, lines=[ten], not_to_exceed=Decimal(900), by=boss, at=nine_oclock)
            actions.send_quote(version=order, by=boss, at=nine_oclock)
        actions.change_quote(version=order, lines=[ten], not_to_exceed=Decimal(1200), by=boss, at=nine_oclock)
        actions.send_quote(version=order, by=boss, at=nine_oclock)
    accept(order, petra, nine_oclock + HOUR)
    swept(boss.tenant_id, nine_oclock + 2 * HOUR)

    with acting_as(boss):
        caps = SpendingCap.objects.filter(ticket_id=ticket.pk)
        assert [(cap.amount, cap.used) for cap in caps] == [(1000, Decimal("997.50")), (200, Decimal("23.75"))]
        held = Movement.objects.filter(ticket_id=ticket.pk, kind="hold")
        assert sum(row.work_minutes for row in held) == sum(
            -row.work_minutes for row in Movement.objects.filter(reverses__in=held)
        )


def test_ex_c9_on_completion_the_invoice_is_drafted_when_the_ticket_is_closed(boss, ann, petra, nine_oclock):
    line = Quoted("As long as it takes", level=2, minutes=240, rate=Decimal(90))
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, lines=[line])
    accept(version, petra, nine_oclock)
    work(boss, ticket, 225, nine_oclock + HOUR, level=2, rate=90)
    swept(boss.tenant_id, nine_oclock + 2 * HOUR)
    with acting_as(boss):
        assert quote_of(version).settlement is None
    close(boss, ann, ticket, nine_oclock + 3 * HOUR)

    swept(boss.tenant_id, nine_oclock + 4 * HOUR)

    with acting_as(boss):
        quote = quote_of(version)
        draft = quote.settlement
        assert (draft.state, draft.net, draft.tax, draft.total) == (
            "draft",
            Decimal("337.50"),
            Decimal("67.50"),
            Decimal("405.00"),
        )
        assert quote.settled_at and not SpendingCap.objects.filter(closed_at=None).exists()
    assert swept(boss.tenant_id, nine_oclock + timedelta(days=40)) == 0


def test_a_fixed_price_is_what_was_quoted_however_long_it_took(boss, ann, petra, nine_oclock):
    price = Quoted("New label", price=Decimal(1140))
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, lines=[price], pricing="fixed")
    accept(version, petra, nine_oclock, order_reference="PO-77120")
    close(boss, ann, ticket, nine_oclock + HOUR)

    swept(boss.tenant_id, nine_oclock + 2 * HOUR)

    with acting_as(boss):
        draft = quote_of(version).settlement
        assert (draft.net, draft.order_reference) == (Decimal(1140), "PO-77120")


def test_emergency_work_begins_where_the_contract_says_so(boss, ann, kestrel, nine_oclock):
    urgent = make_ticket(ann, at=nine_oclock, severity="critical")
    minor = make_ticket(ann, at=nine_oclock)
    with acting_as(boss):
        with pytest.raises(QuoteRefused, match="No contract"):
            actions.use_preauthorisation(ticket=urgent, reason="Down", by=boss, at=nine_oclock)
        said = replace(Terms(), preauthorised=Decimal(500))
        contracts.agree(contract=urgent.contract, terms=said, effective_on=date(2026, 6, 1), by=boss, at=nine_oclock)
        with pytest.raises(QuoteRefused, match="Only Critical"):
            actions.use_preauthorisation(ticket=minor, reason="Down", by=boss, at=nine_oclock)

        cap = actions.use_preauthorisation(ticket=urgent, reason="Down", by=boss, at=nine_oclock)

        assert (cap.amount, cap.source_kind) == (Decimal(500), "preauthorised")
        with pytest.raises(QuoteRefused, match="used on this ticket already"):
            actions.use_preauthorisation(ticket=urgent, reason="Down", by=boss, at=nine_oclock)
    assert work(boss, urgent, 60, nine_oclock + HOUR).charged == 60


def test_a_quote_without_its_settlement_stays_where_it_is(boss, ann, petra, nine_oclock):
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock, lines=[TWELVE_HOURS])
    accept(version, petra, nine_oclock)

    for hours in range(3):
        swept(boss.tenant_id, nine_oclock + hours * HOUR)

    with acting_as(boss):
        assert fresh(version).work_at > nine_oclock + 2 * HOUR
        assert quote_of(version).settlement is None
