"""Days at the ends of the calendar are refused in words, before anything has to count on from them."""

import pytest

from contracts.forms import EndForm
from contracts.line_forms import BucketForm


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01"])
def test_a_day_from_which_nothing_can_be_counted_on_is_refused(typed):
    form = EndForm({"ends_on": typed})

    assert not form.is_valid()
    assert form.errors["ends_on"] == ["Choose a day between the years 1970 and 2100."]
    assert "expires_on" in BucketForm({"name": "B", "amount": "1", "price": "1", "expires_on": typed}).errors


def test_no_last_day_and_a_usual_one_are_taken():
    assert EndForm({"ends_on": ""}).is_valid() and EndForm({"ends_on": "2027-12-31"}).is_valid()
