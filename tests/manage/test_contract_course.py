"""The contract's page and the steps of its life, through HTTP: what is refused keeps what was typed."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts import actions
from contracts.models import Contract, Package
from contracts.queries import agreement_on
from contracts.terms import Bucket, Hours, PackageLine, Retainer
from slas.models import Tier
from tests.contracts.courses import make_course, retainer
from tests.factories import make_client
from tests.http import queries_of, words_of


@pytest.fixture
def at(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    return nine_oclock


@pytest.fixture
def contract(boss, at):
    made = make_course(boss, retainer(), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with acting_in(boss.tenant_id, SYSTEM):
        actions.tick(contract=made, at=at)
        actions.keep_ledger(contract=made, at=at)
    return made


def url(name, contract):
    return reverse(f"manage:{name}", args=["acme", contract.pk])


def test_the_page_shows_state_lines_hours_ledger_and_renewal(page, contract):
    text = words_of(page.get(url("contract", contract)))

    assert "Active" in text and "20h 00m a month for £1,600.00" in text
    assert "20h 00m left of 20h 00m" in text and "Granted" in text
    assert "207 days" in text and "does not renew" in text
    assert "£1,600.00" in text and "Version 1" in text


def test_the_page_asks_as_often_with_more_history(page, boss, contract, at):
    before = queries_of(page, url("contract", contract))
    with acting_as(boss):
        for day in (12, 13):
            terms = agreement_on(contract, date(2026, 6, day)).terms
            actions.change_terms(contract=contract, terms=terms, effective_on=date(2026, 6, day), by=boss, at=at)

    assert queries_of(page, url("contract", contract)) <= before


def test_a_suspension_too_soon_is_refused_at_its_field_and_kept(page, boss, contract):
    answer = page.post(url("contract-suspension", contract), {"from_on": "2026-06-10", "reason": "Unpaid since May"})

    text = words_of(answer)
    assert "The earliest day is 15 June 2026" in text and "Unpaid since May" in text
    answer = page.post(url("contract-suspension", contract), {"from_on": "2026-06-15", "reason": "Unpaid since May"})
    assert answer.status_code == 302
    assert "Unpaid since May" in words_of(page.get(answer.url))


def test_a_notice_and_its_withdrawal(page, boss, contract):
    said = {"kind": "mutual", "received_on": "2026-06-08", "ends_on": "2026-07-31", "reason": "They merge"}
    assert page.post(url("contract-notice", contract), said).status_code == 302

    assert "Notice given" in words_of(page.get(url("contract", contract)))
    assert page.post(url("contract-notice-withdrawal", contract), {"reason": ""}).status_code == 302
    with acting_as(boss):
        contract.refresh_from_db()
    assert contract.ends_on == date(2026, 12, 31)


def test_a_change_order_changes_a_line_and_adds_a_bucket(page, boss, contract):
    line = agreement_line(boss, contract)
    shown = words_of(page.get(url("contract-terms", contract)))
    assert 'value="20"' in shown and 'value="1600.00"' in shown

    said = {
        "effective_on": "2026-06-16",
        "reason": "They grew",
        f"line_{line.pk}-amount": "30",
        f"line_{line.pk}-unit": "hours",
        f"line_{line.pk}-fee": "2200",
        "new_bucket-name": "Project",
        "new_bucket-amount": "10",
        "new_bucket-price": "700",
        "new_bucket-expires_on": "2026-12-31",
    }
    answer = page.post(url("contract-terms", contract), said)

    assert answer.status_code == 302
    with acting_as(boss):
        agreed = agreement_on(contract, date(2026, 6, 16))
        assert [told for _line, told in agreed.lines] == [
            Retainer(hours=Hours(allowance_minutes=1800), fee=Decimal("2200")),
            Bucket(minutes=600, price=Decimal("700"), expires_on=date(2026, 12, 31)),
        ]
        assert sum(charge.amount for charge in contract.charges.filter(kind="proration")) == Decimal("300.00")
    assert "30h 00m a month for £2,200.00 instead of 20h 00m a month for £1,600.00" in words_of(page.get(answer.url))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "-3"}, "greater than or equal to 0"),
        ({"fee": ""}, "This is needed for the line."),
        ({"amount": "many"}, "Enter a number."),
    ],
)
def test_what_is_no_line_is_refused_next_to_its_field_and_nothing_typed_is_lost(page, boss, contract, wrong, words):
    line = agreement_line(boss, contract)
    said = {"amount": "30", "fee": "2200"} | wrong
    said = {f"line_{line.pk}-{name}": value for name, value in said.items()}

    text = words_of(page.post(url("contract-terms", contract), said | {"effective_on": "2026-06-16", "reason": "Kept words"}))

    assert words in text and "Kept words" in text


def test_an_end_before_the_change_and_an_unknown_currency_are_refused(page, boss, contract):
    answer = page.post(url("contract-terms", contract), {"effective_on": "2027-06-16"})
    assert answer.status_code == 422 and "This is needed" in words_of(answer)

    with acting_as(boss):
        tier = Tier.objects.get(name="Premium")
    client = make_client(boss, "Other Ltd")
    path = reverse("manage:new-contract", args=["acme"]) + f"?client={client.pk}"
    said = {"name": "X", "kind": "retainer", "tier": tier.pk, "starts_on": "2027-01-01", "time_zone": "Europe/London"}
    assert "“XXX” is no currency we know" in words_of(page.post(path, said | {"currency": "XXX"}))


def test_a_contract_from_a_package_keeps_its_version_and_may_differ(page, boss, palisade, at):
    with acting_as(boss):
        package = Package.objects.get(name="Premium")
    path = reverse("manage:new-contract", args=["acme"]) + f"?client={palisade.pk}&package={package.pk}"
    shown = words_of(page.get(path))
    assert 'value="1500.00"' in shown and 'value="20"' in shown

    said = {
        "name": "Premium 2027",
        "kind": "package",
        "tier": package.tier_id,
        "starts_on": "2027-01-01",
        "ends_on": "2027-12-31",
        "time_zone": "Europe/London",
        "currency": "EUR",
        "is_draft": "on",
        "renewal": "automatic",
        "new_package-name": "Premium",
        "new_package-amount": "25",
        "new_package-fee": "1800",
        "channels": ["portal", "phone"],
    }
    answer = page.post(path, said)

    assert answer.status_code == 302
    with acting_as(boss):
        made = Contract.objects.get(client=palisade)
        agreed = agreement_on(made, date(2027, 1, 1))
        assert (made.stage, made.currency, agreed.version.package_version.package_id) == ("draft", "EUR", package.pk)
        assert agreed.lines[0][1] == PackageLine(hours=Hours(allowance_minutes=1500), fee=Decimal("1800"))
        assert agreed.terms.cover.channels == ("portal", "phone") and agreed.terms.renewal.kind == "automatic"


def test_editing_a_package_publishes_a_version_and_contracts_keep_theirs(page, boss, contract):
    with acting_as(boss):
        package = Package.objects.get(name="Basic")
    path = reverse("manage:package", args=["acme", package.pk])
    said = {"name": "Basic", "currency": "GBP", "tier": package.tier_id, "is_active": "on", "line-amount": "5", "line-fee": "450"}

    assert page.post(path, said).status_code == 302

    with acting_as(boss):
        newest, first = package.versions.order_by("-number")
    assert (newest.number, newest.agreed.lines["package"].fee, first.agreed.lines["package"].fee) == (
        2,
        Decimal(450),
        Decimal(400),
    )
    assert "5h 00m a month for £450.00" in words_of(page.get(reverse("manage:packages", args=["acme"])))


def test_the_list_knows_renewals_due_and_contracts_at_risk(page, boss, contract):
    path = reverse("manage:contracts", args=["acme"])

    def found(query):
        return [each.pk for each in page.get(path + query).context["page"].object_list]

    assert found("?state=renewal") == found("?state=risk") == []
    page.post(url("contract-notice", contract), {"kind": "mutual", "received_on": "2026-06-08", "ends_on": "2026-07-31"})
    assert found("?state=renewal") == found("?state=risk") == [contract.pk]


def agreement_line(boss, contract):
    with acting_as(boss):
        return contract.lines.get()


def test_a_renewal_that_is_sent_twice_renews_once(page, boss, contract):
    shown = page.get(url("contract-renewal", contract)).context["form"]["last_day"].value()

    first, again = (page.post(url("contract-renewal", contract), {"months": "12", "last_day": shown}) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 422)
    assert "Its last day was changed meanwhile: 31 December 2027" in words_of(again)
    with acting_as(boss):
        assert Contract.objects.get(pk=contract.pk).ends_on == date(2027, 12, 31)
