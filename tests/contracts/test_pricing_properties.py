"""What holds for every group of entries (P-6)."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.bands import BANDS, added, difference, minutes_by_band
from contracts.pricing import Rounding, fit_in, price_minutes, round_up
from tests.contracts.calendars import LONDON, london, rates
from tests.slas.lives import repeatably

raw_minutes = st.dictionaries(st.sampled_from(BANDS), st.integers(0, 600), max_size=4)
roundings = st.builds(
    Rounding,
    mode=st.sampled_from(["ticket_day", "entry", "ticket", "none"]),
    increment=st.sampled_from([1, 5, 6, 10, 15, 30, 60]),
    minimums=st.dictionaries(st.sampled_from(BANDS), st.integers(0, 120), max_size=2),
)
PER_HOUR = rates(2, london("2026-06-08T09:00").date())


@repeatably(max_examples=300)
@given(raw_minutes, roundings)
def test_p6_the_billable_minutes_of_a_group_are_its_rounded_total(raw, rounding):
    total = sum(raw.values())
    increment = 1 if rounding.mode == "none" else rounding.increment
    least = max([rounding.minimums.get(band, 0) for band in raw if raw[band]], default=0)

    billable = rounding.billable(raw)

    assert sum(billable.values()) == (max(round_up(total, increment), least) if total else 0)
    assert all(billable.get(band, 0) >= raw[band] for band in raw)
    assert price_minutes(billable, PER_HOUR, "GBP").minutes == sum(billable.values())


@repeatably(max_examples=300)
@given(st.integers(0, 7 * 1440), st.integers(1, 900), st.integers(1, 899))
def test_p6_splitting_an_entry_at_any_minute_changes_no_charge(offset, length, cut):
    start = london("2026-12-21T00:00") + timedelta(minutes=offset)
    middle, end = start + timedelta(minutes=min(cut, length)), start + timedelta(minutes=length)

    whole = minutes_by_band(start, end, LONDON)
    parts = added(minutes_by_band(start, middle, LONDON), minutes_by_band(middle, end, LONDON))

    assert sum(whole.values()) == length
    assert parts == whole
    assert charge_of(parts) == charge_of(whole)


def charge_of(raw):
    return price_minutes(Rounding().billable(raw), PER_HOUR, "GBP").total


@repeatably(max_examples=200)
@given(st.lists(raw_minutes, max_size=6), roundings)
def test_decision_25_the_differences_of_a_groups_entries_sum_to_its_rounded_total(entries, rounding):
    raw, drawn = {}, {}
    for entry in entries:
        before, raw = rounding.billable(raw), added(raw, entry)
        drawn = added(drawn, difference(rounding.billable(raw), before))

    assert drawn == rounding.billable(raw)


@repeatably(max_examples=200)
@given(raw_minutes, st.decimals(0, 3000, places=2))
def test_c24_what_fits_is_within_the_cap_and_nothing_is_lost(minutes, left):
    fit = fit_in(minutes, PER_HOUR, left, "GBP")

    assert fit.charge <= left
    assert added(fit.fits, fit.held) == added(minutes)
    assert not fit.held or price_minutes(minutes, PER_HOUR, "GBP").total > left
