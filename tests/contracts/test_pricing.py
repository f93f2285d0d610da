"""From worked minutes to money: the worked examples of rounding, rates, caps and tickets."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.bands import minutes_by_band
from contracts.fees import fee_of
from contracts.pricing import (
    RateRow,
    Rounding,
    crossed,
    extra_tickets,
    fit_in,
    overage_rate,
    price_minutes,
    rate_for,
    ticket_level,
)
from contracts.spans import day_of
from contracts.terms import Fte, LevelPrice, PerTicket
from tests.contracts.calendars import LONDON, TENANT_RATES, london, rates

MONDAY = date(2026, 6, 8)


def price_work(raw, per_hour, rounding=None):
    """What the raw minutes of one group come to, as `tickets.actions.time_groups` rounds and an invoice line prices them."""
    return price_minutes((rounding or Rounding()).billable(raw), per_hour, "GBP")


def test_ex_c1_one_ticket_day_is_rounded_once_and_entries_apart_twice_as_dear():
    per_hour = rates(2, MONDAY)

    day = price_work({"business": 7 + 16 + 3}, per_hour)
    each = [price_work({"business": raw}, per_hour, Rounding("entry")) for raw in (7, 16, 3)]

    assert (day.minutes, day.total) == (30, Decimal("40.00"))
    assert [priced.minutes for priced in each] == [15, 30, 15]
    assert sum(priced.total for priced in each) == Decimal("80.00")


def test_ex_c2_the_override_of_the_line_beats_the_rate_card():
    override = [RateRow(2, Decimal(75))]
    worked = {1: 90, 2: 135, 3: 30}

    lines = [price_minutes({"business": m}, rates(level, MONDAY, override), "GBP").total for level, m in worked.items()]

    assert lines == [Decimal("67.50"), Decimal("168.75"), Decimal("55.00")]
    assert sum(lines) == Decimal("291.25")


def test_ex_c3_work_over_the_edge_of_a_band_is_split_at_it():
    raw = minutes_by_band(london("2026-06-12T16:20"), london("2026-06-12T18:35"), LONDON)

    priced = price_work(raw, rates(2, MONDAY))

    assert raw == {"business": 40, "evening": 95}
    assert [line.amount for line in priced.lines] == [Decimal("53.33"), Decimal("190.00")]
    assert priced.total == Decimal("243.33")


def test_ex_c4_added_minutes_go_to_the_cheapest_band():
    raw = minutes_by_band(london("2026-06-08T16:50"), london("2026-06-08T18:12"), LONDON)

    priced = price_work(raw, rates(2, MONDAY))

    assert [(line.band, line.minutes, line.amount) for line in priced.lines] == [
        ("business", 18, Decimal("24.00")),
        ("evening", 72, Decimal("144.00")),
    ]
    assert priced.total == Decimal("168.00")


def test_ex_c5_a_call_out_on_a_sunday_is_an_hour_at_least():
    raw = minutes_by_band(london("2026-06-14T10:00"), london("2026-06-14T10:22"), LONDON)

    priced = price_work(raw, rates(2, MONDAY))

    assert raw == {"weekend": 22}
    assert (priced.minutes, priced.lines[0].rate, priced.total) == (60, Decimal(160), Decimal("160.00"))


def test_ex_c6_the_work_date_is_local_to_the_contract():
    at = london("2026-08-01T00:30")

    assert day_of(at, "Europe/London") == date(2026, 8, 1)
    assert day_of(at, "America/New_York") == date(2026, 7, 31)


def test_ex_c7_forty_two_quarters_fit_under_a_cap_of_a_thousand_and_the_next_is_held():
    used, warned = Decimal(0), {}
    for quarter in range(1, 44):
        fit = fit_in({"business": 15}, {"business": Decimal(95)}, Decimal(1000) - used, "GBP")
        for percent in crossed(used, used + fit.charge, Decimal(1000), (50, 75, 90)):
            warned[percent] = (quarter, used + fit.charge)
        used += fit.charge

    assert (used, fit) == (Decimal("997.50"), ({}, {"business": 15}, Decimal(0)))
    assert warned == {50: (22, Decimal("522.50")), 75: (32, Decimal("760.00")), 90: (38, Decimal("902.50"))}


def test_of_an_entry_that_does_not_fit_whole_the_part_of_whole_increments_is_billable():
    fit = fit_in({"business": 50, "evening": 40}, {"business": Decimal(80), "evening": Decimal(120)}, Decimal(60), "GBP")

    assert fit == ({"business": 45}, {"business": 5, "evening": 40}, Decimal("60.00"))


def test_c15_the_most_specific_card_wins_then_the_band_then_the_latest_validity():
    tenant = [*TENANT_RATES, RateRow(2, Decimal(90), valid_from=date(2026, 7, 1)), RateRow(2, Decimal(130), "evening")]
    client = [RateRow(2, Decimal(70), valid_until=date(2026, 6, 30))]

    assert rate_for([client, tenant], 2, "evening", date(2026, 6, 30)) == (Decimal("105.0"), 0, False)
    assert rate_for([client, tenant], 2, "evening", date(2026, 7, 1)) == (Decimal(130), 1, True)
    assert rate_for([client, tenant], 2, "weekend", date(2026, 7, 1)) == (Decimal(180), 1, False)
    assert rate_for([client, tenant], 4, "business", MONDAY) is None


@pytest.mark.parametrize(("is_all_inclusive", "expected"), [(False, Decimal("142.5")), (True, Decimal(95))])
def test_c36_the_overage_rate_takes_the_multiplier_unless_all_inclusive(is_all_inclusive, expected):
    assert overage_rate(Decimal(95), is_all_inclusive, "evening") == expected
    assert overage_rate(None, is_all_inclusive, "evening") is None


def test_ex_c11_ex_c16_overage_is_priced_by_the_group():
    assert price_minutes({"business": 210}, {"business": Decimal(95)}, "GBP").total == Decimal("332.50")
    assert price_minutes({"business": 75}, {"business": Decimal(95)}, "GBP").total == Decimal("118.75")


def test_ex_c23_tickets_agreed_are_paid_and_more_cost_extra():
    levels = {1: (100, Decimal(14), Decimal("16.80")), 2: (40, Decimal(38), Decimal("45.60"))}
    agreed = fee_of(
        PerTicket(
            levels={
                level: LevelPrice(included=count, price=price, extra_price=extra)
                for level, (count, price, extra) in levels.items()
            }
        ),
        "GBP",
    )

    assert agreed == Decimal("2920.00") and extra_tickets({}, levels, "GBP") == {}
    assert agreed + sum(amount for _count, amount in extra_tickets({1: 107, 2: 43}, levels, "GBP").values()) == Decimal("3174.40")


def test_ex_c24_a_ticket_is_priced_once_at_its_highest_level():
    price = {1: Decimal(14), 2: Decimal(38)}

    assert price[ticket_level([1, 2, 2])] == Decimal(38)
    assert ticket_level([]) is None


def test_ex_c25_capacity_is_a_table_and_no_multiplication():
    capacity = {"1 FTE": Decimal(168), "5 FTE": Decimal(840), "0.25 FTE": Decimal(40)}

    fees = [fee_of(Fte(label=label, capacity=capacity, rate=Decimal(45)), "GBP") for label in capacity]

    assert fees == [Decimal("7560.00"), Decimal("37800.00"), Decimal("1800.00")]


def test_ex_c34_currencies_have_their_own_digits():
    assert price_minutes({"business": 615}, {"business": Decimal(9800)}, "JPY").total == Decimal(100450)
    assert price_minutes({"business": 20}, {"business": Decimal(9800)}, "JPY").total == Decimal(3267)
    assert price_minutes({"business": 50}, {"business": Decimal("11.275")}, "KWD").total == Decimal("9.396")


def test_c18_groups_are_what_entries_share():
    facts = dict(entry="e1", subject="t1", work_on=MONDAY, level=2, is_billable=True)

    assert Rounding().group(**facts) == Rounding().group(**facts | {"entry": "e2"})
    assert Rounding().group(**facts) != Rounding().group(**facts | {"work_on": date(2026, 6, 9)})
    assert Rounding("ticket").group(**facts) == Rounding("ticket").group(**facts | {"work_on": date(2026, 6, 9)})
    assert Rounding("entry").group(**facts) != Rounding("entry").group(**facts | {"entry": "e2"})
    assert Rounding("none", minimums={}).billable({"business": 7}) == {"business": 7}
