"""What a quote comes to, by the worked examples."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.spending import is_within
from billing.quoting import budget_hint, ceiling, totals_of, work_amount
from contracts.spans import day_end, last_valid_date


def test_ex_c8_an_estimate_with_contingency_and_tax():
    work = work_amount(12 * 60, Decimal(110), "GBP")

    totals = totals_of([work], Decimal(10), "standard", Decimal(20), "GBP")

    assert totals == (Decimal("1320.00"), Decimal("132.00"), Decimal("1452.00"), Decimal("290.40"), Decimal("1742.40"))


def test_ex_c9_hours_at_a_rate():
    totals = totals_of([work_amount(225, Decimal(90), "GBP")], Decimal(0), "standard", Decimal(20), "GBP")

    assert (totals.net, totals.tax, totals.total) == (Decimal("337.50"), Decimal("67.50"), Decimal("405.00"))


def test_ex_c10_a_quote_expires_at_the_start_of_the_local_day_after_its_last():
    last = last_valid_date(date(2026, 3, 10), 30)

    assert last == date(2026, 4, 9)
    assert day_end(last, "Europe/London") == datetime(2026, 4, 9, 23, tzinfo=UTC)


def test_ex_c41_maintenance_after_a_development():
    hint = budget_hint(Decimal(200_000), "GBP")

    assert hint.year == (Decimal(30_000), Decimal(40_000))
    assert hint.month == (Decimal("2500.00"), Decimal("3333.33"))


def test_a_category_without_tax_carries_none():
    assert totals_of([Decimal(100)], Decimal(0), "reverse", Decimal(20), "GBP").total == Decimal(100)


def test_a_yen_quote_has_no_decimals():
    totals = totals_of([work_amount(20, Decimal(9800), "JPY")], Decimal("2.5"), "standard", Decimal(10), "JPY")

    assert totals == (Decimal(3267), Decimal(82), Decimal(3349), Decimal(335), Decimal(3684))


@pytest.mark.parametrize(
    ("limit", "is_enough"), [(None, True), (Decimal("1452.00"), True), (Decimal("1451.99"), False), (Decimal(0), False)]
)
def test_the_limit_is_compared_without_tax(limit, is_enough):
    assert is_within(Decimal("1452.00"), "GBP", limit, "GBP") is is_enough


@pytest.mark.parametrize(("limit", "is_enough"), [(None, True), (Decimal(999999), False)])
def test_c22_a_limit_reaches_nothing_in_another_currency(limit, is_enough):
    assert is_within(Decimal(1), "EUR", limit, "GBP") is is_enough


def test_the_ceiling_is_what_was_named_else_what_was_quoted():
    assert (ceiling(Decimal(1452), None), ceiling(Decimal(1452), Decimal(1600))) == (1452, 1600)
