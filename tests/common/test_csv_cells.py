"""Cells that a spreadsheet would run."""

from decimal import Decimal

import pytest

from common.csv_cells import as_cell


@pytest.mark.parametrize(
    "typed", ["=1+1", " =1+1", "\t=1", "\n@x", "+4", "-4", "|calc", "%0A", "\ufeff=1", "\u200b=1", "＝1", "＠x", "\tx", "\rx"]
)
def test_a_text_that_would_be_a_formula_is_marked_as_text(typed):
    assert as_cell(typed) == f"'{typed}"


@pytest.mark.parametrize("said", ["Kestrel", "PO-77120", "a=b", " Kestrel", "", None, Decimal("-4.50"), 7])
def test_other_values_stay_as_they_are(said):
    assert as_cell(said) == ("" if said is None else str(said))
