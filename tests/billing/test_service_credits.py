"""Service credits by the worked examples (C-72, K-11)."""

from decimal import Decimal

import pytest

from billing.service_credits import Share, credit_for, percent_for
from contracts.terms import Credits

FEE = Decimal("3000.00")
RESPONSE = ((Decimal(95), Decimal(0)), (Decimal(90), Decimal(5)), (Decimal(0), Decimal(10)))
AVAILABILITY = ((Decimal("99.9"), Decimal(0)), (Decimal(99), Decimal(10)), (Decimal(0), Decimal(25)))


@pytest.mark.parametrize(("cap", "amount"), [(15, "450.00"), (12, "360.00")])
def test_ex_c35_causes_add_up_to_the_cap(cap, amount):
    terms = Credits(availability=AVAILABILITY, response=RESPONSE, cap_percent=Decimal(cap))

    credit = credit_for(FEE, {"availability": Decimal("99.5"), "response": Decimal(92)}, terms, "GBP")

    assert [part.amount for part in credit.parts] == [Decimal("300.00"), Decimal("150.00")]
    assert (credit.sum, credit.amount) == (Decimal("450.00"), Decimal(amount))


@pytest.mark.parametrize(("met", "amount"), [(182, "150.00"), (190, "0.00"), (179, "300.00")])
def test_ex_c40_shares_of_responses_in_time(met, amount):
    credit = credit_for(FEE, {"response": Share(met, 200).percent}, Credits(response=RESPONSE), "GBP")

    assert credit.amount == Decimal(amount)


def test_a_share_is_compared_exactly_so_that_a_miss_never_counts_as_the_target():
    assert percent_for(Share(94_999, 100_000).percent, RESPONSE) == 5
    assert percent_for(Share(95, 100).percent, RESPONSE) == 0


def test_where_nothing_fell_due_nothing_is_credited():
    assert Share(0, 0).percent is None
    assert credit_for(FEE, {"response": None}, Credits(response=RESPONSE), "GBP").amount == 0


def test_a_figure_below_every_tier_earns_what_the_lowest_does():
    assert percent_for(Decimal(50), AVAILABILITY[:2]) == 10
    assert percent_for(Decimal(50), ()) == 0
