"""From the agreement's own verbs to the issued invoice: fees, upgrades, downgrades and exits, to the penny."""

from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from billing import actions
from billing.charges import contracts_with_fees_due
from billing.models import Invoice
from contracts import actions as contracts
from contracts.models import LinePeriod
from contracts.terms import Bucket, Fte, Hours, PackageLine
from tests.contracts.courses import day, make_course, noon, package, tick_to

pytestmark = pytest.mark.django_db


def billed(contract, boss, on):
    """What the worker makes of the contract on a day."""
    with acting_as(boss):
        return actions.invoice_what_is_due(contract=contract, until=day(on), by=None, at=noon(day(on)))


def changed(contract, boss, on, **more):
    """Other terms of the one line from a day on."""
    with acting_as(boss):
        version = contract.versions.order_by("-number").first()
        ((key, said),) = version.agreed.lines.items()
        at_once = {"is_agreed_at_once": True} if more.pop("at_once", False) else {}
        terms = replace(version.agreed, lines={key: replace(said, **more)})
        contracts.change_terms(contract=contract, terms=terms, effective_on=day(on), by=boss, at=noon(day(on)), **at_once)


def test_ex_c26_an_upgrade_in_june_is_invoiced_as_a_pair(boss, entity):
    contract = make_course(boss, package("900.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    assert billed(contract, boss, "2026-06-01").net == D("900.00")

    changed(contract, boss, "2026-06-16", fee=D("1500.00"))
    invoice = billed(contract, boss, "2026-06-16")

    assert [line["net"] for line in invoice.content["lines"]] == ["-450.00", "750.00"]
    assert invoice.net == D("300.00")


def test_ex_c27_an_upgrade_within_a_year(boss, entity):
    contract = make_course(boss, package("10800.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))
    billed(contract, boss, "2026-01-01")

    changed(contract, boss, "2026-06-01", fee=D("18000.00"))

    assert billed(contract, boss, "2026-06-01").net == D("4221.37")


def test_ex_c28_a_downgrade_agreed_at_once_is_a_credit_note(boss, entity):
    contract = make_course(boss, package("1500.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    invoice = billed(contract, boss, "2026-06-01")

    changed(contract, boss, "2026-06-21", fee=D("900.00"), at_once=True)
    note = billed(contract, boss, "2026-06-21")

    assert (note.kind, note.net, note.content["corrects"]["number"]) == ("credit_note", D("200.00"), invoice.number)


def test_a_credit_note_takes_tax_back_at_the_rate_that_was_invoiced(boss, entity):
    contract = make_course(boss, package("1500.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    billed(contract, boss, "2026-06-01")
    with acting_as(boss):
        said = {"category": "standard", "percent": D(25), "valid_from": day("2026-06-15")}
        actions.set_rate(entity=entity, **said, by=boss, at=noon(day("2026-06-15")))

    changed(contract, boss, "2026-06-21", fee=D("900.00"), at_once=True)
    note = billed(contract, boss, "2026-06-21")

    assert (note.kind, note.net, note.tax) == ("credit_note", D("200.00"), D("40.00"))


def test_ex_c31_an_exit_is_credited_less_the_fee_for_ending_early(boss, entity):
    contract = make_course(boss, package("12000.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-31"))
    invoice = billed(contract, boss, "2026-01-01")
    with acting_as(boss):
        said = {"kind": "mutual", "received_on": day("2026-02-01"), "ends_on": day("2026-04-30")}
        contracts.give_notice(
            contract=contract, **said, fee=D("2000.00"), refunds_unused=True, by=boss, at=noon(day("2026-02-01"))
        )
    tick_to(contract, day("2026-05-03"))

    note = billed(contract, boss, "2026-05-03")

    assert (note.kind, note.net) == ("credit_note", D("6054.79"))
    with acting_as(boss):
        assert Invoice.objects.get(pk=invoice.pk).credited == note.total == D("7265.75")


def test_ex_c25_ex_c22_capacity_and_buckets_are_invoiced_as_agreed(boss, entity):
    capacity = Fte(label="0.25", capacity={"0.25": D(40), "1": D(168)}, rate=D(45))
    bucket = Bucket(minutes=600, price=D("700"), expires_on=day("2026-06-30"))
    lines = [{"kind": kind, "name": kind, "terms": terms} for kind, terms in (("fte", capacity), ("bucket", bucket))]
    contract = make_course(boss, *lines, starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-02"))

    invoice = billed(contract, boss, "2026-01-02")

    assert sorted(line["net"] for line in invoice.content["lines"]) == ["1800.00", "700.00"]
    assert billed(contract, boss, "2026-01-03") is None


def by_hand(contract, boss, on):
    """What a person drafts of the contract on a day, as nets."""
    with acting_as(boss):
        draft = actions.draft_invoice(contract=contract, until=day(on), by=boss, at=noon(day(on)))
        return draft and (draft.kind, [line.net for line in draft.lines.all()])


def test_a_fee_that_a_change_took_back_whole_is_not_billed_again(boss, entity):
    contract = make_course(boss, package("1500.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    invoice = billed(contract, boss, "2026-06-01")
    changed(contract, boss, "2026-06-01", fee=D("900.00"), at_once=True)

    note = billed(contract, boss, "2026-06-01")

    assert (note.kind, note.net, note.content["corrects"]["number"]) == ("credit_note", D("600.00"), invoice.number)
    assert by_hand(contract, boss, "2026-06-02") is None


@pytest.mark.parametrize("is_billed_again", [True, False])
def test_the_rest_of_a_fee_that_was_lowered_can_be_credited_and_billed_again(boss, entity, is_billed_again):
    contract = make_course(boss, package("1500.00"), starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    invoice = billed(contract, boss, "2026-06-01")
    changed(contract, boss, "2026-06-21", fee=D("900.00"), at_once=True)
    assert billed(contract, boss, "2026-06-21").net == D("200.00")
    with acting_as(boss):
        said = {"reason": "Wrong address", "is_billed_again": is_billed_again, "at": noon(day("2026-06-22"))}
        rest = actions.credit_invoice(invoice=invoice, **said, by=boss)

    again = billed(contract, boss, "2026-06-23")

    assert rest.net == D("1000.00")
    assert (again and again.net) == (D("1000.00") if is_billed_again else None)
    assert by_hand(contract, boss, "2026-06-24") == (None if is_billed_again else ("invoice", [D(1500), D(-500)]))


def test_unused_days_that_cost_more_than_the_first_fee_are_credited_on_the_invoice_of_the_change(boss, entity):
    contract = make_course(boss, package("10800.00", period="year"), starts_on=day("2026-01-01"))
    tick_to(contract, day("2026-01-01"))
    billed(contract, boss, "2026-01-01")
    changed(contract, boss, "2026-02-01", fee=D("30000.00"))
    invoice = billed(contract, boss, "2026-02-01")
    with acting_as(boss):
        said = {"kind": "mutual", "received_on": day("2026-03-01"), "ends_on": day("2026-03-31"), "refunds_unused": True}
        contracts.give_notice(contract=contract, **said, by=boss, at=noon(day("2026-03-01")))
    tick_to(contract, day("2026-04-01"))

    note = billed(contract, boss, "2026-04-01")

    assert (note.kind, note.net) == ("credit_note", D("22602.74"))  # 275 of 365 days of 30,000.00
    assert note.content["corrects"]["number"] == invoice.number


def test_c43_hours_that_wait_for_payment_wait_again_when_it_bounced(boss, entity):
    hours = Hours(allowance_minutes=600, usable_on="payment")
    line = {"kind": "package", "name": "Package", "terms": PackageLine(fee=D(900), hours=hours)}
    contract = make_course(boss, line, starts_on=day("2026-06-01"))
    tick_to(contract, day("2026-06-01"))
    invoice, at = billed(contract, boss, "2026-06-01"), noon(day("2026-06-02"))

    def paid_at():
        return list(LinePeriod.objects.values_list("paid_at", flat=True))

    with acting_as(boss):
        contracts.keep_ledger(contract=contract, at=at)
        payment = actions.record_payment(invoice=invoice, amount=invoice.total, received_on=day("2026-06-01"), by=boss, at=at)
        before = paid_at()
        actions.take_back_payment(payment=payment, by=boss, at=at)

        assert (before, paid_at()) == ([at], [None])


def test_no_invoice_is_made_of_a_fee_that_was_taken_back_before_anybody_invoiced_it(boss, entity):
    contract = make_course(boss, package("900.00"), starts_on=day("2026-06-01"), invoice_ahead_days=10)
    tick_to(contract, day("2026-06-20"))
    billed(contract, boss, "2026-06-20")
    tick_to(contract, day("2026-06-21"))  # the fee of July
    at = noon(day("2026-06-21"))
    with acting_as(boss):
        due = [each.pk for each in contracts_with_fees_due(boss.tenant_id, at)]
        said = {"kind": "mutual", "received_on": day("2026-06-21"), "ends_on": day("2026-06-30")}
        contracts.give_notice(contract=contract, **said, by=boss, at=at)

        assert (due, contracts_with_fees_due(boss.tenant_id, at)) == ([contract.pk], [])
    assert by_hand(contract, boss, "2026-06-22") is None
