"""Work beyond the hours: asked, answered by an approver, held or going on by the line's rule (C-35, C-41, C-42)."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.spending import AboveSpendingLimit
from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.actions.consenting import top_up_price
from billing.consent_links import link_for, read_link
from billing.errors import ConsentRefused, NoApprover
from billing.models import ConsentRequest
from contracts import actions as contracts
from contracts.models import Charge, SpendingCap
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests.billing.quotes import HOUR, approver_of
from tests.contracts.desk import retained
from tests.factories import make_client, make_contact, make_ticket
from tickets.models import Clock, Ticket

TWENTY_HOURS = 20 * 60
SOON = timedelta(minutes=10)


@pytest.fixture
def fox(boss):
    return make_client(boss, "Fox & Hound")


@pytest.fixture
def petra(boss, fox):
    return approver_of(boss, fox, "petra@fox.example")


def line_of(boss, contract):
    with acting_as(boss):
        return contract.lines.select_related("contract__client__tenant").get()


def blocked(boss, fox, at, overage="block"):
    """A ticket of a client whose line blocks what is beyond its hours, and that line."""
    contract = retained(boss, fox, overage=overage)
    ann = make_contact(boss, fox, "ann@fox.example", role="manager")
    return make_ticket(ann, at=at), line_of(boss, contract)


def work(boss, ticket, minutes, at):
    with acting_as(boss):
        return contracts.draw(
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


def ask(boss, line, at, **more):
    with acting_as(boss):
        return actions.ask_consent(line=line, **({"minutes": 120} | more), by=boss, at=at)


def fresh(request):
    return ConsentRequest.objects.select_related("client", "line", "ticket").get(pk=request.pk)


def answer(deed, request, by, at, **more):
    with acting_as(by):
        return deed(request=fresh(request), by=by, at=at, **more)


def swept(boss, at):
    with acting_in(boss.tenant_id, SYSTEM):
        actions.work_on_consents(tenant_id=boss.tenant_id, at=at)
        return actions.ask_at_thresholds(tenant_id=boss.tenant_id, at=at)


def clock_of(boss, ticket):
    with acting_as(boss):
        return Clock.objects.filter(ticket=ticket, metric="resolution").order_by("-cycle").first()


def test_what_a_line_blocks_is_held_until_it_is_approved_and_then_billed_up_to_the_amount(boss, fox, petra, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock)
    work(boss, ticket, TWENTY_HOURS, nine_oclock)
    assert work(boss, ticket, 120, nine_oclock).held == 120
    request = ask(boss, line, nine_oclock + SOON, ticket=ticket)
    assert (request.amount, request.holds_work) == (Decimal(190), True)
    assert clock_of(boss, ticket).state == "paused"

    done = answer(actions.approve_consent, request, petra, nine_oclock + HOUR, amount=Decimal(95))

    assert (done.state, done.decided_by, done.approved_amount) == ("approved", petra, Decimal(95))
    clock = clock_of(boss, ticket)
    assert clock.state == "running" and clock.running_since == nine_oclock + HOUR  # dated at the decision
    swept(boss, nine_oclock + 2 * HOUR)
    with acting_as(boss):
        cap = SpendingCap.objects.get(ticket_id=ticket.pk)
        assert (cap.amount, cap.used, cap.source_id) == (Decimal(95), Decimal(95), request.pk)
    assert work(boss, ticket, 60, nine_oclock + 3 * HOUR).held == 60


def test_hours_can_be_added_instead(boss, fox, petra, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock)
    work(boss, ticket, TWENTY_HOURS + 60, nine_oclock)
    request = ask(boss, line, nine_oclock, ticket=ticket)

    done = answer(actions.top_up_consent, request, petra, nine_oclock + HOUR, minutes=300)
    swept(boss, nine_oclock + HOUR)
    swept(boss, nine_oclock + 2 * HOUR)

    assert (done.state, done.approved_amount) == ("topped_up", Decimal(475))
    with acting_as(boss):
        assert [row.amount for row in Charge.objects.filter(kind="top_up")] == [Decimal(475)]
    assert work(boss, ticket, 240, nine_oclock + 2 * HOUR).covered == 240
    assert work(boss, ticket, 60, nine_oclock + 2 * HOUR).held == 60


def test_a_no_leaves_it_held_until_the_desk_ends_that(boss, fox, petra, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock)
    request = ask(boss, line, nine_oclock + SOON, ticket=ticket)

    answer(actions.decline_consent, request, petra, nine_oclock + SOON, reason="Next month")
    assert clock_of(boss, ticket).state == "paused"
    with acting_as(boss):
        actions.withdraw_consent(request=request, by=boss, at=nine_oclock + HOUR)
    assert clock_of(boss, ticket).state == "running"
    with acting_as(boss):
        assert ConsentRequest.objects.get().state == "declined"


def test_where_the_line_bills_what_is_beyond_work_goes_on(boss, fox, petra, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock, overage="bill")
    request = ask(boss, line, nine_oclock, ticket=ticket)

    assert not request.holds_work
    assert clock_of(boss, ticket).state == "running"
    answer(actions.approve_consent, request, petra, nine_oclock)
    with acting_as(boss):
        assert not SpendingCap.objects.exists() and Ticket.objects.get(pk=ticket.pk).is_open


def test_c41_near_the_end_of_the_hours_the_desk_asks_by_itself_once(boss, fox, petra, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock, overage="bill")
    work(boss, ticket, 1079, nine_oclock)
    assert swept(boss, nine_oclock) == 0
    work(boss, ticket, 1, nine_oclock + HOUR)

    assert [swept(boss, nine_oclock + HOUR), swept(boss, nine_oclock + 2 * HOUR)] == [1, 0]

    with acting_as(boss):
        request = ConsentRequest.objects.get()
        assert (request.line_id, request.asked_by, request.ticket) == (line.pk, None, None)
        assert (request.minutes, request.amount) == (2880, Decimal(4560))
    work(boss, ticket, 200, nine_oclock + 3 * HOUR)
    assert swept(boss, nine_oclock + 3 * HOUR) == 0  # it was asked in this period


def test_who_may_not_cannot_answer_and_nobody_above_the_limit(boss, fox, palisade, nine_oclock):
    ticket, line = blocked(boss, fox, nine_oclock)
    request = ask(boss, line, nine_oclock, ticket=ticket)
    plain = make_contact(boss, fox, "plain@fox.example", role="manager")
    stranger = approver_of(boss, palisade, "stranger@palisade.example")
    small = approver_of(boss, fox, "small@fox.example", limit=Decimal("189.99"))

    for member in (plain, stranger, boss):
        with acting_as(boss), pytest.raises(NoApprover):
            actions.approve_consent(request=fresh(request), by=member, at=nine_oclock)
    with pytest.raises(AboveSpendingLimit, match="£190.00 without tax is above your limit of £189.99"):
        answer(actions.approve_consent, request, small, nine_oclock)
    with pytest.raises(AboveSpendingLimit):
        answer(actions.top_up_consent, request, small, nine_oclock, minutes=121)
    abroad = approver_of(boss, fox, "abroad@fox.example", limit=Decimal(9000), spending_currency="EUR")
    with pytest.raises(AboveSpendingLimit, match="is in EUR, and reaches nothing in GBP: this is £190.00 without tax"):
        answer(actions.approve_consent, request, abroad, nine_oclock)


def test_it_is_answered_once_and_in_time(boss, fox, petra, nine_oclock):
    _ticket, line = blocked(boss, fox, nine_oclock)
    request = ask(boss, line, nine_oclock)
    with pytest.raises(ConsentRefused, match="asked this already"):
        ask(boss, line, nine_oclock)

    with pytest.raises(ConsentRefused, match="nobody answered it in time"):
        answer(actions.approve_consent, request, petra, nine_oclock + timedelta(days=7))
    answer(actions.approve_consent, request, petra, nine_oclock + timedelta(days=7, microseconds=-1))
    with pytest.raises(ConsentRefused, match="answered already, by Petra"):
        answer(actions.decline_consent, request, petra, nine_oclock, reason="No")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"minutes": 0}, "above nothing"),
        ({"days": 0}, "1 to 60 days"),
        ({"amount": Decimal("0.001")}, "digits"),
        ({"amount": Decimal(0)}, "above nothing"),
    ],
)
def test_a_question_that_means_nothing_is_refused(boss, fox, nine_oclock, said, words):
    _ticket, line = blocked(boss, fox, nine_oclock)

    with pytest.raises(ConsentRefused, match=words):
        ask(boss, line, nine_oclock, **said)


def test_the_link_is_its_persons_and_expires(boss, fox, petra, nine_oclock):
    _ticket, line = blocked(boss, fox, nine_oclock)
    request = ask(boss, line, nine_oclock, note="For the export")
    with acting_in(boss.tenant_id, SYSTEM):
        notice = Notice.objects.select_related("tenant", "recipient__person", "recipient__client").get(template="consent_asked")
        mail = mail_of_notice(notice)
    token = notice.link.split("/")[-2]
    other = approver_of(boss, fox, "otto@fox.example")

    ours = link_for(request, petra, "acme")  # signed a moment later, so that only its own last part may differ
    assert notice.link.split("/")[:-2] == ours.split("/")[:-2]
    assert read_link(ours.split("/")[-2], petra, nine_oclock) == str(request.pk)
    assert read_link(token, petra, nine_oclock) == str(request.pk)
    assert read_link(token, other, nine_oclock) is None
    assert read_link(token[:-1] + ("A" if token[-1] != "A" else "B"), petra, nine_oclock) is None
    assert read_link("nonsense", petra, nine_oclock) is None
    assert read_link(token, petra, nine_oclock + timedelta(days=7)) is None
    assert mail.subject == "Your hours are nearly used up: Line 1"
    assert "2 h beyond the hours of “Line 1”, about £190.00 without tax" in mail.body
    assert (
        "Work goes on until the hours are used up, and then waits for your answer." in mail.body and "For the export" in mail.body
    )
    assert "until 15 Jun 2026, 09:00" in mail.body


def test_the_price_of_added_hours_is_that_of_the_estimate():
    request = ConsentRequest(amount=Decimal(190), minutes=120, currency="GBP")

    assert top_up_price(request, 50) == Decimal("79.17")
