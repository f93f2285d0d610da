"""P-6: the billable minutes of a group are its rounded total, and where work is cut within one band changes no charge."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.bands import BANDS, MULTIPLIERS, added, difference, minutes_by_band
from contracts.pricing import Rounding, price_minutes
from tests.contracts.calendars import LONDON, london

RATES = {band: Decimal(80) * MULTIPLIERS[band] for band in BANDS}
MONDAY = london("2026-06-08T00:00")
works = st.lists(st.tuples(st.integers(0, 7 * 1440), st.integers(1, 600)), min_size=1, max_size=8)
roundings = st.builds(Rounding, mode=st.sampled_from(["ticket_day", "none"]), increment=st.sampled_from([1, 6, 15, 30]))


def bands_of(begin, minutes):
    start = MONDAY + timedelta(minutes=begin)
    return minutes_by_band(start, start + timedelta(minutes=minutes), LONDON)


@given(works, roundings, st.randoms())
def test_p6_differences_add_up_to_the_rounded_total_in_whatever_order_work_is_logged_and_taken_back(entries, rounding, random):
    """As `tickets.actions.time_groups.settle` reckons: each entry books what the group's total has changed by."""
    raw = [bands_of(*entry) for entry in entries]
    booked, live = {}, []
    order = list(range(len(raw))) + random.sample(range(len(raw)), len(raw) // 2)
    for number in order:
        live = [*live, number] if number not in live else [each for each in live if each != number]
        total = rounding.billable(added(*(raw[each] for each in live)))
        booked = added(booked, difference(total, booked))

        assert booked == total
        assert all(minutes > 0 for minutes in booked.values())
        assert sum(total.values()) >= sum(sum(raw[each].values()) for each in live)


@given(st.integers(0, 7 * 1440), st.integers(2, 600), st.data())
def test_p6_cutting_work_within_one_band_changes_no_charge(begin, minutes, data):
    whole = bands_of(begin, minutes)
    cut = data.draw(st.integers(1, minutes - 1))
    parts = [bands_of(begin, cut), bands_of(begin + cut, minutes - cut)]

    cut, uncut = (price_minutes(Rounding().billable(raw), RATES, "GBP") for raw in (added(*parts), whole))
    assert cut == uncut
