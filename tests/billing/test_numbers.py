"""P-9: fifty people issue at once over connections of their own, and the numbers are 1 to 50."""

import threading

import pytest
from django.db import connections

from accounts.tenancy import acting_as
from billing import actions
from billing.contents import sha256_of
from billing.models import Invoice
from billing.queries import balance_of
from tests import factories
from tests.billing.conftest import item, make_entity

AT_ONCE = 50


def at_once(deeds, room=10):
    """Every deed in a thread with a connection of its own, `room` of them at any instant; returns what went wrong."""
    troubles, gate = [], threading.Semaphore(room)

    def run(deed):
        with gate:
            try:
                deed()
            except Exception as trouble:  # told to the test, which looks
                troubles.append(trouble)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return troubles


@pytest.mark.django_db(transaction=True)
def test_p9_fifty_issues_at_once_are_numbered_without_a_gap(nine_oclock):
    boss = factories.founded("acme")
    make_entity(boss, nine_oclock)
    clients = [factories.make_client(boss, f"Client {number}") for number in range(5)]
    with acting_as(boss):
        drafts = [
            actions.start_draft(client=clients[number % 5], charges=[item(10)], by=boss, at=nine_oclock)
            for number in range(AT_ONCE)
        ]

    def issue(draft):
        with acting_as(boss):
            actions.issue_invoice(invoice=draft, by=boss, at=nine_oclock)

    troubles = at_once([lambda draft=draft: issue(draft) for draft in drafts], room=AT_ONCE)

    assert troubles == []
    with acting_as(boss):
        invoices = list(Invoice.objects.order_by("sequence"))
    assert [invoice.sequence for invoice in invoices] == list(range(1, AT_ONCE + 1))
    assert [invoice.content["number"] for invoice in invoices] == [f"INV-2026-{n:06d}" for n in range(1, AT_ONCE + 1)]
    assert all(invoice.content_sha256 == sha256_of(invoice.content) for invoice in invoices)


@pytest.mark.django_db(transaction=True)
def test_a_draft_issued_by_several_at_once_is_one_invoice(nine_oclock):
    boss = factories.founded("acme")
    make_entity(boss, nine_oclock)
    client = factories.make_client(boss, "Kestrel Logistics")
    with acting_as(boss):
        draft = actions.start_draft(client=client, charges=[item(10)], by=boss, at=nine_oclock)

    def issue():
        with acting_as(boss):
            actions.issue_invoice(invoice=draft, by=boss, at=nine_oclock)

    troubles = at_once([issue] * 6)

    assert [type(trouble).__name__ for trouble in troubles] == ["InvoiceIsIssued"] * 5
    with acting_as(boss):
        assert Invoice.objects.get().number == "INV-2026-000001"


@pytest.mark.django_db(transaction=True)
def test_payments_credit_notes_and_issues_of_one_client_at_once_neither_lock_each_other_nor_lose_a_penny(nine_oclock):
    boss = factories.founded("acme")
    make_entity(boss, nine_oclock)
    client = factories.make_client(boss, "Kestrel Logistics")
    with acting_as(boss):
        invoices = [
            actions.issue_invoice(
                invoice=actions.start_draft(client=client, charges=[item(100)], by=boss, at=nine_oclock), by=boss, at=nine_oclock
            )
            for _ in range(6)
        ]
        drafts = [actions.start_draft(client=client, charges=[item(10)], by=boss, at=nine_oclock) for _ in range(4)]

    def done(verb, **said):
        with acting_as(boss):
            verb(**said, by=boss, at=nine_oclock)

    day = nine_oclock.date()
    deeds = [
        *(
            lambda each=each: done(actions.record_payment, invoice=each, amount=130, received_on=day, keeps_surplus=True)
            for each in invoices[:3]
        ),
        *(lambda each=each: done(actions.credit_invoice, invoice=each, reason="Agreed") for each in invoices),
        *(lambda each=each: done(actions.issue_invoice, invoice=each) for each in drafts),
    ]
    troubles = at_once(deeds)

    assert [str(trouble) for trouble in troubles if type(trouble).__name__ != "InvoiceRefused"] == []
    with acting_as(boss):
        everything = list(Invoice.objects.filter(kind="invoice"))
        owed = sum(each.total for each in everything)
        notes = sum(each.total for each in Invoice.objects.filter(kind="credit_note"))
        money = 130 * (3 - len(troubles))
        assert sum(each.open_amount for each in everything) - balance_of(client, "GBP") == owed - notes - money
