"""Amounts of money: digits by currency, half-up, and no floats (C-01)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as some

from common import money


def test_ex_c34_an_amount_has_the_digits_of_its_currency():
    assert money.rounded(D("10.25") * 9800, "JPY") == D(100450)
    assert str(money.rounded(D(20) * 9800 / 60, "JPY")) == "3267"
    assert str(money.rounded(D(50) * D("11.275") / 60, "KWD")) == "9.396"


@pytest.mark.parametrize(
    "amount, currency, expected",
    [("0.005", "GBP", "0.01"), ("-0.005", "GBP", "-0.01"), ("0.0049", "GBP", "0.00"), ("-0.004", "GBP", "0.00"),
     ("0.5", "JPY", "1"), ("1.0005", "KWD", "1.001"), ("2.675", "EUR", "2.68")],
)  # fmt: skip
def test_halves_go_away_from_zero(amount, currency, expected):
    assert str(money.rounded(D(amount), currency)) == expected


@pytest.mark.parametrize("code", ["", "gbp", "XXX", "POUNDS", None, "EUR "])
def test_an_unknown_currency_is_refused_in_a_sentence(code):
    with pytest.raises(money.UnknownCurrency, match="no currency we know"):
        money.rounded(D(1), code)


def test_a_float_is_never_money():
    with pytest.raises(TypeError):
        money.rounded(0.1, "GBP")


@pytest.mark.parametrize("amount", ["1E+30", "NaN", "Infinity"])
def test_what_no_column_can_hold_is_refused(amount):
    with pytest.raises(money.AmountOutOfReach):
        money.rounded(D(amount), "GBP")


def test_amounts_are_worded_as_the_reader_writes_them():
    assert money.in_words(D("5141.4"), "GBP", "en") == "£5,141.40"
    assert money.in_words(D(-153), "GBP", "en") == "−£153.00"
    assert money.in_words(D("5141.4"), "EUR", "de") == "5.141,40\N{NO-BREAK SPACE}€"
    assert money.in_words(D("3266.67"), "JPY", "en").endswith("3,267")
    assert money.in_words(D("9.3958"), "IQD", "en").endswith("9.396")


@given(some.decimals(-(10**9), 10**9, places=6), some.sampled_from(money.CURRENCIES))
def test_rounding_moves_no_amount_by_more_than_half_a_unit_and_settles_at_once(amount, currency):
    result = money.rounded(amount, currency)

    assert abs(result - amount) * 2 <= money.unit(currency)
    assert money.rounded(result, currency) == result
