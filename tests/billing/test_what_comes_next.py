"""What pages say comes next: the hold and its reason, the way to quote and consent, what is missing before an invoice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from common import wallclock
from contracts import actions as contracts
from tests.billing.conftest import item
from tests.billing.quotes import accept, approver_of, quoted, quoted_on_ticket
from tests.billing.test_consent import ask, blocked
from tests.contracts.desk import retained
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_ticket
from tests.http import words_of
from tests.tickets.work import log


@pytest.fixture(autouse=True)
def now(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock + timedelta(minutes=10))


def page(member, name, *args):
    return words_of(signed_in(member).get(reverse(name, args=["acme", *args])))


def test_a_ticket_held_for_consent_says_so_and_its_clocks_why(boss, nine_oclock):
    fox = make_client(boss, "Fox & Hound")
    petra = approver_of(boss, fox, "petra@fox.example", role="manager")
    ticket, line = blocked(boss, fox, nine_oclock)
    ask(boss, line, nine_oclock + timedelta(minutes=5), ticket=ticket)

    desk, portal = page(boss, "desk:ticket", ticket.pk), page(petra, "portal:ticket", ticket.pk)

    assert "Waiting for consent.</strong> The clocks of the work stand still until then." in desk
    assert "Waiting for consent to go over the hours: no due time until it goes on" in desk
    assert "beyond your hours?" in portal and "It goes on as soon as your company answers our question." in portal


def test_a_contract_leads_to_its_quotes_and_questions(boss, nine_oclock):
    fox = make_client(boss, "Fox & Hound")
    _ticket, line = blocked(boss, fox, nine_oclock)

    shown = signed_in(boss).get(reverse("manage:contract", args=["acme", line.contract_id])).content.decode()

    for name in ("contract-quote", "contract-consent"):
        assert reverse(f"manage:{name}", args=["acme", line.contract_id]) in shown


def test_the_ledger_names_the_ticket_of_each_entry(boss, agent, nine_oclock):
    fox = make_client(boss, "Fox & Hound")
    ticket, line = blocked(boss, fox, nine_oclock)
    log(agent, nine_oclock - timedelta(hours=1), 30, ticket=ticket)
    manager = make_contact(boss, fox, "mary@fox.example", role="manager")

    for shown in (page(boss, "manage:contract", line.contract_id), page(manager, "portal:contract", line.contract_id)):
        assert f"#{ticket.number} {ticket.title}" in shown and "Drawn" in shown


def test_the_company_reads_that_a_quote_waits_and_whoever_may_reads_it_there(entity, boss, ann, nine_oclock):
    petra = approver_of(boss, ann.client, role="manager")
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock)

    for member, is_linked in ((ann, False), (petra, True)):
        shown = signed_in(member).get(reverse("portal:ticket", args=["acme", ticket.pk])).content.decode()
        assert "waits for your company’s approval." in shown
        assert (reverse("portal:quote", args=["acme", version.quote_id]) in shown) is is_linked


def test_a_change_order_says_what_was_approved_before(entity, boss, ann, nine_oclock):
    petra = approver_of(boss, ann.client)
    _ticket, version = quoted_on_ticket(boss, ann, nine_oclock)
    accept(version, petra, nine_oclock)
    with acting_as(boss):
        draft = actions.draft_next_version(quote=version.quote, by=boss, at=nine_oclock)
        actions.send_quote(version=draft, by=boss, at=nine_oclock)

    assert "Change order to approve" in page(petra, "portal:home")
    assert "Your company has approved £1,320.00 without tax" in page(petra, "portal:quote", version.quote_id)


def test_a_draft_says_what_is_missing_before_it_is_issued(maker, finance, kestrel):
    draft = maker(item(10), is_issued=False)

    before = page(finance, "manage:invoice", draft.pk)
    with acting_as(finance):
        actions.save_profile(client=kestrel, name="Kestrel", address="Leeds", by=finance, at=wallclock.now())
    after = page(finance, "manage:invoice", draft.pk)

    assert "The client has no billing address yet." in before
    assert "The address is there, and no time waits." in after


def test_a_quote_on_no_ticket_waits_on_the_contracts_page(entity, boss, kestrel, nine_oclock):
    petra = approver_of(boss, kestrel, role="manager")
    with acting_as(boss):
        contract = kestrel.contracts.select_related("client__tenant").get()
    quoted(boss, nine_oclock, contract=contract)

    assert "Quote to approve" in page(petra, "portal:contract", contract.pk)


@pytest.mark.usefixtures("entity")
def test_c29_hours_that_are_bought_are_never_told_as_days(boss, nine_oclock):
    fox = make_client(boss, "Fox & Hound")
    petra = approver_of(boss, fox, "petra@fox.example", role="manager")
    contract = retained(boss, fox, allowance_minutes=30 * 60)
    ticket = make_ticket(petra, at=nine_oclock)
    with acting_as(boss):
        contracts.keep_ledger(contract=contract, at=nine_oclock)
        line = contract.lines.select_related("contract__client__tenant").get()
    asked = ask(boss, line, nine_oclock, minutes=25 * 60)
    work = Quoted("Carrier labels", level=3, minutes=40 * 60, rate=Decimal(110))
    version = quoted(boss, nine_oclock, ticket=ticket, lines=(work,))

    question = page(petra, "portal:consent", asked.pk)
    offers = [
        page(petra, "portal:quote", version.quote_id),
        page(petra, "portal:home"),
        page(boss, "manage:quote", version.quote_id),
    ]

    assert "30h 00m of 30h 00m" in question and "25h 00m" in question
    assert all("40h 00m" in offer for offer in offers)


def test_who_is_asked_before_the_hours_run_low_is_not_told_that_they_do(boss, nine_oclock):
    fox = make_client(boss, "Fox & Hound")
    petra = approver_of(boss, fox, "petra@fox.example", role="manager")
    _ticket, line = blocked(boss, fox, nine_oclock)
    ask(boss, line, nine_oclock)

    home = page(petra, "portal:home")

    assert f"May we go beyond the hours of {line.name}?" in home and "nearly used up" not in home
