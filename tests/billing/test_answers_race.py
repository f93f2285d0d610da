"""Two approvers of one client answer at once, over two real connections: one decides, the other reads that it is decided."""

from decimal import Decimal
from threading import Barrier

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from billing.errors import ConsentRefused, QuoteIsOver, QuoteRefused
from billing.models import ConsentRequest
from contracts.models import SpendingCap
from contracts.terms import AdHoc, Terms
from tests.billing.conftest import make_entity
from tests.billing.quotes import approver_of, fresh, quoted
from tests.contracts.desk import agreed, retained
from tests.factories import founded, make_client, make_contact, make_staff, make_ticket
from tests.tickets.locks import somebody_waits, until
from tests.tickets.test_time_races import apart

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])


def two_approvers(boss, client):
    return [approver_of(boss, client, f"{name}@racing.example") for name in ("petra", "otto")]


def answered_at_once(people, read, deed, refusal):
    """What each is told who has read the question before either of them answers."""
    gate = Barrier(len(people))

    def answer(who):
        with acting_as(who):
            question = read()
            gate.wait(30)
            try:
                return deed(question, who).state
            except refusal as over:
                return str(over)

    return sorted(apart(answer, people), key=len)


def test_a_quote_that_two_approve_at_once_is_accepted_once_under_one_cap(nine_oclock):
    boss = founded("acme")
    make_entity(boss, nine_oclock)
    client = make_client(boss, "Racing")
    agreed(boss, client, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, client, "rita@racing.example"), at=nine_oclock)
    version, people = quoted(boss, nine_oclock, ticket=ticket), two_approvers(boss, client)

    def accept(question, who):
        return actions.accept_quote(version=question, by=who, at=nine_oclock)

    first, second = answered_at_once(people, lambda: fresh(version), accept, QuoteIsOver)

    with acting_as(boss):
        winner = fresh(version).decided_by.name
        caps = list(SpendingCap.objects.filter(ticket_id=ticket.pk).values_list("amount", flat=True))
    assert (first, second) == ("accepted", f"This quote was accepted already, by {winner}.")
    assert caps == [Decimal(1320)]


def test_no_version_goes_out_below_one_that_is_accepted_that_moment(nine_oclock):
    boss = founded("acme")
    make_entity(boss, nine_oclock)
    client = make_client(boss, "Racing")
    petra, version = approver_of(boss, client, "petra@racing.example"), quoted(boss, nine_oclock, client=client)
    with acting_as(boss):
        lower = actions.draft_next_version(quote=version.quote, by=boss, at=nine_oclock)
        lower = actions.change_quote(version=lower, lines=[Quoted("Less", price=Decimal(90))], by=boss, at=nine_oclock)
    gate = Barrier(2)

    def accept():
        with acting_as(petra):
            accepted = actions.accept_quote(version=fresh(version), by=petra, at=nine_oclock)
            gate.wait(30)
            until(somebody_waits)  # committed only while the other waits
            return accepted.state

    def send():
        with acting_as(boss):
            draft = fresh(lower)
            gate.wait(30)
            try:
                return actions.send_quote(version=draft, by=boss, at=nine_oclock).state
            except QuoteRefused as refusal:
                return str(refusal)

    first, second = apart(lambda deed: deed(), [accept, send])

    assert (first, "was accepted before; a change order can only add to it" in second) == ("accepted", True)


def test_emergency_work_that_two_begin_at_once_is_authorised_once(nine_oclock):
    boss = founded("acme")
    client = make_client(boss, "Racing")
    agreed(boss, client, ("ad_hoc", AdHoc()), terms=Terms(preauthorised=Decimal(500)))
    ticket = make_ticket(make_contact(boss, client, "rita@racing.example"), at=nine_oclock, severity="critical")
    people, gate = [boss, make_staff(boss, "lead@acme.example", roles=("lead",))], Barrier(2)

    def begin(who):
        with acting_as(who):
            found = type(ticket).objects.select_related("client__tenant", "contract").get(pk=ticket.pk)
            gate.wait(30)
            try:
                return str(actions.use_preauthorisation(ticket=found, reason="Down", by=who, at=nine_oclock).amount)
            except QuoteRefused as refusal:
                return str(refusal)

    first, second = sorted(apart(begin, people), key=len)

    assert (Decimal(first), "is used on this ticket already" in second) == (500, True)


def test_a_question_that_two_approve_at_once_opens_one_cap(nine_oclock):
    boss = founded("acme")
    client = make_client(boss, "Racing")
    contract, people = retained(boss, client, overage="block"), two_approvers(boss, client)
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        request = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)

    def read():
        return ConsentRequest.objects.get(pk=request.pk)

    def approve(question, who):
        return actions.approve_consent(request=question, by=who, at=nine_oclock)

    first, second = answered_at_once(people, read, approve, ConsentRefused)

    with acting_as(boss):
        assert SpendingCap.objects.filter(contract=contract).count() == 1
    assert first == "approved" and second.startswith("This was answered already, by ")
