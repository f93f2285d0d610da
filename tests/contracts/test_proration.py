"""Parts of fees and allowances: the worked examples (C-51 to C-57), and that parts make a whole (P-8)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.proration import (
    added_allowance,
    change_of_fee,
    further_part,
    prorated,
    prorated_minutes,
    uplifted,
)
from contracts.spans import Span
from tests.slas.lives import repeatably

JUNE = Span(date(2026, 6, 1), date(2026, 6, 30))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def test_ex_c17_the_first_month_is_a_part():
    assert prorated(Decimal(1600), 20, 31, "GBP") == Decimal("1032.26")
    assert prorated_minutes(1200, 20, 31) == 774


def test_ex_c18_the_last_month_is_a_part():
    assert prorated(Decimal(1600), 10, 28, "GBP") == Decimal("571.43")
    assert prorated_minutes(1200, 10, 28) == 429


def test_ex_c26_an_upgrade_within_a_month():
    rest = Span(date(2026, 6, 16), date(2026, 6, 30))

    change = change_of_fee(Decimal(900), Decimal(1500), rest, JUNE, "GBP")

    assert (change.credit, change.charge, change.due) == (Decimal("450.00"), Decimal("750.00"), Decimal("300.00"))
    assert added_allowance(600, 1200, rest, JUNE) == 300


def test_ex_c27_an_upgrade_within_a_year():
    rest = Span(date(2026, 6, 1), date(2026, 12, 31))

    change = change_of_fee(Decimal(10800), Decimal(18000), rest, YEAR, "GBP")

    assert (change.days, change.of_days) == (214, 365)
    assert (change.credit, change.charge, change.due) == (Decimal("6332.05"), Decimal("10553.42"), Decimal("4221.37"))


def test_ex_c28_a_downgrade_agreed_at_once_is_credited():
    rest = Span(date(2026, 6, 21), date(2026, 6, 30))

    change = change_of_fee(Decimal(1500), Decimal(900), rest, JUNE, "GBP")

    assert (change.credit, change.charge, change.due) == (Decimal("500.00"), Decimal("300.00"), Decimal("-200.00"))
    assert added_allowance(1200, 600, rest, JUNE) == -200


def test_ex_c30_uplifts_are_fixed_or_an_index_between_floor_and_cap():
    fees = [Decimal(12000)]
    for _ in range(3):
        fees.append(uplifted(fees[-1], "GBP", percent=Decimal(5)))

    assert fees[1:] == [Decimal("12600.00"), Decimal("13230.00"), Decimal("13891.50")]
    assert uplifted(Decimal(12000), "GBP", percent=Decimal("3.8"), cap=Decimal(3)) == Decimal("12360.00")
    assert uplifted(Decimal("1033.33"), "GBP", percent=Decimal("3.8"), cap=Decimal(3)) == Decimal("1064.33")
    assert uplifted(Decimal(100), "GBP", percent=Decimal("0.5"), floor=Decimal(1)) == Decimal("101.00")


def test_ex_c31_unused_days_are_refunded_less_the_fee_for_leaving_early():
    unused = Span(date(2026, 5, 1), date(2026, 12, 31))

    assert unused.days == 245
    assert prorated(Decimal(12000), unused.days, YEAR.days, "GBP") == Decimal("8054.79")
    assert prorated(Decimal(12000), unused.days, YEAR.days, "GBP") - 2000 == Decimal("6054.79")


def test_ex_c32_a_leap_year_has_a_day_more():
    assert prorated(Decimal(12000), 60, 366, "GBP") == Decimal("1967.21")
    assert prorated(Decimal(12000), 60, 365, "GBP") == Decimal("1972.60")


@pytest.mark.parametrize(("covered", "days"), [(-1, 30), (31, 30), (0, 0)])
def test_a_part_has_no_more_days_than_its_period(covered, days):
    with pytest.raises(ValueError, match="no more days"):
        prorated_minutes(100, covered, days)


money = st.decimals(0, 10**7, places=2)


@repeatably(max_examples=300)
@given(money, st.lists(st.integers(1, 366), min_size=1, max_size=8), st.sampled_from(["GBP", "JPY", "KWD"]))
def test_p8_the_parts_of_a_period_make_its_fee(amount, parts, currency):
    days, before, charged = sum(parts), 0, Decimal(0)
    for part in parts:
        charged += further_part(amount, before, charged, part, days, currency)
        before += part

    assert charged == prorated(amount, days, days, currency)
