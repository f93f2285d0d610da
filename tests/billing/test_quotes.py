"""Quotes: drafted, sent, accepted, declined, expired, replaced (C-20 to C-22)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.spending import AboveSpendingLimit
from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.actions import Quoted
from billing.errors import NoApprover, QuoteIsOver, QuoteRefused
from billing.models import Quote, QuoteVersion
from contracts.models import SpendingCap
from notifications.models import Notice
from tests.billing.quotes import HOUR, TWELVE_HOURS, accept, approver_of, fresh, quoted, quoted_on_ticket
from tests.factories import make_client, make_contact, make_ticket
from tickets.models import CoverDecision, Ticket

pytestmark = pytest.mark.usefixtures("entity")


@pytest.fixture
def petra(boss, kestrel):
    return approver_of(boss, kestrel)


def test_a_quote_that_is_sent_is_frozen_and_the_ticket_waits(boss, ann, petra, nine_oclock):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, contingency_percent=Decimal(10))

    with acting_as(petra):
        seen = QuoteVersion.objects.visible_to(petra).get()
        assert (seen.net, seen.tax, seen.total) == (Decimal(1452), Decimal("290.4"), Decimal("1742.4"))
        assert seen.content["total"] == "1742.40" and len(seen.content_sha256) == 64
    with acting_as(boss):
        assert Ticket.objects.get(pk=ticket.pk).status == "waiting_approval"
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            QuoteVersion.objects.filter(pk=version.pk).update(net=1)
        with pytest.raises(QuoteRefused, match="stays as it is"):
            actions.change_quote(version=version, lines=[TWELVE_HOURS], by=boss, at=nine_oclock)
    assert told(boss, "quote_sent") == [petra.pk]


def told(boss, template):
    with acting_in(boss.tenant_id, SYSTEM):
        return list(Notice.objects.filter(template=template).values_list("recipient_id", flat=True))


def test_a_client_sees_no_draft(boss, kestrel, petra, nine_oclock):
    quoted(boss, nine_oclock, client=kestrel, send=False)

    with acting_as(petra):
        assert not Quote.objects.exists() and not QuoteVersion.objects.exists()


def test_acceptance_records_who_when_what_and_opens_a_cap(boss, ann, petra, nine_oclock):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock)

    done = accept(version, petra, nine_oclock + HOUR, sha256=version.content_sha256, order_reference="PO-77120")

    assert (done.state, done.decided_by, done.decided_at) == ("accepted", petra, nine_oclock + HOUR)
    assert (done.accepted_sha256, done.order_reference) == (version.content_sha256, "PO-77120")
    with acting_as(boss):
        cap = SpendingCap.objects.get(ticket_id=ticket.pk)
        assert (cap.amount, cap.source_kind, cap.source_id) == (Decimal(1320), "quote", version.quote_id)
        assert Ticket.objects.get(pk=ticket.pk).status == "open"
    assert told(boss, "quote_decided") == [boss.pk]


def test_ex_c10_an_offer_is_over_at_the_local_midnight_without_any_job(boss, kestrel, petra):
    version = quoted(boss, datetime(2026, 3, 10, 12, tzinfo=UTC), client=kestrel, valid_days=30)
    midnight = datetime(2026, 4, 9, 23, tzinfo=UTC)

    assert (version.valid_until, version.expires_at) == (date(2026, 4, 9), midnight)
    assert version.state_at(midnight - timedelta(microseconds=1)) == "sent"
    with pytest.raises(QuoteIsOver, match="up to and including 2026-04-09"):
        accept(version, petra, midnight)
    assert accept(version, petra, midnight - timedelta(microseconds=1)).state == "accepted"


def test_a_quote_is_decided_once(boss, kestrel, petra, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    other = approver_of(boss, kestrel, "otto@kestrel.example")
    accept(version, petra, nine_oclock)

    with pytest.raises(QuoteIsOver, match="accepted already, by Petra"):
        accept(version, other, nine_oclock)
    with acting_as(other), pytest.raises(QuoteIsOver, match="accepted already"):
        actions.decline_quote(version=fresh(version), reason="Too late", by=other, at=nine_oclock)


def test_a_new_version_voids_the_offer_before(boss, kestrel, petra, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    with acting_as(boss):
        cheaper = actions.draft_next_version(quote=version.quote, by=boss, at=nine_oclock)
        actions.change_quote(version=cheaper, lines=[Quoted("Half of it", price=Decimal(600))], by=boss, at=nine_oclock)
        actions.send_quote(version=cheaper, by=boss, at=nine_oclock)

    with pytest.raises(QuoteIsOver, match="newer version"):
        accept(version, petra, nine_oclock)
    assert accept(cheaper, petra, nine_oclock).net == Decimal(600)


def test_above_the_limit_it_waits_for_somebody_who_may(boss, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    small = approver_of(boss, kestrel, "small@kestrel.example", limit=Decimal("1319.99"))

    with pytest.raises(AboveSpendingLimit, match="1,320.00 without tax is above your limit of £1,319.99"):
        accept(version, small, nine_oclock)
    with acting_as(small), pytest.raises(QuoteRefused, match="Nobody at your company"):
        actions.pass_quote_on(version=fresh(version), by=small, at=nine_oclock)
    large = approver_of(boss, kestrel, "large@kestrel.example", limit=Decimal("1320.00"))
    with acting_as(small):
        passed = actions.pass_quote_on(version=fresh(version), by=small, at=nine_oclock)
    assert (passed.state, passed.passed_on_by) == ("sent", small)
    assert told(boss, "quote_passed_on") == [large.pk]
    assert accept(version, large, nine_oclock).decided_by == large


def test_c22_the_spending_limit_reaches_to_all_that_may_be_spent(boss, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel, not_to_exceed=Decimal(5000))
    small = approver_of(boss, kestrel, "small@kestrel.example", limit=Decimal(4999))

    with pytest.raises(AboveSpendingLimit, match="5,000.00 without tax is above your limit of £4,999.00"):
        accept(version, small, nine_oclock)
    large = approver_of(boss, kestrel, "large@kestrel.example", limit=Decimal(5000))
    assert accept(version, large, nine_oclock).state == "accepted"


def test_c22_a_limit_in_another_currency_reaches_nothing_and_says_so(boss, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    abroad = approver_of(boss, kestrel, "abroad@kestrel.example", limit=Decimal(9000), spending_currency="EUR")

    with pytest.raises(AboveSpendingLimit, match="Your limit of €9,000.00 is in EUR, and reaches nothing in GBP: this is £1,320"):
        accept(version, abroad, nine_oclock)
    with acting_as(abroad), pytest.raises(QuoteRefused, match="Nobody at your company"):
        actions.pass_quote_on(version=fresh(version), by=abroad, at=nine_oclock)
    free = approver_of(boss, kestrel, "free@kestrel.example")
    with acting_as(abroad):
        actions.pass_quote_on(version=fresh(version), by=abroad, at=nine_oclock)
    assert told(boss, "quote_passed_on") == [free.pk]
    assert accept(version, free, nine_oclock).state == "accepted"


def test_c06_a_quote_is_in_its_contracts_currency(boss, ann, nine_oclock):
    with pytest.raises(QuoteRefused, match="The contract is in GBP"):
        quoted_on_ticket(boss, ann, nine_oclock, currency="EUR")


def test_a_quote_above_its_own_limit_is_not_sent(boss, kestrel, nine_oclock):
    with pytest.raises(QuoteRefused, match="comes to £1,320.00, above its own limit of £1,000.00"):
        quoted(boss, nine_oclock, client=kestrel, not_to_exceed=Decimal(1000))


def test_who_may_not_approve_cannot_by_this_door(boss, kestrel, palisade, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    plain = make_contact(boss, kestrel, "plain@kestrel.example", role="manager")
    stranger = approver_of(boss, palisade, "stranger@palisade.example")

    for member in (plain, stranger, boss):
        with acting_as(boss), pytest.raises(NoApprover):
            actions.accept_quote(version=fresh(version), by=member, at=nine_oclock)
        with acting_as(boss), pytest.raises(NoApprover):
            actions.decline_quote(version=fresh(version), reason="No", by=member, at=nine_oclock)


def test_what_was_exchanged_meanwhile_is_not_accepted(boss, kestrel, petra, nine_oclock):
    with pytest.raises(QuoteIsOver, match="exchanged while you read"):
        accept(quoted(boss, nine_oclock, client=kestrel), petra, nine_oclock, sha256="0" * 64)


def test_a_refusal_says_why(boss, ann, petra, nine_oclock):
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    with acting_as(petra):
        with pytest.raises(QuoteRefused, match="Say why"):
            actions.decline_quote(version=fresh(version), reason=" ", by=petra, at=nine_oclock)
        done = actions.decline_quote(version=fresh(version), reason="Not this year", by=petra, at=nine_oclock)

    assert (done.state, done.reason) == ("declined", "Not this year")
    with acting_as(boss):
        assert Ticket.objects.get(pk=ticket.pk).status == "open"
        assert not SpendingCap.objects.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Quoted("No hours", level=2, minutes=0, rate=Decimal(1)), "hours above nothing"),
        (Quoted("Negative hours", level=2, minutes=-60, rate=Decimal(1)), "hours above nothing"),
        (Quoted("Negative price", price=Decimal(-1)), "price of nothing or more"),
        (Quoted("Half a penny", price=Decimal("0.005")), "digits of the currency"),
        (Quoted("No rate known", level=2, minutes=60), "no rate is entered for level 2"),
        (Quoted("No level", minutes=60), "choose a level"),
    ],
)
def test_a_line_that_means_nothing_is_refused(boss, kestrel, nine_oclock, line, words):
    with pytest.raises(QuoteRefused, match=words):
        quoted(boss, nine_oclock, client=kestrel, lines=[line])


def test_a_quote_of_nothing_is_not_sent(boss, kestrel, nine_oclock):
    with pytest.raises(QuoteRefused, match="nothing on it"):
        quoted(boss, nine_oclock, client=kestrel, lines=[])


def test_c11_a_quote_settles_what_becomes_of_a_ticket_that_is_not_covered(boss, nine_oclock):
    bare = make_client(boss, "No contract Ltd")
    ticket = make_ticket(make_contact(boss, bare, "nora@bare.example"), at=nine_oclock)

    quoted(boss, nine_oclock + HOUR, ticket=ticket)

    with acting_as(boss):
        decision = CoverDecision.objects.get(ticket=ticket)
        assert (decision.verdict, decision.outcome, decision.outcome_by) == ("not_covered", "quote", boss)
        assert Ticket.objects.get(pk=ticket.pk).status == "waiting_approval"


@pytest.mark.parametrize("billing", ["upfront", "on_completion"])
def test_an_estimate_without_a_ticket_is_not_sent_since_no_time_could_be_charged(boss, kestrel, nine_oclock, billing):
    with pytest.raises(QuoteRefused, match="bills the time worked on a ticket, and this quote has none"):
        quoted(boss, nine_oclock, client=kestrel, pricing="estimate", billing=billing)
