"""Lines, tax groups, settlement and limits of credit, as pure rules."""

from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from billing import amounts

CURRENCIES = {"GBP": 2, "JPY": 0, "KWD": 3}
STANDARD = ("standard", D(20))


def net(quantity, price, unit="hour", currency="GBP", discount=0):
    return amounts.line_net(quantity=D(quantity), unit=unit, unit_price=D(price), discount_percent=D(discount), currency=currency)


def test_ex_c2_each_line_is_rounded_at_its_end():
    assert [net("1.5", 45), net("2.25", 75), net("0.5", 110)] == [D("67.50"), D("168.75"), D("55.00")]


def test_ex_c34_yen_and_dinars_have_their_own_digits():
    assert net("10.25", 9800, currency="JPY") == D(100450)
    assert net(20, 9800, unit="worked", currency="JPY") == D(3267)
    assert net(50, "11.275", unit="worked", currency="KWD") == D("9.396")


def test_ex_c3_minutes_of_each_band_at_its_rate():
    assert (net(40, 80, unit="worked"), net(95, 120, unit="worked")) == (D("53.33"), D("190.00"))


def test_a_discount_is_taken_before_the_rounding():
    assert net(1, "33.33", unit="item", discount="12.5") == D("29.16")


def test_ex_c33_tax_is_rounded_once_for_the_group():
    totals = amounts.totals_of([(*STANDARD, D("33.33"))] * 3, "GBP")

    assert (totals.net, totals.tax, totals.total) == (D("99.99"), D("20.00"), D("119.99"))


def test_each_category_and_rate_is_a_group_and_only_taxed_ones_carry_tax():
    lines = [("reverse", D(20), D(100)), ("reduced", D(5), D("10.10")), ("standard", D(20), D(1)), ("exempt", D(0), D(7))]

    totals = amounts.totals_of(lines, "GBP")

    assert [(group.category, group.net, group.tax) for group in totals.groups] == [
        ("standard", D(1), D("0.20")),
        ("reduced", D("10.10"), D("0.51")),
        ("exempt", D(7), D(0)),
        ("reverse", D(100), D(0)),
    ]


@pytest.mark.parametrize(
    "prepaid, actual, cap, due, credit",
    [
        ("1452.00", "1127.50", None, "0", "324.50"),  # EX-C8
        ("1000", "1200", None, "200", "0"),
        ("1000", "1200", "1100", "100", "0"),
        ("1000", "1200", "900", "0", "0"),  # a cap below what was prepaid gives nothing back
        ("1000", "1000", "900", "0", "0"),
    ],
)
def test_ex_c8_a_prepaid_job_is_settled_by_the_difference_up_to_the_cap(prepaid, actual, cap, due, credit):
    found = amounts.settlement(prepaid=D(prepaid), actual=D(actual), cap=cap and D(cap))

    assert (found.due, found.credit) == (D(due), D(credit))


@pytest.mark.parametrize(
    "credit, line, gone, refused",
    [("10", "100", "90", False), ("10.01", "100", "90", True), ("-1", "100", "0", True), ("-5", "-5", "0", False)],
)
def test_no_line_is_credited_beyond_what_it_says(credit, line, gone, refused):
    assert amounts.exceeds(D(credit), D(line), D(gone)) is refused


def test_a_balance_goes_to_the_oldest_open_amounts_first():
    assert amounts.spread(D(150), [D(100), D(0), D(80), D(10)]) == [D(100), D(0), D(50), D(0)]


@some.composite
def documents(draw):
    currency = draw(some.sampled_from(sorted(CURRENCIES)))
    cents = some.decimals(0, 10**6, places=CURRENCIES[currency])
    key = some.sampled_from([STANDARD, ("standard", D("17.5")), ("reduced", D(5)), ("reverse", D(20)), ("outside", D(0))])
    return currency, draw(some.lists(some.tuples(key, cents), min_size=1, max_size=8))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_p10_a_total_is_the_nets_and_taxes_of_its_groups(document):
    currency, lines = document

    totals = amounts.totals_of([(*key, net) for key, net in lines], currency)

    assert totals.net == sum(net for _key, net in lines) == sum(group.net for group in totals.groups)
    assert totals.total == totals.net + totals.tax == sum(group.net + group.tax for group in totals.groups)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents(), some.data())
def test_p10_an_invoice_credited_piece_by_piece_never_falls_below_nothing_and_ends_at_nothing(document, data):
    currency, lines = document
    totals = amounts.totals_of([(*key, net) for key, net in lines], currency)
    invoiced = {(g.category, g.percent): (g.net, g.tax) for g in totals.groups}
    credited = dict.fromkeys(invoiced, (D(0), D(0)))
    left = totals.total
    for place in data.draw(some.permutations(range(len(lines)))):
        key, net = lines[place]
        for part in _pieces(net, CURRENCIES[currency], data):
            note = amounts.credit_totals([(*key, part)], invoiced=invoiced, credited=credited, currency=currency)
            (group,) = note.groups
            at = (group.category, group.percent)
            credited[at] = (credited[at][0] + group.net, credited[at][1] + group.tax)
            left -= note.total
            assert left >= 0 and group.tax >= 0

    assert left == 0
    assert credited == invoiced


def _pieces(net, places, data):
    part = data.draw(some.decimals(0, net, places=places))
    return [one for one in (part, net - part) if one]
