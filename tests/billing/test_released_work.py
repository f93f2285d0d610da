"""Work that was held, released after the rest of its day was invoiced."""

from datetime import UTC, datetime
from decimal import Decimal as D

import pytest

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from billing.charges import contracts_with_open_work
from billing.errors import InvoiceRefused
from contracts import actions as contracts
from contracts.terms import AdHoc
from tests.billing.quotes import accept, quoted, swept
from tests.contracts.desk import agreed
from tests.factories import make_client, make_contact, make_ticket
from tests.tickets.work import log
from tickets import actions as tickets
from tickets.models import TimeEntry

EVENING = datetime(2026, 6, 8, 18, tzinfo=UTC)


def test_what_a_change_order_releases_is_charged_though_the_rest_of_its_day_was_invoiced(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    contract = agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=nine_oclock)
    whose = {"client": northwind, "contract": contract, "ticket_id": ticket.pk, "currency": "GBP", "source_kind": "nte"}

    def invoiced(at):
        with acting_as(boss):
            draft = actions.draft_invoice(contract=contract, until=at.date(), by=boss, at=at)
            return draft and actions.issue_invoice(invoice=draft, by=boss, at=at).net

    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=contract, by=boss, at=nine_oclock)
        contracts.open_cap(**whose, amount=D(90), at=nine_oclock)
    entry = log(agent, "2026-06-08T10:00", 120, ticket=ticket)
    with acting_as(boss):
        tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)
    assert entry.held_minutes == 60
    first, nothing = invoiced(EVENING), invoiced(EVENING)

    with acting_as(boss):
        contracts.open_cap(**whose, amount=D(200), at=EVENING)
        tickets.release_held(client=northwind, contract=contract, ticket_id=ticket.pk, by=boss, at=EVENING.replace(hour=19))
        open_work = list(contracts_with_open_work(boss.tenant_id))
    second, nothing_more = invoiced(EVENING.replace(hour=20)), invoiced(EVENING.replace(hour=21))

    assert (first, nothing, second, nothing_more) == (D(90), None, D(90), None)
    assert open_work == [contract]


def test_what_fits_later_under_the_same_cap_is_charged_though_the_rest_of_its_day_was(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    contract = agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=nine_oclock)
    whose = {"client": northwind, "contract": contract, "ticket_id": ticket.pk}
    monday = EVENING.date()

    def invoiced(until, at):
        with acting_as(boss):
            draft = actions.draft_invoice(contract=contract, until=until, by=boss, at=at)
            return draft and actions.issue_invoice(invoice=draft, by=boss, at=at)

    def approved(begins):
        entry = log(agent, begins, 60 if "-09T" in begins else 120, ticket=ticket)
        with acting_as(boss):
            return tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)

    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=contract, by=boss, at=nine_oclock)
        contracts.open_cap(**whose, currency="GBP", source_kind="nte", amount=D(180), at=nine_oclock)
    tuesday, held = approved("2026-06-09T10:00"), approved("2026-06-08T10:00")
    later = EVENING.replace(day=10)
    first, nothing = invoiced(monday, later), invoiced(monday, later)
    with acting_as(boss):
        tickets.withdraw_time(entry=TimeEntry.objects.get(pk=tuesday.pk), by=boss, at=later)
        tickets.release_held(**whose, by=boss, at=later.replace(hour=19))
    second, nothing_more = invoiced(monday, later.replace(hour=20)), invoiced(monday, later.replace(hour=21))

    assert (held.held_minutes, first.net, nothing) == (60, D(90), None)
    assert (second.net, nothing_more) == (D(90), None)

    with acting_as(boss):
        actions.credit_invoice(invoice=first, reason="Agreed by telephone", by=boss, at=later.replace(hour=22))
    assert invoiced(monday, later.replace(hour=23)).net == D(90)  # what the other invoice charges stays there


def test_what_a_change_order_of_a_quote_releases_is_charged_though_the_rest_of_its_day_was(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    agreed(boss, northwind, ("ad_hoc", AdHoc()))
    nora = make_contact(boss, northwind, "nora@northwind.example", is_approver=True)
    ticket, hour = make_ticket(nora, at=nine_oclock), {"level": 2, "rate": D(90)}
    version = quoted(boss, nine_oclock, ticket=ticket, lines=[Quoted("An hour", minutes=60, **hour)])
    accept(version, nora, nine_oclock)
    swept(boss.tenant_id, nine_oclock)

    def charged(at):
        with acting_as(boss):
            draft = actions.draft_quote_invoice(quote=version.quote, by=boss, at=at)
            return draft and actions.issue_invoice(invoice=draft, by=boss, at=at).net

    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=ticket.contract, by=boss, at=nine_oclock)
    entry = log(agent, "2026-06-08T10:00", 120, ticket=ticket)
    with acting_as(boss):
        tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)
    first, nothing = charged(EVENING), charged(EVENING)
    with acting_as(boss):
        order = actions.draft_next_version(quote=version.quote, by=boss, at=EVENING)
        actions.change_quote(version=order, lines=[Quoted("Two hours", minutes=120, **hour)], by=boss, at=EVENING)
        actions.send_quote(version=order, by=boss, at=EVENING)
    accept(order, nora, EVENING)
    swept(boss.tenant_id, EVENING)

    assert (entry.held_minutes, first, nothing) == (60, D(90), None)
    assert (charged(EVENING.replace(hour=20)), charged(EVENING.replace(hour=21))) == (D(90), None)


def test_time_under_a_quote_that_is_corrected_after_drafting_is_not_issued_as_it_was(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    agreed(boss, northwind, ("ad_hoc", AdHoc()))
    nora = make_contact(boss, northwind, "nora@northwind.example", is_approver=True)
    ticket = make_ticket(nora, at=nine_oclock)
    version = quoted(boss, nine_oclock, ticket=ticket)
    accept(version, nora, nine_oclock)
    swept(boss.tenant_id, nine_oclock)
    entry = log(agent, "2026-06-08T10:00", 120, ticket=ticket)
    with acting_as(boss):
        tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)
        draft = actions.draft_quote_invoice(quote=version.quote, by=boss, at=EVENING)
        tickets.withdraw_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=EVENING)

    with acting_as(boss), pytest.raises(InvoiceRefused, match="was changed since it was drafted"):
        actions.issue_invoice(invoice=draft, by=boss, at=EVENING)


def test_what_comes_to_a_day_that_was_credited_for_good_is_charged_by_itself(boss, entity, agent, nine_oclock):
    northwind = make_client(boss, "Northwind")
    contract = agreed(boss, northwind, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, northwind, "nora@northwind.example"), at=nine_oclock)
    whose = {"client": northwind, "contract": contract, "ticket_id": ticket.pk}

    def invoiced(by, hour):
        with acting_as(boss):
            at = EVENING.replace(hour=hour)
            draft = actions.draft_invoice(contract=contract, until=at.date(), by=by, at=at)
            return draft and actions.issue_invoice(invoice=draft, by=boss, at=at)

    def approved(begins, minutes):
        entry = log(agent, begins, minutes, ticket=ticket)
        with acting_as(boss):
            tickets.approve_time(entry=TimeEntry.objects.get(pk=entry.pk), by=boss, at=entry.ended_at)

    with acting_as(boss):
        contracts.set_rate(level=2, amount=D(90), currency="GBP", contract=contract, by=boss, at=nine_oclock)
        contracts.open_cap(**whose, currency="GBP", source_kind="nte", amount=D(500), at=nine_oclock)
    approved("2026-06-08T10:00", 50)
    gift = invoiced(boss, 14)
    with acting_as(boss):
        actions.credit_invoice(invoice=gift, reason="For the trouble", by=boss, at=EVENING.replace(hour=15))
    approved("2026-06-08T15:00", 20)  # 70 minutes: a quarter more than the hour that was given away

    later, nothing = invoiced(None, 18), invoiced(None, 19)
    by_hand = invoiced(boss, 20)

    assert (gift.net, later.net, nothing) == (D(90), D("22.50"), None)
    assert by_hand.net == D(90)  # the gift itself, and nothing twice
    assert invoiced(boss, 21) is None
