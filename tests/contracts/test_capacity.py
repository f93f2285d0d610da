"""Full-time equivalents: what their table of capacity grants, and what it cannot say (C-47)."""

from decimal import Decimal

import pytest

from contracts.allowances import hours_of
from contracts.fees import fee_of
from contracts.lines_form import FteForm
from contracts.terms import Fte


@pytest.mark.parametrize(("period", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
def test_c47_a_period_grants_the_hours_of_all_the_months_that_its_fee_pays_for(period, months):
    capacity = Fte(label="0.25", capacity={"0.25": Decimal(40)}, rate=Decimal(45), period=period)

    assert hours_of(capacity).allowance_minutes == months * 40 * 60
    assert fee_of(capacity, "GBP") == months * Decimal(1800)


@pytest.mark.parametrize("row", ["1: NaN", "1: sNaN", "1: -Infinity", "1: 0", "1", ": 168", "1: x"])
def test_what_is_no_capacity_and_its_hours_is_refused_in_words(row):
    form = FteForm({"name": "Team", "label": "1", "rate": "45", "capacity": row})

    assert form.errors["capacity"] == [f"“{row}” is not a capacity and its hours, such as 1: 168."]
