"""What real work would have cost under another agreement; pure: no database (issue 4, what-if)."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.package_presets import LINE, PACKAGES
from contracts.pricing import RateRow
from contracts.spans import Span
from contracts.terms import Hours, PackageLine, Retainer, Terms, TimeRules
from contracts.what_if import Offer, Work, compare, portions, price, twelve_months

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
CARD = [[RateRow(1, D(45)), RateRow(2, D(80)), RateRow(3, D(110))]]


def work(minutes, on=(1, 12), level=2, subject="a", band="business", activity="corrective", severity="minor", entries=None):
    return Work(subject, date(2026, *on), level, activity, severity, entries or ({band: minutes},))


def ad_hoc(terms=None, cards=CARD):
    return Offer("ad_hoc", "By the hour", terms or Terms(), None, cards)


def retainer(hours=20, fee=1600, terms=None, period="month", cards=CARD, **said):
    line = Retainer(hours=Hours(allowance_minutes=hours * 60, overage_rate=D(95), **said), fee=D(fee), period=period)
    return Offer("retainer", "Retainer", terms or Terms(), line, cards)


def package(name):
    terms = next(preset.terms for preset in PACKAGES if preset.name == name)
    return Offer(name, name, terms, terms.lines[LINE], CARD)


def month_of(outcome, number):
    return outcome.months[number - 1]


def priced(offer, *done):
    return price(offer, done, YEAR, "GBP")


def test_the_months_are_the_twelve_whole_ones_before_this():
    assert twelve_months(date(2026, 11, 21)) == Span(date(2025, 11, 1), date(2026, 10, 31))
    assert twelve_months(date(2026, 3, 1)) == Span(date(2025, 3, 1), date(2026, 2, 28))


def test_ex_c1_by_the_hour_a_ticket_day_is_rounded_once_and_by_entry_each():
    day = work(0, entries=({"business": 7}, {"business": 16}, {"business": 3}))

    assert priced(ad_hoc(), day).total == D("40.00")
    assert priced(ad_hoc(Terms(time=TimeRules(rounding="entry"))), day).total == D("80.00")


def test_ex_c3_an_evening_costs_its_multiplier():
    friday = work(0, entries=({"business": 40, "evening": 95},))

    assert priced(ad_hoc(), friday).total == D("243.33")


def test_ex_c11_a_retainer_costs_its_fee_and_what_is_beyond():
    outcome = priced(retainer(), work(23 * 60 + 30))

    january = month_of(outcome, 1)
    assert (january.fee, january.overage, january.total) == (D("1600.00"), D("332.50"), D("1932.50"))
    assert (january.used, january.over, january.unused) == (1200, 210, 0)
    assert (month_of(outcome, 2).unused, outcome.total) == (1200, D("19532.50"))


@pytest.mark.parametrize(("february", "march", "lapsed_in_february"), [(24, 26, 0), (4, 30, 16)])
def test_ex_c12_and_c13_unused_hours_roll_over(february, march, lapsed_in_february):
    offer = retainer(rollover="capped")
    done = [work(6 * 60), work(february * 60, (2, 12)), work(40 * 60, (3, 12))]

    outcome = priced(offer, *done)

    assert month_of(outcome, 1).unused == 4 * 60
    assert month_of(outcome, 2).unused == lapsed_in_february * 60
    assert (month_of(outcome, 3).used, month_of(outcome, 3).over) == (march * 60, (40 - march) * 60)


def test_ex_c14_hours_are_borrowed_from_the_next_month_and_not_beyond_the_last():
    offer = retainer(overage="borrow")

    outcome = priced(offer, work(26 * 60, (2, 12)), work(20 * 60, (3, 12)), work(22 * 60, (12, 12)))

    assert (month_of(outcome, 2).used, month_of(outcome, 2).overage) == (25 * 60, D("95.00"))
    assert month_of(outcome, 3).used == 20 * 60  # 15 h of its own, 5 h borrowed from April
    assert month_of(outcome, 4).unused == 15 * 60
    assert month_of(outcome, 12).over == 2 * 60


def test_hours_by_the_quarter_have_their_fee_in_its_first_month_and_lapse_in_its_last():
    outcome = priced(retainer(60, 4800, period="quarter"), work(50 * 60, (2, 12)))

    assert [month.fee for month in outcome.months] == [D(4800), D(0), D(0)] * 4
    assert (month_of(outcome, 2).used, month_of(outcome, 3).unused, month_of(outcome, 6).unused) == (3000, 600, 3600)


def test_what_is_absorbed_costs_nothing_and_what_would_be_held_is_priced():
    assert priced(retainer(overage="absorb"), work(21 * 60)).sums.absorbed == 60
    assert priced(retainer(overage="absorb"), work(21 * 60)).sums.overage == 0
    assert priced(retainer(overage="block"), work(21 * 60)).sums.overage == D("95.00")


def test_weighted_hours_draw_what_their_band_weighs():
    outcome = priced(retainer(draw="weighted", level_factors={3: D("1.5")}), work(60, level=3, band="evening"))

    assert outcome.sums.used == 135  # EX-C20


def test_a_level_without_a_rate_is_told_and_keeps_the_offer_from_being_the_cheapest():
    done = [work(60), work(60, (1, 13), level=4)]

    by_hour, with_fee = compare([ad_hoc(), retainer()], done, YEAR, "GBP")

    assert (by_hour.total, by_hour.unrated_levels, by_hour.sums.unrated, by_hour.sums.over) == (D("80.00"), (4,), 60, 60)
    assert (by_hour.is_cheapest, with_fee.is_cheapest) == (False, True)


def test_work_that_a_package_does_not_cover_is_charged_by_the_hour():
    done = [work(120), work(60, (1, 13), activity="adaptive"), work(60, (1, 14), level=1)]

    basic, premium = (priced(package(name), *done) for name in ("Basic", "Premium"))

    assert (basic.sums.used, basic.sums.uncovered, basic.sums.overage) == (120, 120, D("125.00"))  # 80 and 45
    assert (premium.sums.used, premium.sums.uncovered, premium.sums.overage) == (240, 0, D(0))


def test_the_packages_by_exact_amounts_and_the_cheapest():
    """15 h of level 2 a month: by the hour 1,200 a month, Basic 400 and 11 h, Standard 900 and 5 h, Premium 1,500."""
    done = [work(15 * 60, (month, 12)) for month in range(1, 13)]
    offers = [ad_hoc(), package("Basic"), package("Standard"), package("Premium"), retainer(15, 1125)]

    found = {outcome.offer.name: outcome for outcome in compare(offers, done, YEAR, "GBP")}

    assert {name: outcome.total for name, outcome in found.items()} == {
        "By the hour": D("14400.00"),
        "Basic": D("15360.00"),
        "Standard": D("15600.00"),
        "Premium": D("18000.00"),
        "Retainer": D("13500.00"),
    }
    assert [name for name, outcome in found.items() if outcome.is_cheapest] == ["Retainer"]


def test_in_a_currency_without_a_minor_unit_each_line_is_rounded_once():
    cards = [[RateRow(2, D(9800))]]

    assert price(ad_hoc(Terms(time=TimeRules(rounding="none")), cards), [work(20)], YEAR, "JPY").total == 3267  # EX-C34


def test_a_group_over_two_days_is_rounded_once_on_its_last():
    terms = Terms(time=TimeRules(rounding="ticket"))

    found = list(portions(terms, [work(7), work(9, (2, 3))]))

    assert [(each.work_on, each.minutes) for each in found] == [
        (date(2026, 1, 12), {"business": 7}),
        (date(2026, 2, 3), {"business": 23}),
    ]


pieces = st.builds(
    work,
    minutes=st.integers(1, 600),
    on=st.tuples(st.integers(1, 12), st.integers(1, 28)),
    level=st.integers(1, 4),
    subject=st.sampled_from("abc"),
    band=st.sampled_from(["business", "evening", "weekend"]),
    activity=st.sampled_from(["corrective", "adaptive"]),
)
offered = st.one_of(
    st.just(ad_hoc()),
    st.sampled_from([package(preset.name) for preset in PACKAGES]),
    st.builds(
        retainer,
        hours=st.integers(0, 40),
        fee=st.integers(0, 5000),
        period=st.sampled_from(["month", "quarter", "year"]),
        overage=st.sampled_from(["bill", "block", "borrow", "absorb"]),
        rollover=st.sampled_from(["none", "capped", "unlimited"]),
        roll_periods=st.integers(1, 3),
    ),
)


@given(offer=offered, done=st.lists(pieces, max_size=25))
def test_the_total_is_fee_and_overage_and_the_months_sum_to_it(offer, done):
    outcome = price(offer, done, YEAR, "GBP")

    assert outcome.total == outcome.sums.fee + outcome.sums.overage == sum(month.total for month in outcome.months)
    for month in outcome.months:
        assert month.total == month.fee + month.overage
        assert min(month.used, month.unused, month.over, month.uncovered, month.absorbed, month.unrated) >= 0


@given(offer=offered, done=st.lists(pieces, max_size=25))
def test_every_billable_minute_is_placed_once_and_every_minute_of_the_allowance_used_or_lapsed(offer, done):
    outcome = price(offer, done, YEAR, "GBP")
    sums = outcome.sums

    billable = sum(sum(portion.minutes.values()) for portion in portions(offer.terms, done))
    assert sums.used + sums.over + sums.absorbed + sums.unrated == billable
    if isinstance(offer.line, Retainer | PackageLine):
        periods = {"month": 12, "quarter": 4, "year": 1}[offer.line.period]
        assert sums.used + sums.unused == offer.line.hours.allowance_minutes * periods
