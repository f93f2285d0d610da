"""Documents are worded in their client's language, whoever or whatever makes them."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts.tenancy import acting_as
from billing import actions
from contracts.charge_words import charge_in_words
from contracts.models import BUCKET, CHARGES, FEE, PRORATION, REFUND, SERVICE_CREDIT, TERMINATION, TOP_UP
from tests.billing.quotes import HOUR, accept, approver_of, quoted_on_ticket, swept
from tests.billing.test_quote_money import close, quote_of, work
from tests.contracts.courses import day, make_course, noon, package, tick_to

pytestmark = pytest.mark.usefixtures("entity")
JUNE = {"from_on": date(2026, 6, 1), "until_on": date(2026, 6, 30), "due_on": date(2026, 7, 1)}


def says_german(boss, client, at, language="de"):
    with acting_as(boss):
        actions.save_profile(client=client, name=client.name, address="Kai 1\n20457 Hamburg", language=language, by=boss, at=at)


def lines_of(document):
    return [line["description"] for line in document.content["lines"]]


@pytest.mark.parametrize(
    ("kind", "more", "english", "german"),
    [
        (FEE, {}, "Gold, 1 Jun 2026 to 30 Jun 2026", "Gold, 1. Jun 2026 bis 30. Jun 2026"),
        (
            PRORATION,
            {"amount": -1},
            "Gold before the change: unused days from 1 Jun 2026 to 30 Jun 2026",
            "Gold vor der Änderung",
        ),
        (PRORATION, {}, "Gold after the change: 1 Jun 2026 to 30 Jun 2026", "Gold nach der Änderung"),
        (PRORATION, {"source_kind": "charge"}, "Gold: waived while suspended, 1 Jun 2026 to 30 Jun 2026", "Aussetzung erlassen"),
        (REFUND, {"amount": -1}, "Gold: unused days from 1 Jun 2026 to 30 Jun 2026", "nicht genutzte Tage vom 1. Jun 2026"),
        (REFUND, {}, "Gold goes on, 1 Jun 2026 to 30 Jun 2026", "Gold läuft weiter, 1. Jun 2026 bis 30. Jun 2026"),
        (REFUND, {"facts": {"minutes": 90}}, "Gold: 1h 30m not used", "Gold: 1h 30m nicht genutzt"),
        (TERMINATION, {"line": None}, "Ending early on 30 Jun 2026", "Vorzeitiges Ende am 30. Jun 2026"),
        (TOP_UP, {"facts": {"minutes": 240}}, "Added hours: Gold, 4h 00m", "Zusätzliche Stunden: Gold, 4h 00m"),
        (BUCKET, {"facts": {"minutes": 600}}, "Gold: 10h 00m, to be used until 30 Jun 2026", "nutzbar bis 30. Jun 2026"),
        (
            SERVICE_CREDIT,
            {"line": None},
            "Service credit, 1 Jun 2026 to 30 Jun 2026",
            "Servicegutschrift, 1. Jun 2026 bis 30. Jun 2026",
        ),
    ],
)
def test_every_kind_of_charge_has_words_in_both_languages(kind, more, english, german):
    usual = {"kind": kind, "line": SimpleNamespace(name="Gold"), "amount": 1, "source_kind": "version", "facts": {}}
    charge = SimpleNamespace(**(usual | JUNE | more))

    with translation.override("en"):
        assert charge_in_words(charge) == english
    with translation.override("de"):
        assert german in charge_in_words(charge)
    assert kind in CHARGES


@pytest.mark.parametrize(("of_client", "of_maker", "line"), [
    ("de", "en", "Package, 1. Jun 2026 bis 30. Jun 2026"),
    ("en", "de", "Package, 1 Jun 2026 to 30 Jun 2026"),
])  # fmt: skip
def test_a_fee_is_invoiced_in_the_clients_language(boss, of_client, of_maker, line):
    contract = make_course(boss, package("900.00"), starts_on=day("2026-06-01"))
    says_german(boss, contract.client, noon(day("2026-06-01")), of_client)

    with translation.override(of_maker):
        tick_to(contract, day("2026-06-01"))
        with acting_as(boss):
            invoice = actions.invoice_what_is_due(contract=contract, until=day("2026-06-01"), by=None, at=noon(day("2026-06-01")))

    assert lines_of(invoice) == [line]


def test_a_quotes_prepayment_and_its_settlement_are_in_the_clients_language(boss, ann, kestrel, nine_oclock):
    says_german(boss, kestrel, nine_oclock)
    upfront = {"billing": "upfront", "contingency_percent": Decimal(10), "not_to_exceed": Decimal(1500)}
    ticket, version = quoted_on_ticket(boss, ann, nine_oclock, **upfront)
    accept(version, approver_of(boss, kestrel), nine_oclock)
    swept(boss.tenant_id, nine_oclock)
    with acting_as(boss):
        issued = actions.issue_invoice(invoice=quote_of(version).prepayment, by=boss, at=nine_oclock)
        actions.record_payment(invoice=issued, amount=issued.total, received_on=nine_oclock.date(), by=boss, at=nine_oclock)
    swept(boss.tenant_id, nine_oclock + HOUR)
    work(boss, ticket, 615, nine_oclock + HOUR)
    close(boss, ann, ticket, nine_oclock + 3 * HOUR)

    swept(boss.tenant_id, nine_oclock + 4 * HOUR)

    with acting_as(boss):
        note = quote_of(version).settlement
    assert lines_of(issued)[-1] == "Reserve, 10 %"
    assert issued.note.startswith("Zum Angebot") and note.reason == f"Abrechnung der Vorauszahlung {issued.number}"
